import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit } from './index.ts';

const event = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  level: 'Request',
  auditID: '0d7b7c1e-6e4c-4d0f-9a53-1f9d7f0e3a11',
  stage: 'ResponseComplete',
  verb: 'create',
  requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?fieldManager=kubectl',
  user: { username: 'mara@example.com', uid: 'u-1', groups: ['developers'] },
  sourceIPs: ['192.0.2.44', '198.51.100.7'],
  userAgent: 'kubectl/v1.34.1',
  objectRef: { resource: 'clusterrolebindings', name: 'break-glass', apiGroup: 'rbac.authorization.k8s.io' },
  responseStatus: { code: 201 },
  requestReceivedTimestamp: '2026-01-10T11:59:59.100000Z',
  stageTimestamp: '2026-01-10T12:00:00.250000Z',
  ...more,
});
const factsOf = (record: Record<string, unknown>) => {
  const facts = audit.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};
const ids = (record: Record<string, unknown>, role: string) =>
  audit
    .entities(record)
    .filter((e) => e.role === role)
    .map((e) => `${e.type} ${e.id}`);

describe('facts', () => {
  it('a stage sent twice counts once, even at another level; two stages count twice', () => {
    expect(factsOf(event()).uid).toBe(factsOf(event({ level: 'Metadata', requestObject: undefined })).uid);
    expect(factsOf(event()).uid).not.toBe(factsOf(event({ stage: 'ResponseStarted' })).uid);
  });

  it('whoever chooses the audit id of their requests hides none of them', () => {
    const requests = [{}, { verb: 'delete' }, { requestReceivedTimestamp: '2026-01-10T11:59:59.100001Z' }];
    expect(new Set(requests.map((more) => factsOf(event(more)).uid)).size).toBe(3);
    for (const auditID of ['', 'a b', '\n'.repeat(500), '{"a":1}']) {
      const { uid } = factsOf(event({ auditID }));
      expect(uid).toMatch(/^[\x21-\x7e]{1,128}$/);
    }
  });

  it('the time is the stage’s own, never invented', () => {
    expect(factsOf(event()).time).toBe(Date.parse('2026-01-10T12:00:00.250Z'));
    expect(factsOf(event({ stageTimestamp: undefined })).time).toBe(Date.parse('2026-01-10T11:59:59.100Z'));
    expect(audit.facts(event({ stageTimestamp: 'soon', requestReceivedTimestamp: null })).ok).toBe(false);
  });

  it.each([
    [{}, 'success'],
    [{ stage: 'Panic' }, 'failure'],
    [{ responseStatus: { code: 403 } }, 'failure'],
    [{ stage: 'ResponseStarted', responseStatus: { code: 101 } }, 'success'],
    [{ responseStatus: undefined }, 'unknown'],
  ])('%j is a %s', (more, outcome) => expect(factsOf(event(more)).outcome).toBe(outcome));

  it('names no account: the key does', () =>
    expect([audit.accountFromKey, 'account' in factsOf(event())]).toEqual([true, false]));
});

describe('entities', () => {
  it('who asked, from where, for what; only the connection’s own address is held against anybody', () => {
    expect(ids(event(), 'actor')).toEqual(['principal mara@example.com']);
    expect(ids(event(), 'source')).toEqual(['ip 198.51.100.7']);
    expect(ids(event(), 'related')).toEqual(['ip 192.0.2.44']);
    expect(ids(event(), 'target')).toEqual(['resource rbac.authorization.k8s.io/clusterrolebindings/break-glass']);
  });

  it('a workload acts from its pod, on a pod of a namespace', () => {
    const shell = event({
      user: {
        username: 'system:serviceaccount:ci:runner',
        extra: {
          'authentication.kubernetes.io/pod-name': ['runner-1'],
          'authentication.kubernetes.io/node-name': ['n1'],
        },
      },
      objectRef: { resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'cart-1' },
    });
    expect(ids(shell, 'source')).toContain('resource namespaces/ci/pods/runner-1');
    expect(ids(shell, 'related')).toContain('resource nodes/n1');
    expect(ids(shell, 'target')).toEqual(['resource namespaces/shop/pods/cart-1']);
  });

  it('whom somebody impersonates, and whose token is asked for, is found again when they act', () => {
    const as = event({ impersonatedUser: { username: 'system:serviceaccount:ops:root' } });
    const token = event({
      objectRef: { resource: 'serviceaccounts', subresource: 'token', namespace: 'ops', name: 'root' },
    });
    for (const record of [as, token])
      expect(ids(record, 'target')).toContain('principal system:serviceaccount:ops:root');
  });

  it('a namespace is named by itself', () => {
    const made = event({ objectRef: { resource: 'namespaces', namespace: 'shop', name: 'shop' } });
    expect(ids(made, 'target')).toEqual(['resource namespaces/shop']);
  });
});

describe('OCSF', () => {
  it.each([
    ['create', 1],
    ['watch', 2],
    ['patch', 3],
    ['deletecollection', 4],
    ['impersonate', 99],
  ])('%s is API activity %i', (verb, activity) => {
    const record = event({ verb });
    const ocsf = audit.toOcsf(record, factsOf(record));
    expect(ocsf).toMatchObject({
      class_uid: 6003,
      category_uid: 6,
      activity_id: activity,
      type_uid: 600300 + activity,
    });
  });

  it('holds actor, address, answer and what is not mapped', () => {
    expect(audit.toOcsf(event(), factsOf(event()))).toMatchObject({
      actor: { user: { name: 'mara@example.com', uid: 'u-1', type: 'User' } },
      src_endpoint: { ip: '198.51.100.7' },
      api: { operation: 'create clusterrolebindings', request: { uid: '0d7b7c1e-6e4c-4d0f-9a53-1f9d7f0e3a11' } },
      http_request: {
        url: { path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', query_string: 'fieldManager=kubectl' },
      },
      http_response: { code: 201 },
      status_id: 1,
      unmapped: { level: 'Request', sourceIPs: ['192.0.2.44', '198.51.100.7'] },
    });
  });
});

describe('traits', () => {
  it('people and workloads have habits; nodes and the control plane act by themselves', () => {
    const by = (username: string) => audit.traits(event({ user: { username } }));
    expect(by('mara@example.com')).toMatchObject({
      principal: 'mara@example.com',
      byService: false,
      activity: 'create',
    });
    expect(by('system:serviceaccount:shop:cart')).toMatchObject({ principalType: 'ServiceAccount', byService: false });
    for (const name of ['system:node:n1', 'system:kube-scheduler', 'system:serviceaccount:kube-system:x']) {
      expect(by(name)).toMatchObject({ byService: true });
      expect(by(name).principal).toBeUndefined();
    }
  });

  it('a shell is not the making of an object', () => {
    expect(audit.traits(event({ objectRef: { resource: 'pods', subresource: 'exec' } })).activity).toBe('other');
  });
});

it('no JSON object makes it throw', () => {
  const names = ['auditID', 'stage', 'verb', 'user', 'username', 'extra', 'objectRef', 'sourceIPs', 'stageTimestamp'];
  const key = fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor'), fc.string());
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), (made) => {
      for (const record of [made, { ...event(), ...made }]) {
        audit.facts(record);
        audit.entities(record);
        audit.observables(record);
        audit.traits(record);
        audit.toOcsf(record, factsOf(event()));
      }
    }),
    { numRuns: 300 },
  );
});
