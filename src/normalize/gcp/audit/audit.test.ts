import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { own } from '../../read.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { audit } from './index.ts';
import { activityOf } from './method.ts';

const TIME = '2026-01-10T12:00:00.123456789Z';
interface Parts {
  readonly payload?: Record<string, unknown>;
  readonly entry?: Record<string, unknown>;
}
const entryOf = ({ payload = {}, entry = {} }: Parts = {}): Record<string, unknown> => ({
  protoPayload: {
    '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
    status: {},
    authenticationInfo: { principalEmail: 'Mara@example.com' },
    requestMetadata: { callerIp: '198.51.100.7', callerSuppliedUserAgent: 'gcloud/530' },
    serviceName: 'compute.googleapis.com',
    methodName: 'v1.compute.instances.delete',
    resourceName: 'projects/shop/zones/europe-west1-b/instances/web-1',
    ...payload,
  },
  insertId: 'abc123',
  resource: { type: 'gce_instance', labels: { project_id: 'shop', zone: 'europe-west1-b', instance_id: '42' } },
  timestamp: TIME,
  logName: 'projects/shop/logs/cloudaudit.googleapis.com%2Factivity',
  ...entry,
});
const factsOf = (record: Record<string, unknown>) => {
  const facts = audit.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const namesOf = (record: Record<string, unknown>) => audit.entities(record).map((e) => `${e.role} ${e.id}`);
const idsOf = (record: Record<string, unknown>, role: string) =>
  audit
    .entities(record)
    .filter((e) => e.role === role)
    .map((e) => `${e.type} ${e.id}`);

describe('facts of an audit log', () => {
  it('are its project, place, operation and time', () => {
    expect(factsOf(entryOf())).toMatchObject({
      time: Date.UTC(2026, 0, 10, 12, 0, 0, 123),
      account: 'shop',
      region: 'europe-west1-b',
      operation: 'compute.googleapis.com:v1.compute.instances.delete',
      outcome: 'success',
    });
  });

  it('have the same id for the same entry by another road, and another for another log or time', () => {
    const { uid } = factsOf(entryOf());
    expect(factsOf(entryOf({ entry: { receiveTimestamp: TIME, labels: {} } })).uid).toBe(uid);
    expect(factsOf(entryOf({ entry: { timestamp: '2026-01-10T12:00:00.123456788Z' } })).uid).not.toBe(uid);
    expect(
      factsOf(entryOf({ entry: { logName: 'projects/shop/logs/cloudaudit.googleapis.com%2Fdata_access' } })).uid,
    ).not.toBe(uid);
    expect(factsOf(entryOf({ entry: { insertId: undefined } })).uid).toMatch(/^[0-9a-f]{40}$/);
  });

  it.each([
    ['the log’s project, whatever the labels say', 'projects/shop/logs/x', 'other', 'shop'],
    ['the resource’s project in an organisation’s log', 'organizations/12/logs/x', 'shop', 'shop'],
    ['the organisation where there is no project', 'organizations/12/logs/x', undefined, 'organizations/12'],
    ['the folder', 'folders/7/logs/x', undefined, 'folders/7'],
    [
      'a project’s number as such, since it could be another cloud’s account',
      'projects/123456789012/logs/x',
      undefined,
      'projects/123456789012',
    ],
  ])('have %s for account', (_name, logName, project, account) => {
    expect(factsOf(entryOf({ entry: { logName, resource: { labels: { project_id: project } } } })).account).toBe(
      account,
    );
  });

  it.each([
    ['a status', { status: { code: 7, message: 'PERMISSION_DENIED' } }],
    ['a permission that was missing', { authorizationInfo: [{ granted: true }, { granted: false }] }],
    ['an error in the answer', { response: { error: { code: 409 } } }],
  ])('tell a failure by %s', (_name, payload) => {
    expect(factsOf(entryOf({ payload })).outcome).toBe('failure');
  });

  it('never invent a time', () => {
    expect(audit.facts(entryOf({ entry: { timestamp: 'soon' } }))).toMatchObject({ ok: false });
  });
});

describe('entities of an audit log', () => {
  it('are who acted, from where, and the machine by its name and its number', () => {
    const record = entryOf();
    expect(idsOf(record, 'actor')).toEqual(['principal mara@example.com']);
    expect(idsOf(record, 'source')).toEqual(['ip 198.51.100.7']);
    expect(idsOf(record, 'target')).toEqual([
      'instance //compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web-1',
    ]);
    expect(idsOf(record, 'related')).toEqual([
      'instance //compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/42',
    ]);
  });

  it('let the steps of an attack find each other: a key made, then used', () => {
    const name = 'projects/shop/serviceAccounts/ci@shop.iam.gserviceaccount.com';
    const key = `${name}/keys/0123456789abcdef0123456789abcdef01234567`;
    const made = entryOf({
      payload: {
        serviceName: 'iam.googleapis.com',
        methodName: 'google.iam.admin.v1.CreateServiceAccountKey',
        resourceName: 'projects/-/serviceAccounts/1001',
        request: { name },
        response: { name: key },
      },
    });
    const used = entryOf({
      payload: {
        authenticationInfo: {
          principalEmail: 'ci@shop.iam.gserviceaccount.com',
          serviceAccountKeyName: `//iam.googleapis.com/${key}`,
        },
      },
    });
    expect(idsOf(made, 'target').toSorted()).toEqual(idsOf(used, 'actor').toSorted());
    expect(audit.traits(used)).toMatchObject({
      principalType: 'ServiceAccount',
      accessKey: '0123456789abcdef0123456789abcdef01234567',
    });
  });

  it('are who was given a role, and never everybody', () => {
    const bindingDeltas = [
      { action: 'ADD', role: 'roles/owner', member: 'user:eve@example.net' },
      { action: 'ADD', role: 'roles/owner', member: 'allUsers' },
      { action: 'REMOVE', role: 'roles/owner', member: 'deleted:user:Old@example.com?uid=123' },
    ];
    const record = entryOf({
      payload: {
        serviceName: 'cloudresourcemanager.googleapis.com',
        methodName: 'SetIamPolicy',
        resourceName: 'projects/shop',
        serviceData: { policyDelta: { bindingDeltas } },
      },
    });
    expect(idsOf(record, 'target')).toEqual(['principal eve@example.net', 'principal old@example.com', 'account shop']);
  });

  it('are those who acted through a service account, and no agent of Google’s', () => {
    const delegated = entryOf({
      payload: {
        authenticationInfo: {
          principalEmail: 'deploy@shop.iam.gserviceaccount.com',
          serviceAccountDelegationInfo: [{ firstPartyPrincipal: { principalEmail: 'mara@example.com' } }],
        },
      },
    });
    expect(idsOf(delegated, 'actor')).toEqual([
      'principal deploy@shop.iam.gserviceaccount.com',
      'principal mara@example.com',
    ]);
    const agent = entryOf({
      payload: { authenticationInfo: { principalEmail: 'service-123@container-engine-robot.iam.gserviceaccount.com' } },
    });
    expect(idsOf(agent, 'actor')).toEqual([]);
    expect(audit.traits(agent)).toMatchObject({ byService: true, principalType: 'GoogleService' });
    expect(audit.traits(agent)).not.toHaveProperty('principal');
  });
});

it('objects of a cluster are named as in the audit logs of clusters elsewhere', () => {
  const record = entryOf({
    payload: {
      serviceName: 'k8s.io',
      methodName: 'io.k8s.authorization.rbac.v1.clusterrolebindings.create',
      resourceName: 'rbac.authorization.k8s.io/v1/clusterrolebindings/all',
      authenticationInfo: { principalEmail: 'system:serviceaccount:shop:cart' },
    },
    entry: { resource: { labels: { project_id: 'shop', cluster_name: 'main', location: 'europe-west1' } } },
  });
  expect(audit.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`)).toEqual([
    'actor principal system:serviceaccount:shop:cart',
    'source ip 198.51.100.7',
    'target resource rbac.authorization.k8s.io/clusterrolebindings/all',
    'related resource //container.googleapis.com/projects/shop/locations/europe-west1/clusters/main',
  ]);
  const pod = entryOf({ payload: { serviceName: 'k8s.io', resourceName: 'core/v1/namespaces/shop/pods/cart-1' } });
  expect(idsOf(pod, 'target')).toEqual(['resource namespaces/shop/pods/cart-1']);
});

it('a request of nobody in particular is nobody’s', () => {
  const record = entryOf({
    payload: { serviceName: 'k8s.io', authenticationInfo: { principalEmail: 'system:anonymous' } },
  });
  expect(idsOf(record, 'actor')).toEqual([]);
  expect(audit.traits(record)).not.toHaveProperty('principal');
});

describe('an audit log in OCSF', () => {
  it('is API Activity of the method’s kind', () => {
    const record = entryOf();
    const event = audit.toOcsf(record, factsOf(record));
    expect(event).toMatchObject({
      class_uid: 6003,
      activity_id: 4,
      type_uid: 600304,
      status_id: 1,
      cloud: { provider: 'GCP', account: { uid: 'shop' }, region: 'europe-west1-b' },
      api: { operation: 'v1.compute.instances.delete', service: { name: 'compute.googleapis.com' } },
      src_endpoint: { ip: '198.51.100.7' },
    });
    expect(problemsOf(event)).toEqual([]);
  });

  it.each([
    ['loginSuccess', 'login_success', 1, 1],
    ['loginFailure', 'login_failure', 1, 2],
    ['logout', 'logout', 2, 1],
  ])('is Authentication for a person’s %s', (method, eventName, activity, status) => {
    const record = entryOf({
      payload: {
        serviceName: 'login.googleapis.com',
        methodName: `google.login.LoginService.${method}`,
        resourceName: 'organizations/12',
        metadata: { event: [{ eventName }] },
      },
    });
    const event = audit.toOcsf(record, factsOf(record));
    expect(event).toMatchObject({
      class_uid: 3002,
      activity_id: activity,
      status_id: status,
      user: { uid: 'mara@example.com' },
    });
    expect(problemsOf(event)).toEqual([]);
    expect(audit.traits(record).activity).toBe('sign-in');
  });

  it.each([
    ['google.iam.admin.v1.CreateServiceAccountKey', 'create'],
    ['storage.objects.get', 'read'],
    ['google.iam.v1.IAMPolicy.SetIamPolicy', 'update'],
    ['v1.compute.firewalls.patch', 'update'],
    ['beta.compute.instances.insert', 'create'],
    ['DestroyCryptoKeyVersion', 'delete'],
    ['io.k8s.core.v1.pods.exec.create', 'create'],
    ['jobservice.jobcompleted', 'other'],
  ])('takes %s for %s', (method, activity) => {
    expect(activityOf(method)).toBe(activity);
  });
});

it('no record makes it throw, and one that has a time and a method is valid OCSF', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('', 'private', '203.0.113.1', 'projects/p/zones/z/instances/i', 'user:x@example.com'),
  );
  const payload = fc.dictionary(
    fc.constantFrom(
      'authenticationInfo',
      'requestMetadata',
      'status',
      'serviceName',
      'methodName',
      'resourceName',
      'request',
      'response',
      'serviceData',
      'authorizationInfo',
      'metadata',
    ),
    value,
  );
  const entry = fc.dictionary(fc.constantFrom('insertId', 'resource', 'logName', 'operation', 'protoPayload'), value);
  const record = fc.oneof(
    fc.dictionary(fc.string(), value),
    fc.record({ payload, entry }).map((parts) => entryOf(parts)),
  );
  fc.assert(
    fc.property(record, (r) => {
      audit.entities(r);
      audit.traits(r);
      audit.observables(r);
      const facts = audit.facts(r);
      const event = audit.toOcsf(r, facts.ok ? facts.value : { uid: 'u', time: 0, outcome: 'unknown' });
      if (facts.ok && own(r, 'timestamp') === TIME) expect(problemsOf(event)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

describe('accounts beside the caller', () => {
  it('a machine’s own is named with it', () => {
    const request = { serviceAccounts: [{ email: 'Runner@shop.iam.gserviceaccount.com' }] };
    const started = entryOf({ payload: { methodName: 'v1.compute.instances.insert', request } });
    expect(namesOf(started)).toContain('related runner@shop.iam.gserviceaccount.com');
    const given = {
      methodName: 'v1.compute.instances.setServiceAccount',
      request: { email: 'r@shop.iam.gserviceaccount.com' },
    };
    expect(namesOf(entryOf({ payload: given }))).toContain('related r@shop.iam.gserviceaccount.com');
  });

  it('Google’s own machines that a call passed through are nobody', () => {
    const authenticationInfo = {
      principalEmail: 'runner@shop.iam.gserviceaccount.com',
      serviceAccountDelegationInfo: [
        { firstPartyPrincipal: { principalEmail: 'manager@prod.google.com' } },
        { firstPartyPrincipal: { principalEmail: 'first@shop.iam.gserviceaccount.com' } },
      ],
    };
    expect(idsOf(entryOf({ payload: { authenticationInfo } }), 'actor')).toEqual([
      'principal runner@shop.iam.gserviceaccount.com',
      'principal first@shop.iam.gserviceaccount.com',
    ]);
  });
});
