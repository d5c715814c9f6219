import {
  AttachRolePolicyCommand,
  CreateLoginProfileCommand,
  DeleteLoginProfileCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  GetLoginProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListMFADevicesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorldSeed } from '../seed-schema.ts';
import { startSimulator, type Simulator } from '../start.ts';
import { ACCOUNT, ADMIN, allow, assume, policy, refusal, sdk, SEED, VIEWER } from './support.ts';

const MFA = `arn:aws:iam::${ACCOUNT}:mfa/mallory`;
const account = SEED.accounts[0]!;
const WITH_PASSWORD: WorldSeed = {
  accounts: [
    {
      ...account,
      users: account.users.map((u) =>
        u.name === 'mallory' ? { ...u, loginProfile: { createdAt: 1_700_000_000_000 }, mfaDevices: [MFA] } : u,
      ),
    },
  ],
};

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(WITH_PASSWORD);
});

const iam = (keys = ADMIN) => sdk(simulator, keys).iam;
const trustOf = (principal: unknown, Action = 'sts:AssumeRole') =>
  JSON.stringify(policy({ Effect: 'Allow', Action, Principal: principal }));
const setTrust = (PolicyDocument: string, RoleName = 'responder', keys = ADMIN) =>
  iam(keys).send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
const trustNow = async () => {
  const { Role } = await iam().send(new GetRoleCommand({ RoleName: 'responder' }));
  return decodeURIComponent(Role!.AssumeRolePolicyDocument!);
};

