import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnonymousClient } from '../../src/aws/anonymous.ts';
import { createAwsClient } from '../../src/aws/client.ts';
import type { AwsCredentials } from '../../src/contracts/aws.ts';
import { assumeRoleWithTokenBy } from '../../src/decide/credentials/aws.ts';
import {
  loadOidcSigner,
  newOidcKeys,
  publicKeySet,
  rotateOidcKeys,
  type OidcKeys,
} from '../../src/decide/credentials/web-identity-keys.ts';
import { mintWebIdentity, type WebIdentityClaims } from '../../src/decide/credentials/web-identity.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import type { Permission } from '../../src/respond/action.ts';
import { actionById } from '../../src/respond/actions/registry.ts';
import { startSimulator, type Simulator } from '../aws-simulator/start.ts';
import { accessFrom, type Access } from '../support/access-template.ts';

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';
const ORG = 'org_a';
const REGION = 'us-east-1';
const ISSUER = 'https://issuer.example.com';
const PLACE = { account: ACCOUNT, region: REGION, partition: 'aws' };
const KEY = { id: 'AKIAMALLORY000000001', secret: 'mallory-secret-of-the-simulator' };
const PARAMS = { userName: 'mallory', accessKeyId: KEY.id };
const action = actionById('aws.iam.deactivate-access-key')!;
const deactivate = action.steps[0]!.permissions(PARAMS, PLACE);

let aws: Simulator;
let ring: OidcKeys;
let access: Access;

beforeAll(async () => {
  aws = await startSimulator();
  ring = await newOidcKeys(Date.now() - 3_600_000);
  access = await accessFrom({ account: ACCOUNT, issuer: ISSUER, org: ORG });
});
afterAll(() => aws.close());
beforeEach(() => apply(access));

/** An account after infra/aws/access.yaml was applied. */
async function apply({ provider, roles }: Access, keys: OidcKeys = ring): Promise<void> {
  await aws.reset();
  await aws.seed({
    accounts: [
      {
        id: ACCOUNT,
        users: [{ name: 'mallory', keys: [KEY] }],
        roles: roles.map((r) => ({
          ...r,
          policies: structuredClone(r.policies) as Record<string, Record<string, unknown>>,
        })),
        oidcProviders: [{ ...provider, jwks: JSON.parse(publicKeySet(keys)) as { keys: Record<string, unknown>[] } }],
      },
    ],
  });
}

const OURS: WebIdentityClaims = { org: ORG, account: ACCOUNT, role: 'write' };

/** Assumes a role with a token that says something, for some permissions. */
async function assume(
  said: Partial<WebIdentityClaims> = {},
  more: {
    role?: string;
    permissions?: readonly Permission[];
    issuer?: string;
    keys?: OidcKeys;
    mintedAt?: number;
  } = {},
) {
  const { role = 'vedette-responder', permissions = deactivate, keys = ring } = more;
  const signer = await loadOidcSigner(JSON.stringify(keys));
  const token = await mintWebIdentity(signer, more.issuer ?? ISSUER, { ...OURS, ...said }, more.mintedAt ?? Date.now());
  const policy = buildSessionPolicy(permissions);
  if (!policy.ok) throw new Error(policy.error.detail);
  const answer = await assumeRoleWithTokenBy(() => createAnonymousClient({ endpoint: aws.url }))(token, {
    region: REGION,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
    sessionName: 'vedette-inc1-op1',
    policy: policy.value,
  });
  expect(JSON.stringify(answer)).not.toContain(token.slice(-40));
  return answer;
}
async function credentials(...args: Parameters<typeof assume>): Promise<AwsCredentials> {
  const made = await assume(...args);
  if (!made.ok) throw new Error(`${made.error.code}: ${made.error.detail}`);
  return made.value;
}
const call = async (keys: AwsCredentials, operation: string, params: Record<string, string>) => {
  const answer = await createAwsClient({ credentials: keys, endpoint: aws.url }).send({
    service: 'iam',
    operation,
    region: REGION,
    params,
  });
  return answer.ok ? 'ok' : answer.error.kind;
};
const off = { UserName: 'mallory', AccessKeyId: KEY.id, Status: 'Inactive' };

