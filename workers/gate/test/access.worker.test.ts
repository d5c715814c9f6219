import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { openAuthority } from '../../../src/storage/authority/db.ts';
import { utf8 } from '../../../src/kit/bytes.ts';
import { addUser, client, codeOf, env, freshDatabase, gate, ledgerTypes, must, ORG, setUp } from './world.ts';

const AUDIENCE = 'a'.repeat(64);
let team: string;
let admin: Principal;
let signing: CryptoKey;
let foreign: CryptoKey;
let jwk: JWK;
let asked: string[];
let certs: () => Response;

beforeAll(async () => {
  const [right, wrong] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  signing = right.privateKey;
  foreign = wrong.privateKey;
  jwk = { ...(await exportJWK(right.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
});
beforeEach(async () => {
  await freshDatabase();
  // The isolate remembers keys by team.
  team = `t${crypto.randomUUID()}.cloudflareaccess.com`;
  asked = [];
  certs = () => Response.json({ keys: [jwk] });
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    asked.push(new Request(input).url);
    return certs();
  });
  admin = await setUp();
});
afterEach(() => void vi.restoreAllMocks());

const put = (more: Record<string, unknown> = {}, caller = admin) =>
  gate.directory.putAccess({ v: 1, caller, body: { teamDomain: team, audience: AUDIENCE, ...more } });
const claimsOf = (more: Record<string, unknown> = {}): Record<string, unknown> => {
  const now = Math.floor(Date.now() / 1000);
  const right = {
    iss: `https://${team}`,
    aud: [AUDIENCE],
    type: 'app',
    email: 'Grace@example.com',
    iat: now,
    exp: now + 60,
  };
  return JSON.parse(JSON.stringify({ ...right, ...more })) as Record<string, unknown>;
};
const sign = (more: Record<string, unknown> = {}, key = signing): Promise<string> =>
  new SignJWT(claimsOf(more)).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key);
const signIn = (assertion: string) => gate.signIn.access({ v: 1, assertion, client });

describe('sign-in by Cloudflare Access', () => {
  it("an assertion for this application begins a session of the address's user, of any domain", async () => {
    const grace = await addUser(admin, 'approver', 'grace');
    must(await put());
    expect(must(await signIn(await sign()))).toMatchObject({
      principal: { org: ORG, user: grace.user, role: 'approver' },
      session: { method: 'access', level: 2 },
    });
    expect(asked).toEqual([`https://${team}/cdn-cgi/access/certs`]);
    must(await signIn(await sign()));
    expect(asked).toHaveLength(1);
  });
  it('takes newcomers only where it has a role for them, and nobody who is disabled', async () => {
    must(await put());
    expect(codeOf(await signIn(await sign()))).toBe('forbidden');
    must(await put({ newUserRole: 'viewer' }));
    const made = must(await signIn(await sign())).principal;
    expect(made.role).toBe('viewer');
    must(await gate.directory.updateUser({ v: 1, caller: admin, id: made.user, body: { disabled: true } }));
    expect(codeOf(await signIn(await sign()))).toBe('forbidden');
  });
  it('one application before the console: setting it again replaces it, removing it ends the way in', async () => {
    await addUser(admin, 'viewer', 'grace');
    must(await put());
    must(await put({ audience: 'b'.repeat(64) }));
    expect(must(await gate.directory.identityProviders({ v: 1, caller: admin })).access).toEqual({
      teamDomain: team,
      audience: 'b'.repeat(64),
      newUserRole: null,
    });
    expect(codeOf(await signIn(await sign()))).toBe('unauthenticated');
    expect(must(await gate.signIn.methods({ v: 1 })).access).toBe(true);
    must(await gate.directory.removeAccess({ v: 1, caller: admin }));
    expect(must(await gate.signIn.methods({ v: 1 })).access).toBe(false);
    expect(codeOf(await signIn(await sign({ aud: 'b'.repeat(64) })))).toBe('unauthenticated');
    expect(codeOf(await gate.directory.removeAccess({ v: 1, caller: admin }))).toBe('not_found');
    expect(await ledgerTypes()).toContain('identity_provider.removed');
  });
});

