import {
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeInstancesCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import {
  GetUserCommand,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedHeaders } from '../../../src/aws/sign.ts';
import type { Simulator } from '../start.ts';
import {
  ACCOUNT,
  ADMIN,
  allow,
  assume,
  deny,
  EXTERNAL_ID,
  INSTANCE,
  MALLORY,
  policy,
  refusal,
  REGION,
  ROLE,
  sdk,
  SEED,
  seeded,
  sessionOf,
  VIEWER,
  VPC,
} from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await seeded();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SEED);
});

const whoAmI = (keys: Parameters<typeof sdk>[1], clockMs = 0) =>
  sdk(simulator, keys, clockMs).sts.send(new GetCallerIdentityCommand({}));
const look = (keys: Parameters<typeof sdk>[1], clockMs = 0) =>
  sdk(simulator, keys, clockMs).ec2.send(new DescribeVpcsCommand({}));
const makeGroup = (keys: Parameters<typeof sdk>[1], GroupName = 'g', Tags?: { Key: string; Value: string }[]) =>
  sdk(simulator, keys).ec2.send(
    new CreateSecurityGroupCommand({
      GroupName,
      Description: 'd',
      VpcId: VPC,
      ...(Tags ? { TagSpecifications: [{ ResourceType: 'security-group', Tags }] } : {}),
    }),
  );
const setStatus = (Status: 'Active' | 'Inactive') =>
  sdk(simulator, ADMIN).iam.send(
    new UpdateAccessKeyCommand({ UserName: 'mallory', AccessKeyId: MALLORY.accessKeyId, Status }),
  );
const MINUTE_MS = 60_000;

