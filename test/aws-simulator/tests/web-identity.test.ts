import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { GetRoleCommand, ListOpenIDConnectProvidersCommand } from '@aws-sdk/client-iam';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorldSeed } from '../seed-schema.ts';
import { startSimulator, type Simulator } from '../start.ts';
import { ACCOUNT, ADMIN, allow, policy, refusal, REGION, ROLE, sdk, SEED } from './support.ts';

const ISSUER = 'https://issuer.example.test/o1';
const AUDIENCE = 'sts.amazonaws.com';
const SUBJECT = 'organization:o1:role:write';
const FEDERATED = `arn:aws:iam::${ACCOUNT}:role/federated`;

let simulator: Simulator;
let keys: Record<'RS256' | 'ES256' | 'ES512' | 'foreign', CryptoKey>;
let seed: WorldSeed;
beforeAll(async () => {
  simulator = await startSimulator();
  const rsa = await generateKeyPair('RS256');
  const ec = await generateKeyPair('ES256');
  const long = await generateKeyPair('ES512');
  const foreign = await generateKeyPair('RS256');
  keys = { RS256: rsa.privateKey, ES256: ec.privateKey, ES512: long.privateKey, foreign: foreign.privateKey };
  const jwks = {
    keys: [
      { ...(await exportJWK(rsa.publicKey)), kid: 'k-RS256', alg: 'RS256' },
      { ...(await exportJWK(ec.publicKey)), kid: 'k-ES256', alg: 'ES256' },
      { ...(await exportJWK(long.publicKey)), kid: 'k-ES512', alg: 'ES512' },
    ],
  };
  const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/issuer.example.test/o1`;
  const account = SEED.accounts[0]!;
  seed = {
    accounts: [
      {
        ...account,
        roles: [
          ...account.roles,
          {
            name: 'federated',
            policies: { look: policy(allow(['iam:GetRole', 'ec2:DescribeVpcs'])) },
            trust: policy({
              Effect: 'Allow',
              Action: 'sts:AssumeRoleWithWebIdentity',
              Principal: { Federated: provider },
              Condition: {
                StringEquals: {
                  'issuer.example.test/o1:aud': AUDIENCE,
                  'issuer.example.test/o1:sub': SUBJECT,
                },
              },
            }),
          },
        ],
        oidcProviders: [{ url: ISSUER, clientIds: [AUDIENCE, 'other-client'], jwks }],
      },
    ],
  };
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(seed);
});

interface Made {
  readonly alg?: 'RS256' | 'ES256' | 'ES512';
  readonly key?: keyof typeof keys;
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: string;
  /** Seconds from now */
  readonly exp?: number;
  readonly nbf?: number;
}
const nowS = () => Math.floor(Date.now() / 1000);
function token({ alg = 'RS256', key = alg, ...claims }: Made = {}): Promise<string> {
  return new SignJWT({
    iss: claims.iss ?? ISSUER,
    aud: claims.aud ?? AUDIENCE,
    sub: claims.sub ?? SUBJECT,
    iat: nowS(),
    exp: nowS() + (claims.exp ?? 300),
    ...(claims.nbf === undefined ? {} : { nbf: nowS() + claims.nbf }),
  })
    .setProtectedHeader({ alg, kid: `k-${alg}` })
    .sign(keys[key]);
}
const sts = () =>
  new STSClient({
    endpoint: simulator.url,
    region: REGION,
    maxAttempts: 1,
    credentials: () => Promise.reject(new Error('no credentials are needed')),
  });
const assume = (WebIdentityToken: string, more: object = {}) =>
  sts().send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: FEDERATED,
      RoleSessionName: 'vedette-inc1',
      DurationSeconds: 900,
      WebIdentityToken,
      ...more,
    }),
  );
const keysOf = ({ Credentials }: Awaited<ReturnType<typeof assume>>) => ({
  accessKeyId: Credentials!.AccessKeyId!,
  secretAccessKey: Credentials!.SecretAccessKey!,
  sessionToken: Credentials!.SessionToken!,
});

describe('a role for a token, by the official SDK', () => {
  it.each(['RS256', 'ES256', 'ES512'] as const)(
    '%s: no signature is needed, and the session is the role’s',
    async (alg) => {
      const answer = await assume(await token({ alg }));
      expect(answer).toMatchObject({
        SubjectFromWebIdentityToken: SUBJECT,
        Audience: AUDIENCE,
        Provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/issuer.example.test/o1`,
      });
      const who = await sdk(simulator, keysOf(answer)).sts.send(new GetCallerIdentityCommand({}));
      expect(who.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/federated/vedette-inc1`);
    },
  );

  it('a session policy narrows it', async () => {
    const Policy = JSON.stringify(policy(allow('ec2:DescribeVpcs')));
    const { iam } = sdk(simulator, keysOf(await assume(await token(), { Policy })));
    const get = iam.send(new GetRoleCommand({ RoleName: 'federated' }));
    expect((await refusal(get)).message).toContain('no session policy allows');
  });

  it('the provider is listed', async () => {
    const { OpenIDConnectProviderList } = await sdk(simulator, ADMIN).iam.send(
      new ListOpenIDConnectProvidersCommand({}),
    );
    expect(OpenIDConnectProviderList).toHaveLength(1);
  });

  it('the log of calls has the role, and neither token nor key', async () => {
    const given = await token();
    await assume(given);
    const { log } = await simulator.calls();
    expect(log.at(-1)).toMatchObject({ operation: 'AssumeRoleWithWebIdentity', resources: [FEDERATED], outcome: 'ok' });
    expect(JSON.stringify(log)).not.toContain(given);
  });
});

describe('what STS refuses', () => {
  it.each<[string, Made, string]>([
    ['signed by somebody else', { key: 'foreign' }, 'InvalidIdentityToken'],
    ['of another issuer', { iss: 'https://elsewhere.example.test' }, 'InvalidIdentityToken'],
    ['of the issuer without https', { iss: 'issuer.example.test/o1' }, 'InvalidIdentityToken'],
    ['for an audience that is not the provider’s', { aud: 'nobody' }, 'InvalidIdentityToken'],
    ['for an audience that the role does not trust', { aud: 'other-client' }, 'AccessDenied'],
    ['of another subject', { sub: 'organization:o2:role:write' }, 'AccessDenied'],
    ['that has expired', { exp: -1 }, 'ExpiredTokenException'],
    ['of the future', { nbf: 900 }, 'InvalidIdentityToken'],
  ])('a token %s', async (_, made, code) => {
    expect(await refusal(assume(await token(made)))).toMatchObject({
      code,
      status: code === 'AccessDenied' ? 403 : 400,
    });
  });

  it('what is no token, and one without a signature', async () => {
    expect((await refusal(assume('nonsense'))).code).toBe('InvalidIdentityToken');
    const bare = new UnsecuredJWT({ iss: ISSUER, aud: AUDIENCE, sub: SUBJECT, iat: nowS(), exp: nowS() + 60 }).encode();
    expect((await refusal(assume(bare))).code).toBe('InvalidIdentityToken');
  });

  it('a changed token', async () => {
    const [head, body, signature] = (await token()).split('.');
    const claims = JSON.parse(Buffer.from(body!, 'base64url').toString()) as object;
    const other = Buffer.from(JSON.stringify({ ...claims, jti: 'x' })).toString('base64url');
    expect((await refusal(assume([head, other, signature].join('.')))).code).toBe('InvalidIdentityToken');
  });

  it('a key that the provider does not publish any more', async () => {
    const given = await token();
    await assume(given);
    const rotated = structuredClone(seed);
    rotated.accounts[0]!.oidcProviders![0]!.jwks.keys.shift();
    await simulator.seed(rotated);
    expect((await refusal(assume(given))).code).toBe('InvalidIdentityToken');
  });

  it('a role that trusts others, or is not there', async () => {
    const given = await token();
    for (const RoleArn of [ROLE, `${FEDERATED}-2`])
      expect((await refusal(assume(given, { RoleArn }))).code).toBe('AccessDenied');
  });

  it('a session policy that is none, and a time that is too long', async () => {
    const given = await token();
    expect((await refusal(assume(given, { Policy: '{}' }))).code).toBe('MalformedPolicyDocument');
    expect((await refusal(assume(given, { DurationSeconds: 7200 }))).code).toBe('ValidationError');
  });

  it('an expired token by the world’s clock', async () => {
    const given = await token({ exp: 300 });
    await simulator.advance(301_000, { clients: 'stay' });
    expect((await refusal(assume(given))).code).toBe('ExpiredTokenException');
  });

  it('every other operation without a signature', async () => {
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }).toString();
    const answer = await fetch(simulator.url, { method: 'POST', body });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('MissingAuthenticationToken')]);
  });
});