describe('an assertion that does not hold is refused', () => {
  const past = Math.floor(Date.now() / 1000) - 3600;
  it.each<[string, Record<string, unknown>]>([
    ['for another audience', { aud: ['c'.repeat(64)] }],
    ['for no audience', { aud: undefined }],
    ['of another team', { iss: 'https://evil.cloudflareaccess.com' }],
    ['of an issuer that only begins like a team', { iss: 'https://x.cloudflareaccess.com.evil.test' }],
    ['that is over', { exp: past }],
    ['without an expiry', { exp: undefined }],
    ['that is not good yet', { nbf: past + 7200 }],
    ['of a service token', { email: undefined, common_name: 'robot' }],
    ['of a session with the team, not the application', { type: 'org' }],
  ])('%s', async (_, more) => {
    await addUser(admin, 'admin', 'grace');
    must(await put());
    expect(codeOf(await signIn(await sign(more)))).toBe('unauthenticated');
  });
  it('signed by a key that the team does not publish', async () => {
    await addUser(admin, 'admin', 'grace');
    must(await put());
    expect(codeOf(await signIn(await sign({}, foreign)))).toBe('unauthenticated');
  });
  it('with algorithm none, or an HMAC under the published key', async () => {
    await addUser(admin, 'admin', 'grace');
    must(await put());
    expect(codeOf(await signIn(new UnsecuredJWT(claimsOf()).encode()))).toBe('unauthenticated');
    const forged = await new SignJWT(claimsOf())
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(utf8(JSON.stringify(jwk).repeat(2)));
    expect(codeOf(await signIn(forged))).toBe('unauthenticated');
  });
  it.each(['', 'x', 'a.b.c', '{}', 'e30.e30.e30'])('that is not one: %j', async (assertion) => {
    must(await put());
    expect(codeOf(await signIn(assertion))).toBe('unauthenticated');
  });
  it('a stranger makes the gate ask nobody whom no admin named', async () => {
    must(await put());
    const assertion = await sign({ iss: 'https://somebody.cloudflareaccess.com' });
    expect(codeOf(await signIn(assertion))).toBe('unauthenticated');
    expect(asked).toEqual([]);
  });
  it('unknown key ids make the gate read the keys once, not each time', async () => {
    must(await put());
    for (let i = 0; i < 5; i++) {
      const forged = await new SignJWT(claimsOf()).setProtectedHeader({ alg: 'RS256', kid: `k${i + 2}` }).sign(foreign);
      expect(codeOf(await signIn(forged))).toBe('unauthenticated');
    }
    expect(asked).toHaveLength(1);
  });
  it.each<[string, () => Response]>([
    ['answer 500', () => new Response(null, { status: 500 })],
    ['redirect', () => Response.redirect('https://evil.test/keys', 302)],
    ['are no keys', () => new Response('<html>')],
  ])('while the keys %s, as unavailable', async (_, answer) => {
    await addUser(admin, 'admin', 'grace');
    must(await put());
    certs = answer;
    expect(codeOf(await signIn(await sign()))).toBe('unavailable');
  });
});

describe('organisations', () => {
  it('an application of another organisation is refused to this one, and its assertions let nobody in here', async () => {
    const store = openAuthority(env.AUTHORITY);
    const theirs = {
      id: 'idp_theirs',
      kind: 'access' as const,
      name: 'Cloudflare Access',
      issuer: team,
      clientId: AUDIENCE,
      clientSecret: null,
      domains: '[]',
      newUserRole: null,
      createdAt: 1,
    };
    await store.commit([
      store.organisations.create('org_other', { name: 'Other', createdAt: 1, automaticPerHour: 1, actionsPerHour: 1 }),
      store.identityProviders.create('org_other', theirs),
    ]);
    await addUser(admin, 'viewer', 'grace');
    expect(codeOf(await put())).toBe('conflict');
    expect(codeOf(await signIn(await sign()))).toBe('forbidden');
    // Even if both had it, neither would be chosen.
    await store.commit([store.identityProviders.create(ORG, { ...theirs, id: 'idp_mine' })]);
    expect(codeOf(await signIn(await sign()))).toBe('unauthenticated');
  });
});
