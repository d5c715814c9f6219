import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kit/clock.ts';
import { openAuthority } from '../../../src/storage/authority/db.ts';
import { TestProvider, type Faults } from './oidc-provider.ts';
import { addUser, client, codeOf, env, freshDatabase, gate, ledgerTypes, must, ORG, setUp } from './world.ts';

const ORIGIN = 'https://vedette.test';
const CALLBACK = `${ORIGIN}/api/v1/sign-in/oidc/callback`;
let idp: TestProvider;
let admin: Principal;

beforeEach(async () => {
  await freshDatabase();
  idp = await TestProvider.start();
  admin = await setUp();
});
afterEach(() => void vi.restoreAllMocks());

const providerBody = (more: Record<string, unknown> = {}) => ({
  name: 'Example',
  issuer: idp.issuer,
  clientId: idp.clientId,
  clientSecret: idp.clientSecret,
  domains: ['Example.com'],
  ...more,
});
const add = (more: Record<string, unknown> = {}) =>
  gate.directory.addOidcProvider({ v: 1, caller: admin, body: providerBody(more) });
const begin = (provider: string, origin = ORIGIN) => gate.signIn.oidcBegin({ v: 1, origin, provider });
const finish = (ceremony: string, url: string, origin = ORIGIN) =>
  gate.signIn.oidcFinish({ v: 1, origin, ceremony, url, client });

/** The whole way: begin, the person at the provider, and back. */
async function signIn(provider: string, faults: Faults = {}, more: Record<string, string> = {}) {
  const begun = must(await begin(provider));
  idp.faults = faults;
  return finish(begun.ceremony, idp.authorize(begun.redirect, more));
}

describe('sign-in by OIDC', () => {
  it('a verified address in a domain of the provider begins a session of its user', async () => {
    const grace = await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add());
    idp.email = 'Grace@Example.com';
    const issued = must(await signIn(id));
    expect(issued).toMatchObject({
      principal: { org: ORG, user: grace.user, role: 'analyst' },
      session: { method: 'oidc', level: 2 },
    });
    expect(await gate.identity.session({ v: 1, token: issued.token, client })).toMatchObject({
      principal: { user: grace.user },
    });
  });
  it('asks with PKCE, state and nonce, and for the known callback alone', async () => {
    const { id } = must(await add());
    const asked = new URL(must(await begin(id)).redirect);
    expect(`${asked.origin}${asked.pathname}`).toBe(`${idp.issuer}/authorize`);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      redirect_uri: CALLBACK,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    const again = new URL(must(await begin(id)).redirect);
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(again.searchParams.get(name)).not.toBe(asked.searchParams.get(name));
    expect(codeOf(await begin(id, 'https://evil.test'))).toBe('forbidden');
  });
  it('keeps neither verifier nor state nor client secret readable, and tells none', async () => {
    const { id } = must(await add());
    const { redirect } = must(await begin(id));
    const rows = JSON.stringify([
      (await env.AUTHORITY.prepare('SELECT * FROM ceremony').all()).results,
      (await env.AUTHORITY.prepare('SELECT * FROM identity_provider').all()).results,
      await env.LEDGER.entries(),
      must(await gate.directory.identityProviders({ v: 1, caller: admin })),
      must(await gate.signIn.methods({ v: 1 })),
    ]);
    expect(rows).not.toContain(idp.clientSecret);
    const params = new URL(redirect).searchParams;
    for (const name of ['state', 'nonce']) expect(rows).not.toContain(params.get(name)!);
  });
  it('somebody whose second factor is enrolled owes it after the provider too', async () => {
    const grace = await addUser(admin, 'analyst', 'grace');
    await env.AUTHORITY.prepare(
      'INSERT INTO one_time_code (org, user, secret, confirmed_at, last_step, failures, created_at) VALUES (?, ?, ?, 1, 0, 0, 1)',
    )
      .bind(ORG, grace.user, 'x')
      .run();
    const { id } = must(await add());
    expect(must(await signIn(id)).session.level).toBe(1);
  });
});

