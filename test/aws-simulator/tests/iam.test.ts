import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetRoleCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  ListUserTagsCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../start.ts';
import { ACCOUNT, ADMIN, allow, deny, MALLORY, policy, refusal, sdk, SEED, seeded, sessionOf } from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await seeded();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SEED);
});

const iam = () => sdk(simulator, ADMIN).iam;
const document = JSON.stringify(
  policy(deny('*', '*', { Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' } } })),
);

describe('IAM, by the official SDK', () => {
  it('makes a user with tags and a key that signs', async () => {
    const { User } = await iam().send(
      new CreateUserCommand({ UserName: 'fresh', Path: '/a/', Tags: [{ Key: 'k', Value: 'v' }] }),
    );
    expect(User).toMatchObject({ UserName: 'fresh', Path: '/a/', Arn: `arn:aws:iam::${ACCOUNT}:user/a/fresh` });
    expect(User?.UserId).toMatch(/^AIDA[A-Z2-7]{16}$/);
    const { AccessKey } = await iam().send(new CreateAccessKeyCommand({ UserName: 'fresh' }));
    expect(AccessKey?.AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    const keys = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    expect(await sdk(simulator, keys).sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: User?.Arn,
      Account: ACCOUNT,
      UserId: User?.UserId,
    });
    expect((await iam().send(new ListUserTagsCommand({ UserName: 'fresh' }))).Tags).toEqual([{ Key: 'k', Value: 'v' }]);
  });

  it('a user has two keys at most, and its name is taken once', async () => {
    await iam().send(new CreateAccessKeyCommand({ UserName: 'mallory' }));
    expect(await refusal(iam().send(new CreateAccessKeyCommand({ UserName: 'mallory' })))).toMatchObject({
      code: 'LimitExceeded',
      status: 409,
    });
    expect(await refusal(iam().send(new CreateUserCommand({ UserName: 'mallory' })))).toMatchObject({
      code: 'EntityAlreadyExists',
      status: 409,
    });
  });

  it('switches a key off and on, and deletes it', async () => {
    const status = async () =>
      (await iam().send(new ListAccessKeysCommand({ UserName: 'mallory' }))).AccessKeyMetadata?.map((k) => k.Status);
    const key = { UserName: 'mallory', AccessKeyId: MALLORY.accessKeyId };
    await iam().send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
    expect(await status()).toEqual(['Inactive']);
    await iam().send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
    expect(await status()).toEqual(['Active']);
    await iam().send(new DeleteAccessKeyCommand(key));
    expect(await status()).toEqual([]);
    expect((await refusal(iam().send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' })))).code).toBe(
      'NoSuchEntity',
    );
  });

  it('a key of one user is not switched off under another’s name', async () => {
    const wrong = new UpdateAccessKeyCommand({
      UserName: 'viewer',
      AccessKeyId: MALLORY.accessKeyId,
      Status: 'Inactive',
    });
    expect(await refusal(iam().send(wrong))).toMatchObject({ code: 'NoSuchEntity', status: 404 });
  });

  it('keeps inline policies as they were put, percent-encoded in answers', async () => {
    await iam().send(new PutUserPolicyCommand({ UserName: 'mallory', PolicyName: 'p', PolicyDocument: document }));
    const got = await iam().send(new GetUserPolicyCommand({ UserName: 'mallory', PolicyName: 'p' }));
    expect(got.PolicyDocument).not.toContain('{');
    expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(document);
    expect((await iam().send(new ListUserPoliciesCommand({ UserName: 'mallory' }))).PolicyNames).toEqual(['all', 'p']);
    await iam().send(new DeleteUserPolicyCommand({ UserName: 'mallory', PolicyName: 'p' }));
    const again = new DeleteUserPolicyCommand({ UserName: 'mallory', PolicyName: 'p' });
    expect(await refusal(iam().send(again))).toMatchObject({ code: 'NoSuchEntity', status: 404 });
  });

  it.each([
    ['not JSON', '{'],
    ['no action', JSON.stringify(policy({ Effect: 'Allow', Resource: '*' }))],
    ['a principal', JSON.stringify(policy({ ...allow('*'), Principal: '*' }))],
    ['an unknown operator', JSON.stringify(policy(allow('*', '*', { Condition: { Sometimes: { a: 'b' } } })))],
    ['no vendor', JSON.stringify(policy(allow('GetUser')))],
    ['a resource that is no ARN', JSON.stringify(policy(allow('*', 'mallory')))],
  ])('refuses a policy with %s', async (_, text) => {
    const put = new PutUserPolicyCommand({ UserName: 'mallory', PolicyName: 'p', PolicyDocument: text });
    expect(await refusal(iam().send(put))).toMatchObject({ code: 'MalformedPolicyDocument', status: 400 });
  });

  it('inline policies together have a largest size', async () => {
    const big = JSON.stringify(policy(allow('*', `arn:aws:s3:::${'x'.repeat(2_100)}`)));
    const put = new PutUserPolicyCommand({ UserName: 'mallory', PolicyName: 'p', PolicyDocument: big });
    expect(await refusal(iam().send(put))).toMatchObject({ code: 'LimitExceeded', status: 409 });
  });

  it('attaches managed policies that exist', async () => {
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await iam().send(new AttachUserPolicyCommand({ UserName: 'mallory', PolicyArn: arn }));
    const { AttachedPolicies } = await iam().send(new ListAttachedUserPoliciesCommand({ UserName: 'mallory' }));
    expect(AttachedPolicies).toEqual([{ PolicyName: 'ReadOnlyAccess', PolicyArn: arn }]);
    const none = new AttachUserPolicyCommand({ UserName: 'mallory', PolicyArn: 'arn:aws:iam::aws:policy/Nothing' });
    expect((await refusal(iam().send(none))).code).toBe('NoSuchEntity');
  });

  it('answers in pages', async () => {
    for (let n = 0; n < 5; n++)
      await iam().send(new TagUserCommand({ UserName: 'viewer', Tags: [{ Key: `k${n}`, Value: '' }] }));
    const keys: (string | undefined)[] = [];
    let marker: string | undefined;
    let pages = 0;
    do {
      const page = await iam().send(new ListUserTagsCommand({ UserName: 'viewer', MaxItems: 2, Marker: marker }));
      keys.push(...(page.Tags ?? []).map((t) => t.Key));
      expect(page.IsTruncated).toBe(page.Marker !== undefined);
      marker = page.Marker;
      pages++;
    } while (marker !== undefined);
    expect(keys).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
    expect(pages).toBe(3);
  });

  it('knows when and for what a key was last used', async () => {
    const ask = new GetAccessKeyLastUsedCommand({ AccessKeyId: MALLORY.accessKeyId });
    expect((await iam().send(ask)).AccessKeyLastUsed).toMatchObject({ ServiceName: 'N/A', Region: 'N/A' });
    await sdk(simulator, MALLORY).sts.send(new GetCallerIdentityCommand({}));
    const { UserName, AccessKeyLastUsed } = await iam().send(ask);
    expect(UserName).toBe('mallory');
    expect(AccessKeyLastUsed).toMatchObject({ ServiceName: 'sts', Region: 'eu-west-1' });
    expect(Math.abs(Date.now() - AccessKeyLastUsed!.LastUsedDate!.getTime())).toBeLessThan(10_000);
  });

  it('makes roles and shows their trust', async () => {
    const trust = JSON.stringify(
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }),
    );
    const made = await iam().send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust }));
    expect(made.Role?.RoleId).toMatch(/^AROA/);
    await iam().send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: document }));
    const { Role } = await iam().send(new GetRoleCommand({ RoleName: 'r' }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
    expect(Role?.MaxSessionDuration).toBe(3600);
  });

  it('without a name asks about the caller; a role has no name to ask about', async () => {
    expect((await iam().send(new GetUserCommand({}))).User?.UserName).toBe('admin');
    const state = await simulator.state();
    expect(state.users.map((u) => u['name'])).toContain('admin');
  });

  it('a user’s session without MFA may call nothing of IAM', async () => {
    const session = await sessionOf(simulator, ADMIN);
    expect((await refusal(sdk(simulator, session).iam.send(new GetUserCommand({})))).code).toBe('InvalidClientTokenId');
  });
});