describe('who signed', () => {
  it.each([
    ['a wrong secret', { ...ADMIN, secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch', 'AuthFailure'],
    [
      'an unknown key',
      { accessKeyId: 'AKIAUNKNOWN000000001', secretAccessKey: 'x' },
      'InvalidClientTokenId',
      'AuthFailure',
    ],
    ['a long-term key with a token', { ...ADMIN, sessionToken: 'x' }, 'InvalidClientTokenId', 'AuthFailure'],
  ])('%s is refused, by each service in its own words', async (_, keys, code, inEc2) => {
    expect(await refusal(whoAmI(keys))).toMatchObject({ code, status: 403 });
    expect(await refusal(look(keys))).toMatchObject({ code: inEc2, status: 401 });
  });

  it('a key that is switched off is refused at once, and serves again when it is switched on', async () => {
    await whoAmI(MALLORY);
    await setStatus('Inactive');
    expect(await refusal(whoAmI(MALLORY))).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
    expect((await refusal(look(MALLORY))).code).toBe('AuthFailure');
    await setStatus('Active');
    await whoAmI(MALLORY);
  });

  it('a session outlives the key that made it', async () => {
    const session = await sessionOf(simulator, MALLORY);
    await setStatus('Inactive');
    expect((await look(session)).Vpcs).toHaveLength(2);
  });

  it('a session without its token, with another’s token or another’s secret is refused', async () => {
    const [a, b] = [await assume(simulator), await assume(simulator)];
    const { sessionToken: _, ...bare } = a;
    expect((await refusal(whoAmI(bare))).code).toBe('InvalidClientTokenId');
    expect((await refusal(whoAmI({ ...a, sessionToken: b.sessionToken }))).code).toBe('InvalidClientTokenId');
    expect((await refusal(whoAmI({ ...a, secretAccessKey: b.secretAccessKey }))).code).toBe('SignatureDoesNotMatch');
    await whoAmI(a);
  });

  it('a session that has expired is refused', async () => {
    const session = await assume(simulator);
    await simulator.advance(14 * MINUTE_MS, { clients: 'stay' });
    await whoAmI(session);
    await simulator.advance(2 * MINUTE_MS, { clients: 'stay' });
    expect(await refusal(whoAmI(session))).toMatchObject({ code: 'ExpiredToken', status: 403 });
    expect(await refusal(look(session))).toMatchObject({ code: 'RequestExpired', status: 400 });
  });

  it.each([
    [-16, 'SignatureDoesNotMatch', 'Signature expired'],
    [6, 'SignatureDoesNotMatch', 'Signature not yet current'],
  ])('a clock that is %d minutes off is refused', async (minutes, code, said) => {
    expect(await refusal(whoAmI(ADMIN, minutes * MINUTE_MS))).toMatchObject({
      code,
      message: expect.stringContaining(said) as string,
    });
    expect((await refusal(look(ADMIN, minutes * MINUTE_MS))).code).toBe('RequestExpired');
  });

  it.each([-14, 4])('a clock that is %d minutes off is not', async (minutes) => {
    expect((await whoAmI(ADMIN, minutes * MINUTE_MS)).Account).toBe(ACCOUNT);
  });
});

describe('what was signed', () => {
  const post = async (change: { body?: string; headers?: Record<string, string>; drop?: string; method?: string }) => {
    const body = 'Action=GetCallerIdentity&Version=2011-06-15';
    const headers = await signedHeaders(ADMIN, {
      url: simulator.url,
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      service: 'sts',
      region: REGION,
      now: Date.now(),
    });
    for (const [k, v] of Object.entries(change.headers ?? {})) headers.set(k, v);
    if (change.drop !== undefined) headers.delete(change.drop);
    const response = await fetch(simulator.url, { method: 'POST', headers, body: change.body ?? body });
    return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1] };
  };

  it('is carried out as it is', async () => expect(await post({})).toEqual({ status: 200, code: undefined }));

  it.each([
    ['another body', { body: 'Action=GetSessionToken&Version=2011-06-15' }, 'SignatureDoesNotMatch'],
    ['another date', { headers: { 'x-amz-date': '20200101T000000Z' } }, 'IncompleteSignature'],
    ['a header of AWS’s that was not signed', { headers: { 'x-amz-target': 'x' } }, 'IncompleteSignature'],
    ['another content type than was signed', { headers: { 'content-type': 'text/plain' } }, 'SignatureDoesNotMatch'],
    ['no authorization', { drop: 'authorization' }, 'MissingAuthenticationToken'],
    ['another scheme', { headers: { authorization: 'Bearer x' } }, 'IncompleteSignature'],
    ['half an authorization', { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a/b' } }, 'IncompleteSignature'],
  ])('with %s is refused', async (_, change, code) => expect((await post(change)).code).toBe(code));

  it('for one service is not taken by another', async () => {
    const body = 'Action=GetUser&Version=2010-05-08';
    const headers = await signedHeaders(ADMIN, {
      url: simulator.url,
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      service: 'ec2',
      region: 'us-east-1',
      now: Date.now(),
    });
    const answer = await (await fetch(simulator.url, { method: 'POST', headers, body })).text();
    expect(answer).toContain('<Code>InvalidAction</Code>');
  });
});

describe('what identity policies allow', () => {
  it('IAM says AccessDenied and why, EC2 UnauthorizedOperation', async () => {
    const list = sdk(simulator, VIEWER).iam.send(new ListAccessKeysCommand({ UserName: 'mallory' }));
    expect(await refusal(list)).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::${ACCOUNT}:user/viewer is not authorized to perform: iam:ListAccessKeys on resource: arn:aws:iam::${ACCOUNT}:user/staff/mallory because no identity-based policy allows the iam:ListAccessKeys action`,
    });
    expect(await refusal(makeGroup(VIEWER))).toMatchObject({ code: 'UnauthorizedOperation', status: 403 });
  });

  it('whoever may not ask does not learn whether a user exists', async () => {
    const ask = (UserName: string) => refusal(sdk(simulator, VIEWER).iam.send(new ListAccessKeysCommand({ UserName })));
    expect((await ask('mallory')).code).toBe((await ask('nobody')).code);
  });

  it('a refused call changes nothing', async () => {
    const off = new UpdateAccessKeyCommand({
      UserName: 'mallory',
      AccessKeyId: MALLORY.accessKeyId,
      Status: 'Inactive',
    });
    await refusal(sdk(simulator, VIEWER).iam.send(off));
    expect((await whoAmI(MALLORY)).Account).toBe(ACCOUNT);
  });

  it('nobody needs leave to ask who they are, even under a deny of everything', async () => {
    const put = new PutUserPolicyCommand({
      UserName: 'viewer',
      PolicyName: 'none',
      PolicyDocument: JSON.stringify(policy(deny('*'))),
    });
    await sdk(simulator, ADMIN).iam.send(put);
    expect((await whoAmI(VIEWER)).Arn).toContain('user/viewer');
    expect((await refusal(look(VIEWER))).message).toContain('explicit deny');
  });
});

describe('a deny by token issue time', () => {
  const cut = (atMs: number) =>
    new PutUserPolicyCommand({
      UserName: 'mallory',
      PolicyName: 'deny-sessions',
      PolicyDocument: JSON.stringify(
        policy(deny('*', '*', { Condition: { DateLessThan: { 'aws:TokenIssueTime': new Date(atMs).toISOString() } } })),
      ),
    });

  it('kills sessions that were issued before, lets the user’s keys and later sessions live', async () => {
    const before = await sessionOf(simulator, MALLORY);
    expect((await look(before)).Vpcs).toHaveLength(2);
    await sdk(simulator, ADMIN).iam.send(cut(Date.now() + MINUTE_MS));
    expect(await refusal(look(before))).toMatchObject({
      code: 'UnauthorizedOperation',
      message: expect.stringContaining('explicit deny in an identity-based policy') as string,
    });
    await look(MALLORY);
    await simulator.advance(2 * MINUTE_MS);
    const after = await sessionOfLater(2 * MINUTE_MS);
    expect((await look(after, 2 * MINUTE_MS)).Vpcs).toHaveLength(2);
    expect((await refusal(look(before, 2 * MINUTE_MS))).code).toBe('UnauthorizedOperation');
  });

  async function sessionOfLater(ms: number) {
    const { GetSessionTokenCommand } = await import('@aws-sdk/client-sts');
    const { Credentials } = await sdk(simulator, MALLORY, ms).sts.send(new GetSessionTokenCommand({}));
    return {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
  }
});

describe('who may assume a role', () => {
  const asRole = (keys: Parameters<typeof sdk>[1], change: object = {}) =>
    sdk(simulator, keys).sts.send(
      new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'vedette-1', ExternalId: EXTERNAL_ID, ...change }),
    );

  it('a session is who it says, and is told apart by its name', async () => {
    const session = await assume(simulator);
    expect(await whoAmI(session)).toMatchObject({ Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/responder/vedette-test` });
  });

  it.each([
    ['without the external id', { ExternalId: undefined }],
    ['with another external id', { ExternalId: 'external-2' }],
    ['a role that is not there', { RoleArn: `arn:aws:iam::${ACCOUNT}:role/nothing` }],
    ['a role of an account that is not there', { RoleArn: 'arn:aws:iam::999999999999:role/responder' }],
  ])('refused: %s', async (_, change) => {
    expect(await refusal(asRole(ADMIN, change))).toMatchObject({ code: 'AccessDenied', status: 403 });
  });

  it('a trust of the account leaves it to the caller’s own policies', async () => {
    expect((await refusal(asRole(VIEWER))).code).toBe('AccessDenied');
    await asRole(MALLORY);
  });

  it.each([
    ['a short time', { DurationSeconds: 60 }, 'ValidationError'],
    ['a longer time than the role grants', { DurationSeconds: 7200 }, 'ValidationError'],
    ['a name with spaces', { RoleSessionName: 'not a name' }, 'ValidationError'],
    ['a policy that is none', { Policy: '{}' }, 'MalformedPolicyDocument'],
    ['a policy that is too long', { Policy: `{"a":"${'x'.repeat(2_048)}"}` }, 'ValidationError'],
  ])('refused: %s', async (_, change, code) => expect((await refusal(asRole(ADMIN, change))).code).toBe(code));
});