describe('a round trip is good once, for one browser, for minutes', () => {
  it('an answer with a wrong or no state is refused, and the ceremony is spent', async () => {
    await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add());
    const begun = must(await begin(id));
    const back = new URL(idp.authorize(begun.redirect));
    const right = back.href;
    back.searchParams.set('state', 'x'.repeat(43));
    expect(codeOf(await finish(begun.ceremony, back.href))).toBe('unauthenticated');
    expect(codeOf(await finish(begun.ceremony, right))).toBe('unauthenticated');
    const second = must(await begin(id));
    const bare = new URL(idp.authorize(second.redirect));
    bare.searchParams.delete('state');
    expect(codeOf(await finish(second.ceremony, bare.href))).toBe('unauthenticated');
    expect(idp.requests).not.toContain('/token');
  });
  it('a replayed answer is refused', async () => {
    await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add());
    const begun = must(await begin(id));
    const back = idp.authorize(begun.redirect);
    expect(codeOf(await finish(begun.ceremony, back))).toBe('ok');
    expect(codeOf(await finish(begun.ceremony, back))).toBe('unauthenticated');
  });
  it("an answer to somebody else's question (login CSRF) is refused", async () => {
    await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add());
    const [mine, theirs] = [must(await begin(id)), must(await begin(id))];
    expect(codeOf(await finish(mine.ceremony, idp.authorize(theirs.redirect)))).toBe('unauthenticated');
  });
  it('of many that bring one answer at once, one gets a session', async () => {
    await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add());
    const begun = must(await begin(id));
    const back = idp.authorize(begun.redirect);
    const codes = await Promise.all([1, 2, 3, 4].map(async () => codeOf(await finish(begun.ceremony, back))));
    expect(codes.toSorted()).toEqual(['ok', 'unauthenticated', 'unauthenticated', 'unauthenticated']);
  });
  it('is over after ten minutes, at another origin, and when the provider was removed', async () => {
    await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add());
    const old = must(await begin(id));
    await env.AUTHORITY.prepare('UPDATE ceremony SET expires_at = expires_at - ?')
      .bind(10 * MINUTE_MS)
      .run();
    expect(codeOf(await finish(old.ceremony, idp.authorize(old.redirect)))).toBe('unauthenticated');
    const moved = must(await begin(id));
    const elsewhere = idp.authorize(moved.redirect).replace(ORIGIN, 'http://localhost:8787');
    expect(codeOf(await finish(moved.ceremony, elsewhere))).toBe('malformed');
    expect(codeOf(await finish(moved.ceremony, elsewhere, 'http://localhost:8787'))).toBe('unauthenticated');
    expect(idp.requests).not.toContain('/token');
    const late = must(await begin(id));
    must(await gate.directory.removeOidcProvider({ v: 1, caller: admin, id }));
    expect(codeOf(await finish(late.ceremony, idp.authorize(late.redirect)))).toBe('unauthenticated');
  });
  it('a passkey ceremony is none of OIDC', async () => {
    must(await add());
    const { ceremony } = must(await gate.signIn.passkeyBegin({ v: 1, origin: ORIGIN }));
    expect(codeOf(await finish(ceremony, `${CALLBACK}?code=c&state=s`))).toBe('unauthenticated');
  });
});