describe('a role’s trust', () => {
  it('is replaced as it was written, and counts at once', async () => {
    const text = `${trustOf({ AWS: `arn:aws:iam::${ACCOUNT}:user/viewer` })}\n`;
    await setTrust(text);
    expect(await trustNow()).toBe(text);
    const by = (keys: typeof ADMIN) =>
      sdk(simulator, keys).sts.send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/responder`, RoleSessionName: 'session' }),
      );
    await by(VIEWER);
    expect((await refusal(by(ADMIN))).code).toBe('AccessDenied');
  });

  it.each([
    ['no JSON', '{'],
    ['without a principal', JSON.stringify(policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }))],
    ['for another service’s action', trustOf({ AWS: ACCOUNT }, 's3:GetObject')],
    ['for a user that is not there', trustOf({ AWS: `arn:aws:iam::${ACCOUNT}:user/nobody` })],
    ['for what is no principal', trustOf({ AWS: 'nobody' })],
  ])('is refused %s', async (_, text) => {
    const before = await trustNow();
    expect(await refusal(setTrust(text))).toMatchObject({ code: 'MalformedPolicyDocument', status: 400 });
    expect(await trustNow()).toBe(before);
  });

  it('is refused for a role that is not there, and to who may not', async () => {
    expect(await refusal(setTrust(trustOf({ AWS: ACCOUNT }), 'nothing'))).toMatchObject({
      code: 'NoSuchEntity',
      status: 404,
    });
    expect((await refusal(setTrust(trustOf({ AWS: ACCOUNT }), 'responder', VIEWER))).code).toBe('AccessDenied');
    const narrowed = await assume(
      simulator,
      policy(allow('iam:UpdateAssumeRolePolicy', `arn:aws:iam::${ACCOUNT}:role/other`)),
    );
    expect((await refusal(setTrust(trustOf({ AWS: ACCOUNT }), 'responder', narrowed))).message).toContain(
      'no session policy allows',
    );
  });
});

describe('a role’s policies and tags', () => {
  const RoleName = 'responder';
  const name = { RoleName, PolicyName: 'extra' };

  it('are put, listed, read and taken away', async () => {
    const text = JSON.stringify(policy(allow('s3:*')));
    await iam().send(new PutRolePolicyCommand({ ...name, PolicyDocument: text }));
    expect((await iam().send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['extra']);
    const { PolicyDocument } = await iam().send(new GetRolePolicyCommand(name));
    expect(decodeURIComponent(PolicyDocument!)).toBe(text);
    await iam().send(new DeleteRolePolicyCommand(name));
    expect(await refusal(iam().send(new GetRolePolicyCommand(name)))).toMatchObject({
      code: 'NoSuchEntity',
      status: 404,
    });
    expect((await refusal(iam().send(new DeleteRolePolicyCommand(name)))).code).toBe('NoSuchEntity');
  });

  it('are attached and detached', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const names = async () =>
      (await iam().send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies?.map((p) => p.PolicyName);
    await iam().send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    expect(await names()).toEqual(['AdministratorAccess', 'ReadOnlyAccess']);
    await iam().send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    expect(await names()).toEqual(['AdministratorAccess']);
    expect((await refusal(iam().send(new DetachRolePolicyCommand({ RoleName, PolicyArn })))).code).toBe('NoSuchEntity');
  });

  it('roles are listed, by path if asked, with their trust', async () => {
    const { Roles } = await iam().send(new ListRolesCommand({}));
    expect(Roles?.map((r) => [r.RoleName, decodeURIComponent(r.AssumeRolePolicyDocument!).slice(0, 1)])).toEqual([
      ['responder', '{'],
    ]);
    expect((await iam().send(new ListRolesCommand({ PathPrefix: '/other/' }))).Roles).toEqual([]);
    await iam().send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'protected', Value: 'yes' }] }));
    const { Tags } = await iam().send(new ListRoleTagsCommand({ RoleName }));
    expect(Tags).toEqual([{ Key: 'protected', Value: 'yes' }]);
    expect((await refusal(iam(VIEWER).send(new ListRolesCommand({})))).code).toBe('AccessDenied');
  });
});

describe('console sign-in', () => {
  const UserName = 'mallory';
  const get = (name = UserName, keys = ADMIN) => iam(keys).send(new GetLoginProfileCommand({ UserName: name }));
  const Password = 'Correct-horse-7';

  it('a password is there, is taken away, and is made anew', async () => {
    expect((await get()).LoginProfile).toMatchObject({ UserName, CreateDate: new Date(1_700_000_000_000) });
    await iam().send(new DeleteLoginProfileCommand({ UserName }));
    expect(await refusal(get())).toMatchObject({ code: 'NoSuchEntity', status: 404 });
    expect((await refusal(iam().send(new DeleteLoginProfileCommand({ UserName })))).code).toBe('NoSuchEntity');
    const make = new CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired: true });
    await iam().send(make);
    expect((await get()).LoginProfile?.PasswordResetRequired).toBe(true);
    expect(await refusal(iam().send(make))).toMatchObject({ code: 'EntityAlreadyExists', status: 409 });
    await iam().send(new UpdateLoginProfileCommand({ UserName, PasswordResetRequired: false }));
    expect((await get()).LoginProfile?.PasswordResetRequired).toBe(false);
    expect(JSON.stringify(await simulator.state())).not.toContain(Password);
  });

  it('a weak password is refused; so are a user without one and one that is not there', async () => {
    const change = (name: string, word: string) =>
      refusal(iam().send(new UpdateLoginProfileCommand({ UserName: name, Password: word })));
    expect(await change(UserName, 'short')).toMatchObject({ code: 'PasswordPolicyViolation', status: 400 });
    expect((await change('viewer', Password)).code).toBe('NoSuchEntity');
    expect((await change('nobody', Password)).message).toContain('nobody');
  });

  it('MFA devices are listed', async () => {
    const devices = async (name: string) =>
      (await iam().send(new ListMFADevicesCommand({ UserName: name }))).MFADevices?.map((d) => d.SerialNumber);
    expect(await devices(UserName)).toEqual([MFA]);
    expect(await devices('viewer')).toEqual([]);
  });

  it('who may not learns nothing, and a session policy binds', async () => {
    const narrowed = await assume(
      simulator,
      policy(allow('iam:GetLoginProfile', `arn:aws:iam::${ACCOUNT}:user/staff/mallory`)),
    );
    await get(UserName, narrowed);
    expect((await refusal(get('viewer', narrowed))).code).toBe('AccessDenied');
    const off = sdk(simulator, narrowed).iam.send(new DeleteLoginProfileCommand({ UserName }));
    expect((await refusal(off)).message).toContain('iam:DeleteLoginProfile');
  });

  it('a user with a password cannot be removed', async () => {
    await iam().send(new CreateLoginProfileCommand({ UserName: 'viewer', Password }));
    expect((await refusal(iam().send(new DeleteUserCommand({ UserName: 'viewer' })))).code).toBe('DeleteConflict');
  });
});
