import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { generateEd25519 } from '../../../src/kit/crypto.ts';
import {
  account,
  addUser,
  codeOf,
  enrol,
  env,
  freshDatabase,
  gate,
  ledgerTypes,
  must,
  ORG,
  putAccount,
  setUp,
} from './world.ts';

beforeEach(freshDatabase);
const setupBody = { organisation: { id: ORG, name: 'Test' }, admin: { name: 'Ada', email: 'ada@example.com' } };
const setup = (token: string, body: unknown = setupBody) => gate.admin.setup({ v: 1, token, body });

describe('setup', () => {
  it('works once, and the key that it answers signs in as admin', async () => {
    const made = must(await setup('setup-token-of-the-tests'));
    expect(await gate.identity.authenticate({ v: 1, apiKey: made.apiKey })).toMatchObject({
      org: ORG,
      role: 'admin',
      user: made.user,
    });
    expect(
      codeOf(await setup('setup-token-of-the-tests', { ...setupBody, organisation: { id: 'org_two', name: 'x' } })),
    ).toBe('conflict');
  });
  it('called many times at once still makes one organisation', async () => {
    const codes = await Promise.all(
      [1, 2, 3, 4].map(async (n) =>
        codeOf(await setup('setup-token-of-the-tests', { ...setupBody, organisation: { id: `org_${n}`, name: 'x' } })),
      ),
    );
    expect(codes.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'ok']);
    expect(await env.AUTHORITY.prepare('SELECT count(*) AS n FROM organisation').first()).toEqual({ n: 1 });
  });
  it.each(['', 'wrong', 'setup-token-of-the-test'])('refuses the token %j', async (token) =>
    expect(codeOf(await setup(token))).toBe('forbidden'),
  );
  it('names the field that is wrong', async () => {
    const answer = await setup('setup-token-of-the-tests', { ...setupBody, admin: { name: 'Ada', email: 'nope' } });
    expect(answer).toMatchObject({ ok: false, error: { code: 'malformed', field: '/admin/email' } });
  });
});

describe('identity', () => {
  it('a revoked, expired, altered or malformed key is nobody', async () => {
    const admin = await setUp();
    const body = { user: admin.user, name: 'short', expiresAt: Date.now() + 60_000 };
    const key = must(await gate.admin.createApiKey({ v: 1, caller: admin, body }));
    const who = (apiKey: string) => gate.identity.authenticate({ v: 1, apiKey });
    expect(await who(key.apiKey)).toMatchObject({ key: key.id });
    expect(await who(key.apiKey.slice(0, -1) + (key.apiKey.endsWith('A') ? 'B' : 'A'))).toBeNull();
    for (const nonsense of ['', 'vdt_', `vdt_${'0'.repeat(26)}_${'A'.repeat(43)}`, 'x'.repeat(500)])
      expect(await who(nonsense)).toBeNull();
    await env.AUTHORITY.prepare('UPDATE api_key SET expires_at = 1 WHERE id = ?').bind(key.id).run();
    expect(await who(key.apiKey)).toBeNull();
    await env.AUTHORITY.prepare('UPDATE api_key SET expires_at = NULL WHERE id = ?').bind(key.id).run();
    must(await gate.admin.revokeApiKey({ v: 1, caller: admin, id: key.id }));
    expect(await who(key.apiKey)).toBeNull();
  });
  it('keeps only a hash of a key', async () => {
    const admin = await setUp();
    const key = must(await gate.admin.createApiKey({ v: 1, caller: admin, body: { user: admin.user, name: 'x' } }));
    const rows = JSON.stringify((await env.AUTHORITY.prepare('SELECT * FROM api_key').all()).results);
    expect(rows).not.toContain(key.apiKey.slice(-43));
  });
});

describe('roles', () => {
  const adminOnly = [
    'createSource',
    'rotateSource',
    'updateSource',
    'retireSourceKeys',
    'deleteSource',
    'createUser',
    'createApiKey',
    'revokeApiKey',
    'enrolApproverKey',
    'putAccount',
    'putPolicies',
  ] as const;
  const call = (method: (typeof adminOnly)[number], caller: Principal) =>
    gate.admin[method]({ v: 1, caller, body: {}, id: 'key_x' } as never) as Promise<{
      ok: boolean;
      error?: { code: string };
    }>;

  it.each(adminOnly)('%s needs an admin', async (method) => {
    const admin = await setUp();
    for (const role of ['viewer', 'analyst', 'approver'] as const)
      expect(codeOf(await call(method, await addUser(admin, role, role)))).toBe('forbidden');
    expect(codeOf(await call(method, admin))).not.toBe('forbidden');
  });
  it('a caller who claims a higher role than the database says gets the one of the database', async () => {
    const admin = await setUp();
    const viewer = await addUser(admin, 'viewer', 'eve');
    expect(codeOf(await call('createUser', { ...viewer, role: 'admin' }))).toBe('forbidden');
    expect(codeOf(await call('createUser', { ...viewer, user: admin.user }))).toBe('unauthenticated');
    expect(codeOf(await call('createUser', { ...admin, org: 'org_other' }))).toBe('unauthenticated');
    expect(codeOf(await call('createUser', {} as Principal))).toBe('unauthenticated');
  });
  it('a revoked key administers nothing, even with a principal from before', async () => {
    const admin = await setUp();
    const second = await addUser(admin, 'admin', 'bob');
    must(await gate.admin.revokeApiKey({ v: 1, caller: admin, id: second.key }));
    expect(codeOf(await call('createUser', second))).toBe('unauthenticated');
  });
  it('a viewer reads policies but not sources', async () => {
    const viewer = await addUser(await setUp(), 'viewer', 'eve');
    expect(Object.keys(must(await gate.admin.listPolicies({ v: 1, caller: viewer })).policies)).toContain(
      'ask-high-risk',
    );
    expect(codeOf(await gate.admin.listSources({ v: 1, caller: viewer }))).toBe('forbidden');
    expect(codeOf(await gate.admin.source({ v: 1, caller: viewer, id: 'src_x' }))).toBe('forbidden');
  });
});