describe('an ID token that does not hold is refused', () => {
  const SECOND = 1000;
  it.each<[string, Faults]>([
    ['a wrong nonce', { claims: { nonce: 'another' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['algorithm none', { alg: 'none' }],
    [
      'algorithm none that the provider announces',
      { alg: 'none', document: { id_token_signing_alg_values_supported: ['none'] } },
    ],
    [
      'an HMAC under the client secret',
      { alg: 'HS256', document: { id_token_signing_alg_values_supported: ['HS256'] } },
    ],
    ['a signature by a key that is not published', { foreignKey: true }],
    ['another issuer', { claims: { iss: 'https://evil.test' } }],
    ['another audience', { claims: { aud: 'somebody-else' } }],
    ['several audiences, presented by another', { claims: { aud: ['vedette', 'other'], azp: 'other' } }],
    ['an expiry that is over', { claims: { exp: Math.floor((Date.now() - HOUR_MS) / SECOND) } }],
    ['no expiry', { claims: { exp: undefined } }],
  ])('%s', async (_, faults) => {
    await addUser(admin, 'analyst', 'grace');
    idp.faults = faults;
    const { id } = must(await add());
    expect(codeOf(await signIn(id, faults))).toBe('unauthenticated');
    expect(await env.AUTHORITY.prepare('SELECT count(*) AS n FROM session').first()).toEqual({ n: 0 });
  });
});

describe('who comes in', () => {
  it.each<[string, Record<string, unknown>]>([
    ['unverified', { email_verified: false }],
    ['of which nothing is said', { email_verified: undefined }],
    ['verified in words only', { email_verified: 'true' }],
    ['in no domain of the provider', { email: 'ada@example.org' }],
    ['in a domain that only ends like one', { email: 'ada@notexample.com' }],
    ['in a subdomain', { email: 'ada@sub.example.com' }],
    ['with two at signs', { email: 'ada@evil.test@example.com' }],
    ['of letters that only look alike', { email: 'ada@example.com'.replace('m', 'ｍ') }],
    ['that is none', { email: { $ne: '' } }],
  ])('nobody with an address %s', async (_, claims) => {
    const { id } = must(await add({ newUserRole: 'viewer' }));
    expect(codeOf(await signIn(id, { claims: { email: 'ada@example.com', ...claims } }))).toBe('forbidden');
    expect(await env.AUTHORITY.prepare('SELECT count(*) AS n FROM user').first()).toEqual({ n: 1 });
  });
  it('somebody unknown is refused, with whom to ask, unless the provider has a role for newcomers', async () => {
    const { id } = must(await add());
    expect(await signIn(id)).toMatchObject({
      ok: false,
      error: { code: 'forbidden', detail: expect.stringMatching(/admins/) as string },
    });
    must(await gate.directory.removeOidcProvider({ v: 1, caller: admin, id }));
    const open = must(await add({ newUserRole: 'viewer' }));
    const issued = must(await signIn(open.id));
    expect(issued.principal).toMatchObject({ org: ORG, role: 'viewer', name: 'Grace Hopper' });
    expect(must(await signIn(open.id)).principal.user).toBe(issued.principal.user);
    const { user } = issued.principal;
    expect(
      (await env.LEDGER.entries()).filter((e) => e.type === 'user.created' && e.body['user'] === user),
    ).toMatchObject([{ actor: 'worker:gate', body: { role: 'viewer', provider: open.id } }]);
  });
  it('a newcomer in two tabs at once becomes one user', async () => {
    const { id } = must(await add({ newUserRole: 'viewer' }));
    const issued = await Promise.all([1, 2, 3].map(async () => must(await signIn(id))));
    expect(new Set(issued.map((i) => i.principal.user)).size).toBe(1);
  });
  it('a disabled user is refused in the words of an unknown one', async () => {
    const grace = await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add({ newUserRole: 'viewer' }));
    must(await gate.directory.updateUser({ v: 1, caller: admin, id: grace.user, body: { disabled: true } }));
    const disabled = await signIn(id);
    must(await gate.directory.removeOidcProvider({ v: 1, caller: admin, id }));
    idp.email = 'nobody@example.com';
    const unknown = await signIn(must(await add()).id);
    expect(disabled).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(disabled).toEqual(unknown);
  });
  it("a provider of one organisation lets nobody into another's, same address or not", async () => {
    const store = openAuthority(env.AUTHORITY);
    await store.commit([
      store.organisations.create('org_other', { name: 'Other', createdAt: 1, automaticPerHour: 1, actionsPerHour: 1 }),
      store.people.createUser('org_other', {
        id: 'usr_other',
        name: 'G',
        email: 'grace@example.com',
        role: 'admin',
        createdAt: 1,
      }),
    ]);
    const { id } = must(await add());
    expect(codeOf(await signIn(id))).toBe('forbidden');
    const grace = await addUser(admin, 'viewer', 'grace');
    expect(must(await signIn(id)).principal).toMatchObject({ org: ORG, user: grace.user, role: 'viewer' });
  });
});

describe('a provider that fails', () => {
  it('says why it let nobody in, in words of the standard alone', async () => {
    const { id } = must(await add());
    for (const [error, shown] of [
      ['access_denied', 'access_denied'],
      ['<b>call 555-0100</b>', 'not in the standard'],
    ] as const) {
      const begun = must(await begin(id));
      const back = new URL(idp.authorize(begun.redirect, { error, error_description: 'call 555-0100' }));
      back.searchParams.delete('code');
      const answer = await finish(begun.ceremony, back.href);
      expect(answer).toMatchObject({
        ok: false,
        error: { code: 'unauthenticated', detail: expect.stringContaining(shown) as string },
      });
      expect(JSON.stringify(answer)).not.toContain('555');
    }
  });
  it.each<[string, () => Response, string]>([
    ['answers 500', () => new Response('oops', { status: 500 }), 'unavailable'],
    ['redirects', () => Response.redirect('https://evil.test/', 307), 'unavailable'],
    [
      'answers without end',
      () => new Response('x'.repeat(600 * 1024), { headers: { 'content-type': 'application/json' } }),
      'unavailable',
    ],
    ['refuses the client', () => Response.json({ error: 'invalid_client' }, { status: 401 }), 'unauthenticated'],
    ['answers nonsense', () => Response.json({ access_token: 1 }), 'unauthenticated'],
    [
      'answers without an ID token',
      () => Response.json({ access_token: 'a', token_type: 'bearer' }),
      'unauthenticated',
    ],
  ])('that %s at its token endpoint signs nobody in', async (_, tokenAnswer, code) => {
    await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add());
    expect(codeOf(await signIn(id, { tokenAnswer }))).toBe(code);
  });
  it('is asked for its document once, not at every sign-in', async () => {
    await addUser(admin, 'analyst', 'grace');
    const { id } = must(await add());
    must(await signIn(id));
    must(await signIn(id));
    expect(idp.requests.filter((p) => p === '/.well-known/openid-configuration')).toHaveLength(1);
    expect(idp.requests.filter((p) => p === '/keys')).toHaveLength(1);
  });
});

describe('adding a provider', () => {
  it.each<[string, Faults]>([
    ['whose document names another issuer', { document: { issuer: 'https://evil.test' } }],
    ['whose issuer speaks for every tenant', { document: { issuer: 'https://login.test/{tenantid}/v2.0' } }],
    ['that has no document', { documentAnswer: () => new Response(null, { status: 404 }) }],
    ['that redirects', { documentAnswer: () => Response.redirect('https://evil.test/', 302) }],
  ])('%s is refused', async (_, faults) => {
    idp.faults = faults;
    expect(await add()).toMatchObject({ ok: false, error: { code: 'unavailable', field: '/issuer' } });
  });
  it('of a vendor whose one address speaks for every tenant is refused: any tenant could claim any address', async () => {
    const common = 'https://login.microsoftonline.com/common/v2.0';
    const document = {
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
      authorization_endpoint: `${common}/authorize`,
      token_endpoint: `${common}/token`,
      jwks_uri: `${common}/keys`,
    };
    vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json(document));
    expect(await add({ issuer: common })).toMatchObject({
      ok: false,
      error: { code: 'unavailable', field: '/issuer' },
    });
  });
  it.each([
    'http://idp.test',
    'https://u:p@idp.test',
    'https://idp.test/?x=1',
    'https://idp.test/#x',
    'ftp://idp.test',
  ])('at %s is refused without asking it', async (issuer) => {
    expect(codeOf(await add({ issuer }))).toBe('unprocessable');
    expect(idp.requests).toEqual([]);
  });
  it.each(['*', '*.com', 'com', 'a..b', '-a.com', ''])('with the domain %j is refused', async (domain) => {
    expect(await add({ domains: ['example.com', domain] })).toMatchObject({
      ok: false,
      error: { code: 'unprocessable', field: '/domains/1' },
    });
  });
  it('tells the ledger, and the sign-in page its name alone', async () => {
    const { id } = must(await add());
    expect(must(await gate.signIn.methods({ v: 1 }))).toEqual({ oidc: [{ id, name: 'Example' }], access: false });
    expect(must(await gate.directory.identityProviders({ v: 1, caller: admin })).oidc).toEqual([
      { id, name: 'Example', issuer: idp.issuer, clientId: 'vedette', domains: ['example.com'], newUserRole: null },
    ]);
    must(await gate.directory.removeOidcProvider({ v: 1, caller: admin, id }));
    expect(codeOf(await begin(id))).toBe('not_found');
    expect(await ledgerTypes()).toEqual(
      expect.arrayContaining(['identity_provider.added', 'identity_provider.removed']),
    );
  });
});