describe('keyless access to an account that applied our template', () => {
  it('carries out a step with a token alone, and shows the incident in the session’s name', async () => {
    const keys = await credentials();
    expect(keys).toMatchObject({ narrowed: true, sessionName: 'vedette-inc1-op1' });
    expect(await call(keys, 'UpdateAccessKey', off)).toBe('ok');
    expect((await aws.state()).keys[0]).toMatchObject({ status: 'Inactive' });
  });

  it('gives a step no more than its own calls, though the role may more', async () => {
    const keys = await credentials();
    expect(await call(keys, 'DeleteUserPolicy', { UserName: 'mallory', PolicyName: 'x' })).toBe('denied');
    expect(await call(keys, 'UpdateAccessKey', { ...off, UserName: 'alice' })).toBe('denied');
  });

  it('gives a step no more than the role may, though its session policy says more', async () => {
    const everything = [{ actions: ['iam:*'], resources: ['*'] }];
    const writer = await credentials({}, { permissions: everything });
    expect(await call(writer, 'CreateAccessKey', { UserName: 'mallory' })).toBe('denied');
    expect(
      await call(writer, 'PutRolePolicy', { RoleName: 'vedette-reader', PolicyName: 'more', PolicyDocument: '{}' }),
    ).toBe('denied');
    const reader = await credentials({ role: 'read' }, { role: 'vedette-reader', permissions: everything });
    expect(await call(reader, 'GetUser', { UserName: 'mallory' })).toBe('ok');
    expect(await call(reader, 'UpdateAccessKey', off)).toBe('denied');
  });

  it('fails where the role’s policy lacks a permission that the step needs', async () => {
    const less = structuredClone(access);
    const text = JSON.stringify(less.roles).replaceAll('"iam:UpdateAccessKey"', '"iam:GetUser"');
    await apply({ ...less, roles: JSON.parse(text) as Access['roles'] });
    expect(await call(await credentials(), 'UpdateAccessKey', off)).toBe('denied');
    expect((await aws.state()).keys[0]).toMatchObject({ status: 'Active' });
  });
});

describe('a token is refused', () => {
  it.each<[string, Partial<WebIdentityClaims>]>([
    ['of another organisation', { org: 'org_b' }],
    ['for another account', { account: OTHER_ACCOUNT }],
    ['for the role that reads', { role: 'read' }],
  ])('%s', async (_, said) => expect(await assume(said)).toMatchObject({ ok: false, error: { code: 'forbidden' } }));

  it('of the role that writes, at the role that reads', async () =>
    expect(
      await assume({}, { role: 'vedette-reader', permissions: action.readPermissions(PARAMS, PLACE) }),
    ).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    }));

  it('of another issuer', async () =>
    expect(await assume({}, { issuer: 'https://issuer.elsewhere.example' })).toMatchObject({ ok: false }));

  it('that is signed with another key', async () =>
    expect(await assume({}, { keys: await newOidcKeys(Date.now()) })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    }));

  it('once it has lapsed', async () =>
    expect(await assume({}, { mintedAt: Date.now() - 301_000 })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    }));

  it('once its key was taken out of the key set', async () => {
    const { keys } = JSON.parse(publicKeySet(ring)) as { keys: { kid: string }[] };
    await apply(access, ring);
    await aws.reset();
    await aws.seed({
      accounts: [
        {
          id: ACCOUNT,
          roles: access.roles.map((r) => ({ name: r.name, trust: r.trust })),
          oidcProviders: [{ ...access.provider, jwks: { keys: keys.filter((k) => k.kid !== ring.current.kid) } }],
        },
      ],
    });
    expect(await assume()).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});

describe('while keys rotate', () => {
  it('tokens of both keys are taken, under the key set before and the one after', async () => {
    const rotated = await rotateOidcKeys(ring, Date.now());
    if (!rotated.ok) throw new Error(rotated.error.detail);
    for (const published of [ring, rotated.value]) {
      await apply(access, published);
      for (const keys of [ring, rotated.value]) expect(await assume({}, { keys })).toMatchObject({ ok: true });
    }
  });
});
