import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Entity } from '../../../contracts/entity.ts';
import { entitiesOf } from './entities.ts';

const HERE = '111122223333';
const THERE = '999900001111';

const record = (source: string, name: string, more: Record<string, unknown> = {}) => ({
  eventSource: `${source}.amazonaws.com`,
  eventName: name,
  awsRegion: 'eu-central-1',
  recipientAccountId: HERE,
  userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${HERE}:user/mallory`, userName: 'mallory', accountId: HERE },
  ...more,
});
const targets = (r: Record<string, unknown>) => entitiesOf(r).filter((e) => e.role === 'target');
const trust = (principal: unknown, effect = 'Allow') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: effect, Principal: principal, Action: 'sts:AssumeRole' }],
  });
const letIn = (document: unknown, name = 'UpdateAssumeRolePolicy', parameter = 'policyDocument') =>
  entitiesOf(record('iam', name, { requestParameters: { roleName: 'deploy', [parameter]: document } })).filter(
    (e) => e.of !== undefined,
  );

describe('what a CloudTrail record is about', () => {
  it.each(['CreateLoginProfile', 'UpdateLoginProfile'])('%s: the user who got a password', (name) => {
    expect(targets(record('iam', name, { requestParameters: { userName: 'eve' } }))).toEqual([
      { type: 'user', id: `arn:aws:iam::${HERE}:user/eve`, role: 'target', name: 'eve', account: HERE },
    ]);
  });

  it('a console sign-in: the user who has a password, as an actor', () => {
    const signIn = record('signin', 'ConsoleLogin', { responseElements: { ConsoleLogin: 'Success' } });
    expect(entitiesOf(signIn)).toContainEqual({
      type: 'user',
      id: `arn:aws:iam::${HERE}:user/mallory`,
      role: 'actor',
      name: 'mallory',
      account: HERE,
    });
  });

  it.each([
    ['StopLogging', { name: 'main' }],
    ['StopLogging', { name: `arn:aws:cloudtrail:eu-central-1:${HERE}:trail/main` }],
    ['DeleteTrail', { name: 'main' }],
    ['UpdateTrail', { name: 'main' }],
    ['PutEventSelectors', { trailName: 'main' }],
  ])('%s %j: the trail', (name, requestParameters) => {
    expect(targets(record('cloudtrail', name, { requestParameters }))).toEqual([
      {
        type: 'trail',
        id: `arn:aws:cloudtrail:eu-central-1:${HERE}:trail/main`,
        role: 'target',
        name: 'main',
        account: HERE,
        region: 'eu-central-1',
      },
    ]);
  });

  it('a trail lies in its home region, wherever the call was made', () => {
    const name = `arn:aws:cloudtrail:us-west-2:${HERE}:trail/main`;
    expect(targets(record('cloudtrail', 'StopLogging', { requestParameters: { name } }))[0]?.region).toBe('us-west-2');
  });

  it.each(['PutBucketPolicy', 'PutBucketAcl', 'DeleteBucketPublicAccessBlock'])('%s: the bucket', (name) => {
    expect(targets(record('s3', name, { requestParameters: { bucketName: 'payroll' } }))).toEqual([
      { type: 'bucket', id: 'arn:aws:s3:::payroll', role: 'target', name: 'payroll', account: HERE },
    ]);
  });

  it.each(['pay', `${HERE}:function:pay`, `arn:aws:lambda:eu-central-1:${HERE}:function:pay`])(
    'a function written as %s: the same function',
    (functionName) => {
      const r = record('lambda', 'UpdateFunctionCode20150331v2', { requestParameters: { functionName } });
      expect(targets(r).map((e) => e.id)).toEqual([`arn:aws:lambda:eu-central-1:${HERE}:function:pay`]);
    },
  );

  it('in China and GovCloud the ARNs are of that partition', () => {
    const r = record('iam', 'UpdateLoginProfile', {
      awsRegion: 'cn-north-1',
      requestParameters: { userName: 'eve' },
    });
    expect(targets(r)[0]?.id).toBe(`arn:aws-cn:iam::${HERE}:user/eve`);
  });
});

describe('whom a role was made to trust', () => {
  it.each([
    ['another account', { AWS: `arn:aws:iam::${THERE}:root` }, [`arn:aws:iam::${THERE}:root`]],
    ['an account by its number', { AWS: THERE }, [THERE]],
    ['everybody', '*', ['*']],
    ['everybody, of AWS', { AWS: '*' }, ['*']],
    [
      'several',
      { AWS: [`arn:aws:iam::${THERE}:role/x`, `arn:aws:iam::${HERE}:root`] },
      [`arn:aws:iam::${THERE}:role/x`],
    ],
  ])('%s is named with the role that it was let into', (_, principal, expected) => {
    const role = `arn:aws:iam::${HERE}:role/deploy`;
    for (const found of [letIn(trust(principal)), letIn(trust(principal), 'CreateRole', 'assumeRolePolicyDocument')])
      expect(found).toEqual(expected.map((id) => ({ type: 'principal', id, role: 'related', of: role })));
  });

  it.each([
    ['the own account', trust({ AWS: [HERE, `arn:aws:iam::${HERE}:user/a`] })],
    ['a service', trust({ Service: 'ec2.amazonaws.com' })],
    ['an identity provider', trust({ Federated: `arn:aws:iam::${HERE}:oidc-provider/x` })],
    ['whom it denies', trust('*', 'Deny')],
    ['text that is no policy', '{"Statement":'],
    ['a policy that is no object', 'null'],
    ['principals that are no texts', trust({ AWS: [null, 7, { a: 1 }] })],
    ['a document that is too long', `${trust('*')}${' '.repeat(20_000)}`],
    ['no document', undefined],
  ])('%s is not', (_, document) => {
    expect(letIn(document)).toEqual([]);
  });

  it('of many, some are named', () => {
    const many = Array.from({ length: 60 }, (_, n) => `arn:aws:iam::9999000011${String(n).padStart(2, '0')}:root`);
    expect(letIn(trust({ AWS: many }))).toHaveLength(8);
  });
});

describe('what a call of any service is about', () => {
  const of = (source: string, name: string, request: unknown, response: unknown = null) =>
    entitiesOf(record(source, name, { requestParameters: request, responseElements: response }))
      .filter((e) => e.role === 'target')
      .map((e) => `${e.type} ${e.id}`);
  const INSTANCE = 'i-0a1b2c3d4e5f60718';

  it.each([
    [
      'a key pushed onto an instance',
      of('ec2-instance-connect', 'SendSSHPublicKey', { instanceId: INSTANCE }),
      [`instance ${INSTANCE}`],
    ],
    [
      'an instance in a later call’s own object',
      of('ec2', 'AssociateIamInstanceProfile', { AssociateIamInstanceProfileRequest: { InstanceId: INSTANCE } }),
      [`instance ${INSTANCE}`],
    ],
    [
      'whom a cluster lets in',
      of('eks', 'CreateAccessEntry', { name: 'c', principalArn: `arn:aws:iam::${HERE}:user/eve` }),
      [`resource arn:aws:eks:eu-central-1:${HERE}:cluster/c`, `principal arn:aws:iam::${HERE}:user/eve`],
    ],
    [
      'an ARN of its own, not the role that it passes on',
      of('sso', 'AttachManagedPolicyToPermissionSet', {
        permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
        managedPolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
      ['resource arn:aws:sso:::permissionSet/ssoins-1/ps-1'],
    ],
    [
      'what it made, where it was asked for nothing that has a name',
      of('iam', 'CreateSAMLProvider', { name: 'x' }, { sAMLProviderArn: `arn:aws:iam::${HERE}:saml-provider/x` }),
      [`resource arn:aws:iam::${HERE}:saml-provider/x`],
    ],
    [
      'a person who is let into an account',
      of('sso', 'CreateAccountAssignment', { principalType: 'USER', principalId: '90ab-1', targetId: HERE }),
      ['principal arn:aws:identitystore:::user/90ab-1'],
    ],
    ['no group', of('sso', 'CreateAccountAssignment', { principalType: 'GROUP', principalId: 'g' }), []],
    [
      'whose password is changed',
      of('sso-directory', 'UpdatePassword', { userId: '90ab-1' }),
      ['principal arn:aws:identitystore:::user/90ab-1'],
    ],
    ['nothing, of text', of('sso', 'X', 'arn:aws:sso:::instance/i', '{}'), []],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

it('who acts upon themselves is one, though requests name users without their path', () => {
  const arn = `arn:aws:iam::${HERE}:user/staff/eve`;
  const userIdentity = { type: 'IAMUser', arn, accountId: HERE, userName: 'eve' };
  const users = (userName: string) =>
    entitiesOf(record('iam', 'AttachUserPolicy', { userIdentity, requestParameters: { userName } }))
      .filter((e) => e.type === 'principal')
      .map((e) => e.id);
  expect(users('eve')).toEqual([arn]);
  expect(users('bob')).toEqual([arn, `arn:aws:iam::${HERE}:user/bob`]);
});

it('whatever a record holds, its entities keep their contract', () => {
  const value = fc.oneof(
    fc.string(),
    fc.jsonValue(),
    fc.constantFrom('*', 'arn:aws:lambda:', trust('*'), `${HERE}:function:`),
  );
  const names = fc.constantFrom(
    'UpdateAssumeRolePolicy',
    'StopLogging',
    'ConsoleLogin',
    'UpdateFunctionCode20150331v2',
  );
  const parameters = fc.dictionary(
    fc.constantFrom('userName', 'roleName', 'policyDocument', 'functionName', 'name', 'bucketName', '__proto__'),
    value,
  );
  fc.assert(
    fc.property(
      fc.constantFrom('iam', 's3', 'lambda', 'cloudtrail', 'signin'),
      names,
      parameters,
      (source, name, p) => {
        for (const e of entitiesOf(record(source, name, { requestParameters: p })))
          expect(Entity.safeParse(e).error?.issues ?? []).toEqual([]);
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});