describe('SimulatePrincipalPolicy', () => {
  const cut = '2026-11-21T05:00:00Z';
  const ask = async (issuedAt?: string, actions = ['sts:GetCallerIdentity', 's3:ListAllMyBuckets']) => {
    const answer = await iam().send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/staff/mallory`,
        ActionNames: actions,
        ...(issuedAt === undefined
          ? {}
          : {
              ContextEntries: [
                { ContextKeyName: 'aws:TokenIssueTime', ContextKeyType: 'date', ContextKeyValues: [issuedAt] },
              ],
            }),
      }),
    );
    return answer.EvaluationResults ?? [];
  };
  const decisions = async (issuedAt?: string) => (await ask(issuedAt)).map((r) => r.EvalDecision);

  it('sees what a deny of old sessions does to old ones, young ones and none', async () => {
    expect(await decisions('2026-11-21T04:00:00Z')).toEqual(['allowed', 'allowed']);
    const denySessions = policy(deny('*', '*', { Condition: { DateLessThan: { 'aws:TokenIssueTime': cut } } }));
    await iam().send(
      new PutUserPolicyCommand({
        UserName: 'mallory',
        PolicyName: 'deny-sessions',
        PolicyDocument: JSON.stringify(denySessions),
      }),
    );
    expect(await decisions('2026-11-21T04:59:59Z')).toEqual(['explicitDeny', 'explicitDeny']);
    expect(await decisions(cut)).toEqual(['allowed', 'allowed']);
    expect(await decisions()).toEqual(['allowed', 'allowed']);
    const [result] = await ask('2026-11-21T04:00:00Z');
    expect(result?.MatchedStatements?.map((s) => s.SourcePolicyId)).toEqual(['deny-sessions']);
    const [missing] = await ask();
    expect(missing?.MissingContextValues).toEqual(['aws:tokenissuetime']);
  });

  it('refuses a principal that is not there', async () => {
    const wrong = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/mallory`,
      ActionNames: ['iam:GetUser'],
    });
    expect((await refusal(iam().send(wrong))).code).toBe('NoSuchEntity');
  });
});
