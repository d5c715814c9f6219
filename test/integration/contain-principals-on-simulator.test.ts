import { DescribeNetworkAclsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  GetRoleCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  ATTACKER,
  MALLORY,
  TRUST,
  TRUSTED,
  everything,
  onSimulator,
  outcome,
  own,
  sdk,
  setUp,
  theirs,
  trustIn,
} from './contain-support.ts';

onSimulator();

describe('a trust policy', () => {
  const assume = (key = ATTACKER) =>
    new STSClient(sdk(key)).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/ci/deploy`, RoleSessionName: 'eve' }),
    );
  const users = (s: Awaited<ReturnType<typeof assume>>) => {
    const c = s.Credentials!;
    return outcome(
      new IAMClient(sdk({ id: c.AccessKeyId!, secret: c.SecretAccessKey! }, c.SessionToken)).send(
        new ListUsersCommand({}),
      ),
    );
  };
  const trustText = async () => {
    const { Role } = await new IAMClient(sdk()).send(new GetRoleCommand({ RoleName: 'deploy' }));
    return decodeURIComponent(Role!.AssumeRolePolicyDocument!);
  };

  it('shuts the removed out and their sessions off, lets the others in, and comes back to the letter', async () => {
    const session = await assume();
    expect(await users(session)).toBe('allowed');
    const t = await setUp('aws.iam.revert-trust-policy', TRUSTED);
    expect(await t.contain()).toMatchObject({
      proof: 'configured',
      detail: expect.stringContaining('denied') as string,
    });
    expect([await outcome(assume()), await users(session), await outcome(assume(MALLORY))]).toEqual([
      'AccessDenied',
      'AccessDenied',
      'allowed',
    ]);
    await t.letGo();
    expect(await trustText()).toBe(TRUST);
    expect(await users(session)).toBe('allowed');
  });

  it('without the deny of sessions, those that are there live on, and the proof says so', async () => {
    const session = await assume();
    const t = await setUp('aws.iam.revert-trust-policy', { ...TRUSTED, denySessions: false });
    expect(await t.contain()).toMatchObject({ state: 'held', detail: expect.stringContaining('live on') as string });
    expect([await outcome(assume()), await users(session)]).toEqual(['AccessDenied', 'allowed']);
    expect(await t.letGo()).toMatchObject({ state: 'released' });
  });

  it('with nobody left, AWS takes the policy that stands in, and nobody gets in', async () => {
    const t = await setUp('aws.iam.revert-trust-policy', { ...TRUSTED, removePrincipals: [own, theirs] });
    expect(await t.contain()).toMatchObject({ state: 'held' });
    expect([await outcome(assume()), await outcome(assume(MALLORY))]).toEqual(['AccessDenied', 'AccessDenied']);
    await t.letGo();
    expect(await trustText()).toBe(TRUST);
  });

  it.each([
    [
      'the trust policy',
      () =>
        new IAMClient(sdk()).send(
          new UpdateAssumeRolePolicyCommand({ RoleName: 'deploy', PolicyDocument: JSON.stringify(trustIn(theirs)) }),
        ),
    ],
    [
      'the deny of sessions',
      () =>
        new IAMClient(sdk()).send(
          new PutRolePolicyCommand({
            RoleName: 'deploy',
            PolicyName: 'VedetteDenySessions-trust',
            PolicyDocument: JSON.stringify(everything),
          }),
        ),
    ],
  ])('%s changed by somebody else while held is left as it is: a person is asked', async (_, change) => {
    const t = await setUp('aws.iam.revert-trust-policy', TRUSTED);
    await t.contain();
    await change();
    const changed = await t.snapshot();
    expect(await t.letGo('contested')).toMatchObject({ state: 'contested' });
    expect(await t.snapshot()).toEqual(changed);
  });

  it('of a role that AWS keeps for itself is not touched', async () => {
    await expect(setUp('aws.iam.revert-trust-policy', { ...TRUSTED, roleName: 'AWSServiceRoleForX' })).rejects.toThrow(
      'RoleOfAws',
    );
  });
});

describe('a console sign-in', () => {
  it('gives a session that can do nothing, made before or after, while keys work on', async () => {
    const sign = async () => (await new STSClient(sdk(MALLORY)).send(new GetSessionTokenCommand({}))).Credentials!;
    // A session of GetSessionToken is what the console has; IAM's own calls want MFA of it, EC2's do not.
    const use = (c: Awaited<ReturnType<typeof sign>>) =>
      outcome(
        new EC2Client(sdk({ id: c.AccessKeyId!, secret: c.SecretAccessKey! }, c.SessionToken)).send(
          new DescribeNetworkAclsCommand({}),
        ),
      );
    const key = () => outcome(new EC2Client(sdk(MALLORY)).send(new DescribeNetworkAclsCommand({})));
    const open = await sign();
    const t = await setUp('aws.iam.disable-console-sign-in', { userName: 'mallory' });
    expect(await t.contain()).toMatchObject({ state: 'held', proof: 'effective' });
    expect(await use(open)).toBe('UnauthorizedOperation');
    expect(await use(await sign())).toBe('UnauthorizedOperation');
    expect(await key()).toBe('allowed');
    await t.letGo();
    expect(await use(open)).toBe('allowed');
    expect((await t.snapshot()).state).toEqual(t.before.state);
  });
});