describe('a session policy', () => {
  it('narrows the role to what both allow', async () => {
    const narrowed = await assume(
      simulator,
      policy(allow('iam:UpdateAccessKey', `arn:aws:iam::${ACCOUNT}:user/staff/mallory`)),
    );
    const { iam } = sdk(simulator, narrowed);
    await iam.send(
      new UpdateAccessKeyCommand({ UserName: 'mallory', AccessKeyId: MALLORY.accessKeyId, Status: 'Inactive' }),
    );
    expect((await refusal(iam.send(new GetUserCommand({ UserName: 'mallory' })))).message).toContain(
      'no session policy allows',
    );
    const other = new UpdateAccessKeyCommand({
      UserName: 'viewer',
      AccessKeyId: VIEWER.accessKeyId,
      Status: 'Inactive',
    });
    expect((await refusal(iam.send(other))).code).toBe('AccessDenied');
    await whoAmI(VIEWER);
  });

  it('never widens: what the role’s own policies forbid stays forbidden', async () => {
    const wide = await assume(simulator, policy(allow('*')));
    await look(wide);
    await simulator.reset();
    const narrowRole = structuredClone(SEED);
    narrowRole.accounts[0]!.roles[0]!.attached = ['arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess'];
    await simulator.seed(narrowRole);
    const again = await assume(simulator, policy(allow('*')));
    await look(again);
    expect((await refusal(makeGroup(again))).code).toBe('UnauthorizedOperation');
  });

  it('its own deny counts', async () => {
    const session = await assume(simulator, policy(allow('*'), deny('ec2:DescribeVpcs')));
    expect((await refusal(look(session))).message).toContain('explicit deny in a session policy');
  });

  const tagOn = (value: string) => [{ Key: 'made-for', Value: value }];
  const creating = policy(
    allow('ec2:CreateSecurityGroup', [
      `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/*`,
      `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/*`,
    ]),
    allow('ec2:CreateTags', `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/*`, {
      Condition: {
        StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup', 'aws:RequestTag/made-for': INSTANCE },
      },
    }),
    allow('ec2:DeleteSecurityGroup', `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/*`, {
      Condition: { StringEquals: { 'aws:ResourceTag/made-for': INSTANCE } },
    }),
  );

  it('tags at creation only as the conditions say, and touches only what carries the tag', async () => {
    const session = await assume(simulator, creating);
    const { GroupId } = await makeGroup(session, 'good', tagOn(INSTANCE));
    expect((await refusal(makeGroup(session, 'bad', tagOn('i-0000000000000000f')))).message).toContain(
      'ec2:CreateTags',
    );
    const retag = new CreateTagsCommand({ Resources: [GroupId!], Tags: tagOn(INSTANCE) });
    expect((await refusal(sdk(simulator, session).ec2.send(retag))).code).toBe('UnauthorizedOperation');
    const { GroupId: foreign } = await makeGroup(ADMIN, 'foreign');
    const remove = (id?: string) => sdk(simulator, session).ec2.send(new DeleteSecurityGroupCommand({ GroupId: id }));
    expect((await refusal(remove(foreign))).code).toBe('UnauthorizedOperation');
    await remove(GroupId);
  });

  it('a call that would be refused for its tags makes nothing', async () => {
    const session = await assume(simulator, creating);
    await refusal(makeGroup(session, 'bad', tagOn('other')));
    expect((await simulator.state()).securityGroups.map((g) => g['name'])).not.toContain('bad');
  });
});

describe('conditions on the principal and the resource', () => {
  it('tags of the user that is touched decide', async () => {
    const guarded = policy(
      allow('iam:*', '*', { Condition: { StringNotEquals: { 'aws:ResourceTag/protected': 'yes' } } }),
    );
    const session = await assume(simulator, guarded);
    const get = () => sdk(simulator, session).iam.send(new GetUserCommand({ UserName: 'mallory' }));
    await get();
    await sdk(simulator, ADMIN).iam.send(
      new TagUserCommand({ UserName: 'mallory', Tags: [{ Key: 'protected', Value: 'yes' }] }),
    );
    expect((await refusal(get())).code).toBe('AccessDenied');
  });

  it('the principal’s ARN is the role’s, not the session’s', async () => {
    const session = await assume(
      simulator,
      policy(allow('ec2:Describe*', '*', { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } })),
    );
    const { Reservations } = await sdk(simulator, session).ec2.send(new DescribeInstancesCommand({}));
    expect(Reservations).toHaveLength(1);
  });
});
