import { describe, expect, it } from 'vitest';
import { audit } from './index.ts';

const POOL = 'principal://iam.googleapis.com/projects/42/locations/global/workloadIdentityPools';
const entryOf = (serviceName: string, methodName: string, payload: object, entry: object = {}) => ({
  protoPayload: {
    '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
    authenticationInfo: { principalEmail: 'mara@example.com' },
    serviceName,
    methodName,
    ...payload,
  },
  insertId: 'p1',
  resource: { type: 'project', labels: { project_id: 'shop' } },
  timestamp: '2026-01-10T12:00:00.5Z',
  logName: 'projects/shop/logs/cloudaudit.googleapis.com%2Factivity',
  ...entry,
});
const named = (record: Record<string, unknown>) => audit.entities(record).map((e) => `${e.role} ${e.type} ${e.id}`);

describe('who exchanged a token of another identity provider', () => {
  const exchange = (principalSubject: string, mapped_principal: string) =>
    entryOf('sts.googleapis.com', 'google.identity.sts.v1.SecurityTokenService.ExchangeToken', {
      authenticationInfo: { principalSubject },
      metadata: { mapped_principal },
    });

  it('is who acts afterwards by the pool’s name', () => {
    const record = exchange('repo:example/shop:ref:refs/heads/main', `${POOL}/gh/subject/repo:example/Shop`);
    const later = entryOf('storage.googleapis.com', 'storage.objects.get', {
      authenticationInfo: { principalSubject: `${POOL}/gh/subject/repo:example/Shop` },
    });
    expect(named(record)).toContain(`actor principal ${POOL}/gh/subject/repo:example/Shop`);
    expect(named(later)).toContain(`actor principal ${POOL}/gh/subject/repo:example/Shop`);
    expect([audit.traits(record).principalType, audit.traits(later).principalType]).toEqual(['Federated', 'Federated']);
  });

  it('is the role that AWS’s own records know, with its capitals', () => {
    const arn = 'arn:aws:sts::123456789012:assumed-role/Shop/i-0a1b2c3d';
    const role = audit.entities(exchange(arn, `${POOL}/aws/subject/${arn}`)).find((e) => e.role === 'related');
    expect(role?.id).toBe('arn:aws:iam::123456789012:role/Shop');
  });
});

it('Compute Engine itself is nobody who is known for anything', () => {
  const record = entryOf('compute.googleapis.com', 'compute.instances.preempted', {
    authenticationInfo: { principalEmail: 'system@google.com' },
  });
  expect(named(record)).toEqual([]);
  expect(audit.traits(record)).toMatchObject({ byService: true });
});

describe('an event of Google Workspace', () => {
  const event = (methodName: string, eventName: string, parameter: object[]) =>
    entryOf(methodName.startsWith('google.admin') ? 'admin.googleapis.com' : 'login.googleapis.com', methodName, {
      metadata: { event: [{ eventName, parameter }] },
    });

  it('names whom it is about', () => {
    const about = (name: string) => [{ name, value: 'Noor@example.com' }];
    expect(
      named(event('google.login.LoginService.suspiciousLogin', 'suspicious_login', about('affected_email_address'))),
    ).toContain('target principal noor@example.com');
    const assigned = event('google.admin.AdminService.assignRole', 'ASSIGN_ROLE', about('USER_EMAIL'));
    expect(named(assigned)).toContain('target principal noor@example.com');
    expect(audit.traits(assigned).activity).toBe('update');
  });

  it('that is a challenge not met, or a refused SAML sign-in, is a sign-in that failed', () => {
    const challenge = (value: string) =>
      event('google.login.LoginService.loginChallenge', 'login_challenge', [{ name: 'login_challenge_status', value }]);
    const outcome = (record: Record<string, unknown>) => audit.facts(record);
    expect(outcome(challenge('Challenge Failed.'))).toMatchObject({ value: { outcome: 'failure' } });
    expect(outcome(challenge('Challenge Passed.'))).toMatchObject({ value: { outcome: 'success' } });
    const saml = event('google.apps.login.v1.SamlLoginFailed', 'x', []);
    expect(outcome(saml)).toMatchObject({ value: { outcome: 'failure' } });
    expect(audit.traits(saml).activity).toBe('sign-in');
  });
});

it('who comes into a group is named beside the group', () => {
  const record = entryOf(
    'cloudidentity.googleapis.com',
    'google.apps.cloudidentity.groups.v1.MembershipsService.Update',
    {
      metadata: { group: 'group:admins@example.com', membershipDelta: { member: 'user:noor@example.com' } },
    },
  );
  expect(named(record)).toEqual(
    expect.arrayContaining(['target principal noor@example.com', 'target principal admins@example.com']),
  );
});

it('who gets a right over one table is named as with a dataset', () => {
  const record = entryOf('bigquery.googleapis.com', 'google.iam.v1.IAMPolicy.SetIamPolicy', {
    metadata: { tableChange: { bindingDeltas: [{ action: 'ADD', member: 'user:noor@example.com' }] } },
  });
  expect(named(record)).toContain('target principal noor@example.com');
});

it('a shell in a pod is about the pod, as in the audit logs of other clusters', () => {
  const shell = (methodName: string, resourceName: string) => named(entryOf('k8s.io', methodName, { resourceName }));
  expect(shell('io.k8s.core.v1.pods.exec.create', 'core/v1/namespaces/shop/pods/cart-1/exec')).toContain(
    'target resource namespaces/shop/pods/cart-1',
  );
  expect(shell('io.k8s.core.v1.pods.create', 'core/v1/namespaces/shop/pods/exec')).toContain(
    'target resource namespaces/shop/pods/exec',
  );
});

it('the parts of one long entry are events each', () => {
  const part = (index: number) =>
    audit.facts(entryOf('a.googleapis.com', 'b.List', {}, { split: { uid: 'u', index } }));
  expect(part(0)).not.toEqual(part(1));
  expect(part(1)).toEqual(part(1));
});

it('reading a secret is reading', () => {
  const record = entryOf(
    'secretmanager.googleapis.com',
    'google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion',
    {},
  );
  expect(audit.traits(record).activity).toBe('read');
});
