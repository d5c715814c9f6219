import { describe, expect, it } from 'vitest';
import { cloudtrail } from './index.ts';

const HERE = '111122223333';
const record = (userIdentity: unknown, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventID: 'one',
  eventTime: '2026-01-10T12:00:00Z',
  eventSource: 'sts.amazonaws.com',
  eventName: 'GetCallerIdentity',
  awsRegion: 'eu-central-1',
  recipientAccountId: HERE,
  userIdentity,
  ...more,
});
const actors = (r: Record<string, unknown>) => cloudtrail.entities(r).filter((e) => e.role === 'actor');

describe('who acted, where CloudTrail gives no ARN', () => {
  const store = `arn:aws:identitystore::${HERE}:identitystore/d-0123456789`;
  it.each([
    ['a user by name', { type: 'IAMUser', accountId: HERE, userName: 'eve' }, `arn:aws:iam::${HERE}:user/eve`],
    ['the root', { type: 'Root', accountId: HERE }, `arn:aws:iam::${HERE}:root`],
    [
      'a person of Identity Center',
      { type: 'IdentityCenterUser', accountId: HERE, onBehalfOf: { userId: 'u-1', identityStoreArn: store } },
      'arn:aws:identitystore:::user/u-1',
    ],
    ['a provider’s user', { type: 'SAMLUser', principalId: 'x=:eve', userName: 'eve@example.com' }, 'eve@example.com'],
    [
      'a cluster’s service account, as its audit log has it',
      { type: 'WebIdentityUser', principalId: 'arn:aws:iam::1:oidc-provider/x', userName: 'system:serviceaccount:a:b' },
      'system:serviceaccount:a:b',
    ],
    [
      'somebody of another account',
      { type: 'AWSAccount', principalId: 'AROAEXAMPLE1:s', accountId: '9' },
      'AROAEXAMPLE1',
    ],
  ])('%s', (_who, identity, id) => {
    expect(actors(record(identity)).map((e) => [e.type, e.id])).toEqual([['principal', id]]);
  });

  it.each([
    ['a name that was hidden', { type: 'IAMUser', accountId: HERE, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
    ['anybody', { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }],
    ['a service', { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }],
    ['AWS itself', { accountId: HERE, invokedBy: 'AWS Internal' }],
  ])('%s is nobody', (_who, identity) => {
    expect(actors(record(identity))).toEqual([]);
  });

  it('a caller from another account is of that account, what they call of this', () => {
    const there = '999900001111';
    const caller = { type: 'IAMUser', arn: `arn:aws:iam::${there}:user/eve`, accountId: there, userName: 'eve' };
    const r = record(caller, {
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      requestParameters: { bucketName: 'ledger' },
    });
    expect(cloudtrail.entities(r).map((e) => [e.type, e.account])).toEqual([
      ['principal', there],
      ['bucket', HERE],
    ]);
  });

  it('a federated user has a name of their own, and whoever let them in is named too', () => {
    const issuer = { type: 'IAMUser', arn: `arn:aws:iam::${HERE}:user/ann`, userName: 'ann' };
    const r = record({
      type: 'FederatedUser',
      arn: `arn:aws:sts::${HERE}:federated-user/eve`,
      accountId: HERE,
      sessionContext: { sessionIssuer: issuer },
    });
    expect(cloudtrail.entities(r).map((e) => [e.role, e.id, e.name])).toEqual([
      ['actor', `arn:aws:sts::${HERE}:federated-user/eve`, 'eve'],
      ['related', issuer.arn, 'ann'],
    ]);
  });
});

describe('what services write in their own way', () => {
  it('addresses that a proxy forwarded: the first is the caller’s', () => {
    const r = record({ type: 'SAMLUser', userName: 'eve' }, { sourceIPAddress: '203.0.113.9, 10.0.0.1' });
    expect(cloudtrail.entities(r)).toContainEqual(expect.objectContaining({ type: 'ip', id: '203.0.113.9' }));
    expect(cloudtrail.observables(r)).toContainEqual(['ip', '203.0.113.9']);
    expect(cloudtrail.traits(r)).toMatchObject({ address: '203.0.113.9', byService: false });
  });

  it.each([
    ['200', 'success'],
    [204, 'success'],
    ['403', 'failure'],
    ['AccessDenied', 'failure'],
    [null, 'success'],
  ])('an error %s is a %s', (errorCode, outcome) => {
    expect(cloudtrail.facts(record({ type: 'Root' }, { errorCode }))).toMatchObject({ value: { outcome } });
  });
});

describe('what a request names', () => {
  const target = (service: string, eventName: string, requestParameters: unknown) =>
    cloudtrail
      .entities(record({ type: 'Root' }, { eventSource: `${service}.amazonaws.com`, eventName, requestParameters }))
      .filter((e) => e.role === 'target')
      .map((e) => `${e.type} ${e.id}`);
  const arn = (rest: string, service: string) => `arn:aws:${service}:eu-central-1:${HERE}:${rest}`;

  it.each([
    ['rds', 'DeleteDBInstance', { dBInstanceIdentifier: 'orders' }, `resource ${arn('db:orders', 'rds')}`],
    ['guardduty', 'DeleteDetector', { detectorId: 'd1' }, `resource ${arn('detector/d1', 'guardduty')}`],
    ['kms', 'DisableKey', { keyId: 'alias/main' }, `resource ${arn('alias/main', 'kms')}`],
    ['secretsmanager', 'GetSecretValue', { secretId: 'db' }, `resource ${arn('secret:db', 'secretsmanager')}`],
    ['ssm', 'GetParameter', { name: '/db/key' }, `resource ${arn('parameter/db/key', 'ssm')}`],
    ['ssm', 'DeleteDocument', { name: 'run' }, `resource ${arn('document/run', 'ssm')}`],
    ['ec2', 'DeleteVolume', { volumeId: 'vol-0123456789abcdef0' }, 'volume vol-0123456789abcdef0'],
    ['ec2', 'ModifySnapshotAttribute', { snapshotId: 'snap-1' }, `resource ${arn('snapshot/snap-1', 'ec2')}`],
    ['iam', 'DeletePolicy', { policyArn: `arn:aws:iam::${HERE}:policy/p` }, `resource arn:aws:iam::${HERE}:policy/p`],
    ['iam', 'DeleteGroup', { groupName: 'ops' }, `resource arn:aws:iam::${HERE}:group/ops`],
    ['monitoring', 'DeleteAlarms', { alarmNames: ['root'] }, `resource ${arn('alarm:root', 'cloudwatch')}`],
    [
      'sqs',
      'DeleteQueue',
      { queueUrl: `https://sqs.eu-central-1.amazonaws.com/${HERE}/jobs` },
      `resource ${arn('jobs', 'sqs')}`,
    ],
    [
      'lambda',
      'Invoke',
      { functionName: `${arn('function:pay', 'lambda')}:live` },
      `function ${arn('function:pay', 'lambda')}`,
    ],
  ])('%s %s %j', (service, call, parameters, expected) => {
    expect(target(service, call, parameters)).toEqual([expected]);
  });

  it.each([[{}], [{ keyId: '' }], [{ keyId: { a: 1 } }], [{ keyId: 'x'.repeat(600) }], [null]])(
    '%j: nothing',
    (parameters) => {
      expect(target('kms', 'DisableKey', parameters)).toEqual([]);
    },
  );
});