describe('people, keys, accounts and policies', () => {
  it('an approver key goes to a person who may approve, once', async () => {
    const admin = await setUp();
    const analyst = await addUser(admin, 'analyst', 'ann');
    const approver = await addUser(admin, 'approver', 'grace');
    const key = await enrol(admin, approver.user);
    const again = { user: admin.user, name: 'x', publicKey: key.publicKey };
    expect(codeOf(await gate.admin.enrolApproverKey({ v: 1, caller: admin, body: again }))).toBe('conflict');
    const low = { user: analyst.user, name: 'x', publicKey: (await generateEd25519()).publicKey };
    expect(codeOf(await gate.admin.enrolApproverKey({ v: 1, caller: admin, body: low }))).toBe('unprocessable');
    expect(await ledgerTypes()).toContain('approver_key.enrolled');
  });
  it('an address is one user, whatever its case', async () => {
    const admin = await setUp();
    await addUser(admin, 'viewer', 'eve');
    const body = { name: 'E', email: 'EVE@example.com', role: 'viewer' };
    expect(codeOf(await gate.admin.createUser({ v: 1, caller: admin, body }))).toBe('conflict');
  });
  it("a role of another account is refused as an account's role", async () => {
    const admin = await setUp();
    const body = account({ writeRoleArn: 'arn:aws:iam::999999999999:role/theirs' });
    expect(await gate.admin.putAccount({ v: 1, caller: admin, body })).toMatchObject({
      ok: false,
      error: { field: '/writeRoleArn' },
    });
  });
  it('a change of the indicators is an admin’s, stands in the ledger once, and is read before it is written', async () => {
    const admin = await setUp();
    const change = {
      change: 'replaced',
      version: 'ind_019a0000000abc',
      indicators: 2,
      byType: { ip: 1, domain: 1 },
      digest: 'a'.repeat(64),
    };
    const record = (body: unknown, caller: Principal = admin) => gate.admin.recordIndicators({ v: 1, caller, body });
    const analyst = await addUser(admin, 'analyst', 'ann');
    expect(codeOf(await record(change, analyst))).toBe('forbidden');
    expect(codeOf(await record({ ...change, digest: 'text of a stranger' }))).toBe('malformed');
    expect(codeOf(await record({ ...change, byType: { planet: 1 } }))).toBe('malformed');
    must(await record(change));
    must(await record(change));
    must(await record({ change: 'removed', version: change.version }));
    const entries = (await env.LEDGER.entries()).filter((e) => e.type.startsWith('indicators.'));
    expect(new Set(entries.map((e) => e.id)).size).toBe(2);
    const { change: _change, ...body } = change;
    expect(entries[0]).toMatchObject({ type: 'indicators.replaced', actor: `user:${admin.user}`, body });
    expect(entries.at(-1)).toMatchObject({ type: 'indicators.removed', body: { version: change.version } });
  });
  it('nothing secret reaches the ledger or is readable in the database', async () => {
    const admin = await setUp();
    await putAccount(admin);
    const source = must(
      await gate.admin.createSource({ v: 1, caller: admin, body: { kind: 'aws.firehose', name: 's', accounts: [] } }),
    );
    const everything = JSON.stringify([
      await env.LEDGER.entries(),
      (await env.AUTHORITY.prepare('SELECT * FROM account').all()).results,
      (await env.AUTHORITY.prepare('SELECT * FROM journal').all()).results,
    ]);
    expect(everything).toContain('AKIAVEDETTEBASE00000');
    for (const secret of ['base-secret-key', source.secret]) expect(everything).not.toContain(secret);
  });
  it('a policy that Cedar finds fault with is refused with its place, and the old ones stay', async () => {
    const admin = await setUp();
    const put = (policies: Record<string, string>) =>
      gate.admin.putPolicies({ v: 1, caller: admin, body: { policies } });
    const before = must(await gate.admin.listPolicies({ v: 1, caller: admin })).version;
    expect(await put({ bad: 'permit(principal, action resource);' })).toMatchObject({
      ok: false,
      error: { code: 'unprocessable', field: '/policies/bad' },
    });
    expect(must(await gate.admin.listPolicies({ v: 1, caller: admin })).version).toBe(before);
    const after = must(await put({ none: 'forbid(principal, action, resource);' }));
    expect(must(await gate.admin.listPolicies({ v: 1, caller: admin }))).toMatchObject({ version: after.version });
    expect(after.version).toMatch(/^2-/);
  });
});
