import { describe, expect, it } from 'vitest';
import { Entity as EntityShape, type Entity } from '../../../contracts/entity.ts';
import { linkKeys } from '../../../correlate/keys.ts';
import { makeFinding } from '../../../correlate/testing/make-finding.ts';
import { cloudtrail } from '../cloudtrail/index.ts';
import { securityhub } from './index.ts';

const ACCOUNT = '111122223333';
const KEY = 'AKIAEXAMPLE000000001';
const TEMPORARY = 'ASIAEXAMPLE000000001';
const finding = (details: object, id = `AWS::IAM::AccessKey:${KEY}`, more: object = {}) => ({
  Id: 'arn:aws:securityhub:eu-central-1:111122223333:finding/1',
  AwsAccountId: ACCOUNT,
  Region: 'eu-central-1',
  UpdatedAt: '2025-11-20T10:00:00Z',
  Types: ['TTPs/Credential Access/UnauthorizedAccess:IAMUser-Example'],
  Resources: [{ Type: 'AwsIamAccessKey', Id: id, Details: { AwsIamAccessKey: details } }],
  ...more,
});
const of = (type: Entity['type'], record: Record<string, unknown>): Entity[] =>
  securityhub.entities(record).filter((e) => e.type === type);

describe('an access key in a Security Hub finding', () => {
  it('goes by the id that CloudTrail knows it by, so that both meet in one incident', () => {
    const trail = cloudtrail.entities({
      eventName: 'ListUsers',
      eventSource: 'iam.amazonaws.com',
      recipientAccountId: ACCOUNT,
      userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/eve`, accountId: ACCOUNT, accessKeyId: KEY },
    });
    const key = trail.find((e) => e.type === 'access_key');
    expect(of('access_key', finding({ PrincipalName: 'eve', PrincipalType: 'IAMUser' }))[0]?.id).toBe(key?.id);
  });

  it.each([
    ['prefixed by its type', `AWS::IAM::AccessKey:${KEY}`, {}],
    ['as the end of an ARN', `arn:aws:iam::${ACCOUNT}:access-key/${KEY}`, {}],
    ['bare', KEY, {}],
    ['in its details', 'something else', { AccessKeyId: KEY }],
  ])('is read %s', (_how, id, details) => {
    expect(of('access_key', finding(details, id)).map((e) => e.id)).toEqual([KEY]);
  });

  it('that cannot be read keeps the id that AWS gave it', () => {
    expect(of('access_key', finding({}, 'AWS::IAM::AccessKey:null')).map((e) => e.id)).toEqual([
      'AWS::IAM::AccessKey:null',
    ]);
  });

  it('that was used acts and has its user’s name; one that merely breaks a rule is a target', () => {
    const details = { PrincipalName: 'eve', PrincipalType: 'IAMUser' };
    expect(of('access_key', finding(details))).toMatchObject([{ role: 'actor', name: 'eve' }]);
    const posture = of('access_key', finding(details, KEY, { Compliance: { Status: 'FAILED' } }));
    expect(posture).toMatchObject([{ role: 'target' }]);
    expect(posture[0]).not.toHaveProperty('name');
  });
});

it('names that are absurdly long still make entities', () => {
  for (const PrincipalType of ['IAMUser', 'AssumedRole'])
    for (const e of securityhub.entities(finding({ PrincipalName: 'x'.repeat(9_000), PrincipalType })))
      expect(EntityShape.safeParse(e).success).toBe(true);
});

describe('whose the key is', () => {
  const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
  const issuer = (Arn: string) => ({ SessionContext: { SessionIssuer: { Type: 'Role', Arn } } });
  it.each([
    ['a user', { PrincipalName: 'eve', PrincipalType: 'IAMUser' }, KEY, `arn:aws:iam::${ACCOUNT}:user/eve`],
    [
      'a user by the id’s prefix',
      { PrincipalName: 'eve', PrincipalId: 'AIDAEXAMPLE' },
      KEY,
      `arn:aws:iam::${ACCOUNT}:user/eve`,
    ],
    ['a user where nothing else is said', { PrincipalName: 'eve' }, KEY, `arn:aws:iam::${ACCOUNT}:user/eve`],
    ['an assumed role', { PrincipalName: 'deploy', PrincipalType: 'AssumedRole' }, TEMPORARY, role('deploy')],
    ['a role', { PrincipalName: 'deploy', PrincipalType: 'Role' }, TEMPORARY, role('deploy')],
    [
      'a role with its session',
      { PrincipalName: 'deploy/build-7', PrincipalType: 'AssumedRole' },
      TEMPORARY,
      role('deploy'),
    ],
    [
      'a role by the id’s prefix',
      { PrincipalName: 'deploy', PrincipalId: 'AROAEXAMPLE:build-7' },
      TEMPORARY,
      role('deploy'),
    ],
    ['the root', { PrincipalName: 'Root', PrincipalType: 'Root' }, KEY, `arn:aws:iam::${ACCOUNT}:root`],
    [
      'a federated user',
      { PrincipalName: 'eve', PrincipalType: 'FederatedUser' },
      TEMPORARY,
      `arn:aws:sts::${ACCOUNT}:federated-user/eve`,
    ],
    [
      'the role that issued the session, with its path',
      { PrincipalName: 'deploy', ...issuer(role('ci/deploy')) },
      TEMPORARY,
      role('ci/deploy'),
    ],
  ])('%s', (_what, details, key, arn) => {
    expect(of('principal', finding(details, `AWS::IAM::AccessKey:${key}`))).toMatchObject([{ id: arn, role: 'actor' }]);
  });

  it.each([
    ['a federated user without a name', { PrincipalType: 'FederatedUser' }, TEMPORARY],
    ['a temporary key’s unknown principal', { PrincipalName: 'eve' }, TEMPORARY],
    ['a role without a name', { PrincipalType: 'AssumedRole' }, TEMPORARY],
  ])('%s is no user that could be made up', (_what, details, key) => {
    expect(of('principal', finding(details, `AWS::IAM::AccessKey:${key}`))).toEqual([]);
  });
});

describe('what a finding is about', () => {
  const about = (Type: string, Id: string) =>
    securityhub.entities(finding({}, KEY, { Resources: [{ Type, Id }] })).map((e) => [e.role, e.type, e.id]);
  const ec2 = (rest: string) => `arn:aws:ec2:eu-central-1:${ACCOUNT}:${rest}`;
  it.each([
    ['AwsEc2Volume', ec2('volume/vol-0123456789abcdef0'), 'volume', 'vol-0123456789abcdef0'],
    ['AwsEc2Instance', ec2('instance/i-0123456789abcdef0'), 'instance', 'i-0123456789abcdef0'],
    ['AwsEc2Instance', 'odd', 'instance', 'odd'],
    ['AwsEc2SecurityGroup', ec2('security-group/sg-0123456789abcdef0'), 'security_group', 'sg-0123456789abcdef0'],
    ['AwsS3Bucket', 'arn:aws:s3:::ledger', 'bucket', 'arn:aws:s3:::ledger'],
    ['AwsS3Object', 'arn:aws:s3:::ledger/a', 'resource', 'arn:aws:s3:::ledger/a'],
    ['AwsIamUser', `arn:aws:iam::${ACCOUNT}:user/dev/eve`, 'principal', `arn:aws:iam::${ACCOUNT}:user/dev/eve`],
    [
      'AwsLambdaFunction',
      `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:pay:live`,
      'function',
      `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:pay`,
    ],
    ['AwsAccount', `AWS::::Account:${ACCOUNT}`, 'account', ACCOUNT],
    ['AwsAccount', 'odd', 'account', ACCOUNT],
    ['Container', 'c0ffee', 'resource', 'c0ffee'],
  ])('%s %s', (type, id, entity, expected) => {
    expect(about(type, id)).toEqual([['target', entity, expected]]);
  });

  it('controls that are all about the account are no one incident', () => {
    const entities = securityhub.entities(
      finding({}, KEY, { Resources: [{ Type: 'AwsAccount', Id: `AWS::::Account:${ACCOUNT}` }] }),
    );
    const control = (id: string) =>
      linkKeys({ ...makeFinding(id, []), entities, rule: { id, title: id, level: 'low' } });
    expect(control('one').strong).not.toEqual(control('two').strong);
    expect(control('one').weak).toEqual([]);
  });
});

describe('from where', () => {
  const at = (more: object) =>
    securityhub.entities(finding({}, KEY, { Resources: [], ...more })).map((e) => [e.role, e.type, e.id]);
  const ip = { RemoteIpDetails: { IpAddressV4: '203.0.113.9' } };
  it.each([
    ['a connection', { Action: { NetworkConnectionAction: ip } }, ['source', 'ip', '203.0.113.9']],
    ['a call', { Action: { AwsApiCallAction: ip } }, ['source', 'ip', '203.0.113.9']],
    [
      'a connection in GuardDuty’s words',
      {
        ProductFields: {
          'aws/guardduty/service/action/networkConnectionAction/remoteIpDetails/ipAddressV4': '203.0.113.9',
        },
      },
      ['source', 'ip', '203.0.113.9'],
    ],
    [
      'one of the newer Internet',
      { ProductFields: { 'aws/guardduty/service/action/awsApiCallAction/remoteIpDetails/ipAddressV6': '2001:db8::9' } },
      ['source', 'ip', '2001:db8::9'],
    ],
    ['a probe', { Action: { PortProbeAction: { PortProbeDetails: [ip] } } }, ['source', 'ip', '203.0.113.9']],
    [
      'a name that was asked for',
      { Action: { DnsRequestAction: { Domain: 'Bad.example.com' } } },
      ['related', 'domain', 'bad.example.com'],
    ],
    [
      'inward',
      { Network: { Direction: 'IN', SourceIpV4: '203.0.113.9', DestinationIpV4: '10.0.0.1' } },
      ['source', 'ip', '203.0.113.9'],
    ],
    [
      'outward',
      { Network: { Direction: 'OUT', SourceIpV4: '10.0.0.1', DestinationIpV6: '2001:db8::9' } },
      ['related', 'ip', '2001:db8::9'],
    ],
    [
      'a known threat',
      { ThreatIntelIndicators: [{ Type: 'HASH_MD5', Value: 'A1'.repeat(16) }] },
      ['related', 'hash', 'a1'.repeat(16)],
    ],
  ])('%s', (_what, more, expected) => {
    expect(at(more)).toEqual([expected]);
    expect(securityhub.observables(finding({}, KEY, more))).toEqual([expected.slice(1)]);
  });
});

it.each([
  ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS', ['command-and-control'], ['T1071']],
  ['TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort', ['discovery'], ['T1046']],
  ['TTPs/Initial Access', ['initial-access'], []],
  ['Effects/Data Exfiltration', ['exfiltration'], []],
  ['Unusual Behaviors/User', [], []],
])('%s tells of an attack', (type, tactics, techniques) => {
  expect(securityhub.verdict(finding({}, KEY, { Types: [type], Severity: { Label: 'HIGH' } }))).toMatchObject({
    tactics,
    techniques,
  });
});

it('sensitive data that lies somewhere counts low: nobody took it', () => {
  const record = finding({}, KEY, { Types: ['Sensitive Data Identifications/PII'], Severity: { Label: 'HIGH' } });
  expect(securityhub.verdict(record)?.severity).toBe(2);
});

it('an account that is none is cut, so that its entities keep their contract', () => {
  const odd = finding({}, 'arn:aws:s3:::ledger', {
    AwsAccountId: 'x'.repeat(5_000),
    Resources: [{ Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::ledger', Region: 'y'.repeat(5_000) }],
  });
  for (const entity of securityhub.entities(odd)) expect(EntityShape.safeParse(entity).error?.issues ?? []).toEqual([]);
  expect(securityhub.entities(odd)).toHaveLength(1);
});
