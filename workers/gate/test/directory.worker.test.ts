import { beforeEach, describe, expect, it } from 'vitest';
import { ROLE_RANK, type Principal } from '../../../src/contracts/access.ts';
import type { Role } from '../../../src/contracts/common.ts';
import { toBase64Url } from '../../../src/kit/bytes.ts';
import { randomBytes, sha256Hex } from '../../../src/kit/crypto.ts';
import { openAuthority } from '../../../src/storage/authority/db.ts';
import { passkeyOf } from './sign-in-world.ts';
import { addUser, client, codeOf, env, freshDatabase, gate, must, ORG, putAccount, sessionOf, setUp } from './world.ts';

let admin: Principal;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
});

type Answer = { ok: boolean; error?: { code: string } };
/** Every call of this piece of the directory, with the least role that it is for. */
const CALLS: Record<string, { least: Role; call: (caller: Principal) => Promise<Answer> }> = {
  users: { least: 'viewer', call: (caller) => gate.directory.users({ v: 1, caller }) },
  updateUser: { least: 'admin', call: (caller) => gate.directory.updateUser({ v: 1, caller, id: 'usr_x', body: {} }) },
  apiKeys: { least: 'viewer', call: (caller) => gate.directory.apiKeys({ v: 1, caller }) },
  organisation: { least: 'viewer', call: (caller) => gate.directory.organisation({ v: 1, caller }) },
  updateOrganisation: {
    least: 'admin',
    call: (caller) => gate.directory.updateOrganisation({ v: 1, caller, body: {} }),
  },
  accounts: { least: 'viewer', call: (caller) => gate.directory.accounts({ v: 1, caller }) },
  identityProviders: { least: 'admin', call: (caller) => gate.directory.identityProviders({ v: 1, caller }) },
  addOidcProvider: { least: 'admin', call: (caller) => gate.directory.addOidcProvider({ v: 1, caller, body: {} }) },
  removeOidcProvider: {
    least: 'admin',
    call: (caller) => gate.directory.removeOidcProvider({ v: 1, caller, id: 'idp_x' }),
  },
  putAccess: { least: 'admin', call: (caller) => gate.directory.putAccess({ v: 1, caller, body: {} }) },
  removeAccess: { least: 'admin', call: (caller) => gate.directory.removeAccess({ v: 1, caller }) },
  updateSource: { least: 'admin', call: (caller) => gate.admin.updateSource({ v: 1, caller, id: 'src_x', body: {} }) },
};

describe.each(Object.entries(CALLS))('%s', (_, { least, call }) => {
  it.each(Object.keys(ROLE_RANK) as Role[])(`needs ${least}; asked by %s`, async (role) => {
    const code = codeOf(await call(await addUser(admin, role, 'eve')));
    if (ROLE_RANK[role] < ROLE_RANK[least]) expect(code).toBe('forbidden');
    else expect(['ok', 'malformed', 'not_found']).toContain(code);
  });
  it('asked by nobody, another organisation, a forged role or an ended key', async () => {
    const eve = await addUser(admin, 'viewer', 'eve');
    expect(codeOf(await call({} as Principal))).toBe('unauthenticated');
    expect(codeOf(await call({ ...admin, org: 'org_other' }))).toBe('unauthenticated');
    expect(codeOf(await call({ ...eve, user: admin.user, role: 'admin' }))).toBe('unauthenticated');
    if (least !== 'viewer') expect(codeOf(await call({ ...eve, role: 'admin' }))).toBe('forbidden');
    must(await gate.admin.revokeApiKey({ v: 1, caller: admin, id: eve.key }));
    expect(codeOf(await call(eve))).toBe('unauthenticated');
  });
  it('asked in a session that owes its second factor', async () => {
    const boss = await addUser(admin, 'admin', 'boss');
    await passkeyOf(boss);
    const { principal, session } = await sessionOf(boss);
    expect(session.level).toBe(1);
    expect(codeOf(await call(principal))).toBe('forbidden');
  });
});

const update = (id: string, body: unknown, caller = admin) => gate.directory.updateUser({ v: 1, caller, id, body });
const entriesOf = async (type: string, user: string) =>
  (await env.LEDGER.entries()).filter((e) => e.type === type && e.body['user'] === user).map((e) => e.body);

describe('people', () => {
  it('a viewer reads who there is, with the factors that they have and no secret', async () => {
    const eve = await addUser(admin, 'viewer', 'eve');
    await passkeyOf(eve);
    const { users } = must(await gate.directory.users({ v: 1, caller: eve }));
    expect(users.map((u) => [u.email, u.role, u.passkeys, u.oneTimeCodes])).toEqual([
      ['ada@example.com', 'admin', 0, false],
      ['eve@example.com', 'viewer', 1, false],
    ]);
    expect(Object.keys(users[0]!).toSorted()).toEqual(
      ['createdAt', 'disabledAt', 'email', 'id', 'name', 'oneTimeCodes', 'passkeys', 'role'].toSorted(),
    );
  });
  it('a change holds at once for keys and sessions of the person, and the ledger has it', async () => {
    const eve = await addUser(admin, 'viewer', 'eve');
    expect(must(await update(eve.user, { role: 'admin', name: 'Eve' }))).toMatchObject({ role: 'admin', name: 'Eve' });
    must(await gate.directory.identityProviders({ v: 1, caller: eve }));
    must(await update(eve.user, { role: 'analyst' }));
    expect(codeOf(await gate.directory.identityProviders({ v: 1, caller: eve }))).toBe('forbidden');
    expect(await entriesOf('user.changed', eve.user)).toEqual([
      { user: eve.user, role: 'admin', roleBefore: 'viewer', name: 'Eve' },
      { user: eve.user, role: 'analyst', roleBefore: 'admin' },
    ]);
  });
  it('a change that changes nothing is not told', async () => {
    const eve = await addUser(admin, 'viewer', 'eve');
    must(await update(eve.user, {}));
    must(await update(eve.user, { role: 'viewer', disabled: false, name: 'eve' }));
    expect(await entriesOf('user.changed', eve.user)).toEqual([]);
  });
  it('changes made at once do not undo each other', async () => {
    const eve = await addUser(admin, 'viewer', 'eve');
    await Promise.all([
      update(eve.user, { name: 'Eve' }),
      update(eve.user, { disabled: true }),
      update(eve.user, { role: 'analyst' }),
    ]);
    const { users } = must(await gate.directory.users({ v: 1, caller: admin }));
    expect(users.find((u) => u.id === eve.user)).toMatchObject({
      name: 'Eve',
      role: 'analyst',
      disabledAt: expect.any(Number) as number,
    });
  });
  it('disabling shuts out key and session; enabling brings back the key, not the session', async () => {
    const eve = await addUser(admin, 'viewer', 'eve');
    const { token } = await sessionOf(eve);
    const whoIs = () => gate.identity.session({ v: 1, token, client });
    expect(await whoIs()).not.toBeNull();
    must(await update(eve.user, { disabled: true }));
    expect(await whoIs()).toBeNull();
    expect(codeOf(await gate.directory.users({ v: 1, caller: eve }))).toBe('unauthenticated');
    must(await update(eve.user, { disabled: false }));
    expect(await whoIs()).toBeNull();
    expect(codeOf(await gate.directory.users({ v: 1, caller: eve }))).toBe('ok');
  });
  it('passkeys of somebody who may approve from now on become approver keys', async () => {
    const eve = await addUser(admin, 'viewer', 'eve');
    await passkeyOf(eve);
    must(await update(eve.user, { role: 'analyst' }));
    expect(must(await gate.directory.approverKeys({ v: 1, caller: admin })).keys).toEqual([]);
    must(await update(eve.user, { role: 'approver' }));
    expect(must(await gate.directory.approverKeys({ v: 1, caller: admin })).keys).toMatchObject([
      { user: eve.user, kind: 'passkey' },
    ]);
  });
  it.each([{ role: 'root' }, { name: '' }, { disabled: 'yes' }, null, 'x'])('%j is malformed', async (body) => {
    expect(codeOf(await update(admin.user, body))).toBe('malformed');
  });
});

describe('the last enabled admin', () => {
  it.each([{ role: 'approver' }, { disabled: true }, { role: 'viewer', name: 'x' }])(
    'is not left by %j',
    async (body) => {
      const before = must(await gate.directory.users({ v: 1, caller: admin }));
      expect(await update(admin.user, body)).toMatchObject({ ok: false, error: { code: 'conflict' } });
      expect(must(await gate.directory.users({ v: 1, caller: admin }))).toEqual(before);
      expect(await entriesOf('user.changed', admin.user)).toEqual([]);
    },
  );
  it('may be renamed', async () => {
    expect(must(await update(admin.user, { name: 'Ada L.' })).name).toBe('Ada L.');
  });
  it('counts those alone who are enabled, and of this organisation', async () => {
    const second = await addUser(admin, 'admin', 'bob');
    must(await update(second.user, { disabled: true }));
    const store = openAuthority(env.AUTHORITY);
    await store.commit([
      store.people.createUser('org_other', {
        id: 'usr_o',
        name: 'o',
        email: 'o@example.com',
        role: 'admin',
        createdAt: 1,
      }),
    ]);
    expect(codeOf(await update(admin.user, { role: 'viewer' }))).toBe('conflict');
    must(await update(second.user, { disabled: false }));
    must(await update(admin.user, { role: 'viewer' }, second));
    expect(codeOf(await update(second.user, { disabled: true }, second))).toBe('conflict');
  });
  it('stays when two admins demote each other at once', async () => {
    const bob = await addUser(admin, 'admin', 'bob');
    await Promise.all([update(bob.user, { role: 'viewer' }), update(admin.user, { disabled: true }, bob)]);
    const left = await env.AUTHORITY.prepare(
      "SELECT count(*) AS n FROM user WHERE role = 'admin' AND disabled_at IS NULL",
    ).first();
    expect(left).toEqual({ n: 1 });
  });
});

describe('API keys', () => {
  it("one reads one's own, an admin everybody's, and nobody a hash", async () => {
    const eve = await addUser(admin, 'approver', 'eve');
    const own = must(await gate.directory.apiKeys({ v: 1, caller: eve })).keys;
    expect(own.map((k) => [k.id, k.user])).toEqual([[eve.key, eve.user]]);
    const all = must(await gate.directory.apiKeys({ v: 1, caller: admin })).keys;
    expect(all.map((k) => k.id).toSorted()).toEqual([admin.key, eve.key].toSorted());
    expect(JSON.stringify(all)).not.toMatch(/[0-9a-f]{64}|hash/);
  });
});

describe('organisation and accounts', () => {
  it('budgets change by parts, in bounds, and are told', async () => {
    const change = (body: unknown) => gate.directory.updateOrganisation({ v: 1, caller: admin, body });
    expect(must(await change({ automaticPerHour: 0 }))).toMatchObject({
      id: ORG,
      name: 'Test',
      automaticPerHour: 0,
      actionsPerHour: 100,
    });
    expect(must(await change({ name: 'New', actionsPerHour: 7 }))).toMatchObject({ name: 'New', actionsPerHour: 7 });
    expect(codeOf(await change({ automaticPerHour: -1 }))).toBe('malformed');
    expect(codeOf(await change({ actionsPerHour: 1e9 }))).toBe('malformed');
    const told = (await env.LEDGER.entries()).filter((e) => e.type === 'organisation.changed').map((e) => e.body);
    expect(told).toEqual([{ automaticPerHour: 0 }, { name: 'New', actionsPerHour: 7 }]);
  });
  it('accounts show whether they have roles, never keys', async () => {
    await putAccount(admin);
    const eve = await addUser(admin, 'viewer', 'eve');
    const answer = must(await gate.directory.accounts({ v: 1, caller: eve }));
    expect(answer.accounts).toMatchObject([{ account: '111122223333', regions: ['us-east-1'], writeRole: true }]);
    expect(JSON.stringify(answer)).not.toMatch(/AKIA|secret|arn:|ext-1/);
  });
});

describe('a source that is changed', () => {
  const make = async () =>
    must(
      await gate.admin.createSource({
        v: 1,
        caller: admin,
        body: { kind: 'aws.firehose', name: 's', accounts: ['111122223333'] },
      }),
    );
  const change = (id: string, body: unknown) => gate.admin.updateSource({ v: 1, caller: admin, id, body });
  it('is so for ingest from the next look-up on; what was left out stays', async () => {
    const { id } = await make();
    must(await change(id, { enabled: false }));
    expect(await gate.sources.lookup({ v: 1, source: id })).toMatchObject({
      enabled: false,
      accounts: ['111122223333'],
    });
    must(
      await change(id, {
        enabled: true,
        accounts: ['444455556666', '111122223333', '444455556666'],
        ratePerMinute: 60,
      }),
    );
    expect(await gate.sources.lookup({ v: 1, source: id })).toMatchObject({
      enabled: true,
      accounts: ['111122223333', '444455556666'],
      ratePerMinute: 60,
    });
    const told = (await env.LEDGER.entries()).filter((e) => e.type === 'source.changed' && e.body['source'] === id);
    expect(told.map((e) => e.body)).toEqual([
      { source: id, enabled: false },
      { source: id, enabled: true, accounts: ['111122223333', '444455556666'], ratePerMinute: 60 },
    ]);
  });
  it.each([{ accounts: ['not one'] }, { ratePerMinute: -1 }, { enabled: 'no' }, { name: '' }])(
    '%j is malformed',
    async (body) => {
      expect(codeOf(await change((await make()).id, body))).toBe('malformed');
    },
  );
  it('of another organisation is unknown', async () => {
    const { id } = await make();
    await env.AUTHORITY.prepare("UPDATE source SET org = 'org_other' WHERE id = ?").bind(id).run();
    expect(codeOf(await change(id, { enabled: false }))).toBe('not_found');
  });
});

describe("another organisation's rows", () => {
  it('are neither listed nor changed, by id or at all', async () => {
    const store = openAuthority(env.AUTHORITY);
    const secret = toBase64Url(randomBytes(32));
    const [hex, row] = ['0'.repeat(26), { createdAt: 1 }];
    await store.commit([
      store.organisations.create('org_other', { name: 'Other', ...row, automaticPerHour: 1, actionsPerHour: 1 }),
      store.people.createUser('org_other', {
        id: 'usr_other',
        name: 'o',
        email: 'o@example.com',
        role: 'admin',
        ...row,
      }),
      store.people.createApiKey('org_other', {
        id: `key_${hex}`,
        user: 'usr_other',
        name: 'k',
        hash: sha256Hex(secret),
        ...row,
      }),
      store.identityProviders.create('org_other', {
        id: 'idp_other',
        kind: 'oidc',
        name: 'Theirs',
        issuer: 'https://idp.other.test',
        clientId: 'c',
        clientSecret: null,
        domains: '["example.com"]',
        newUserRole: null,
        ...row,
      }),
    ]);
    const other = (await gate.identity.authenticate({ v: 1, apiKey: `vdt_${hex}_${secret}` }))!;
    expect(other.org).toBe('org_other');
    for (const caller of [admin, other]) {
      const foreign = caller === admin ? 'usr_other' : admin.user;
      expect(codeOf(await update(foreign, { role: 'viewer' }, caller))).toBe('not_found');
      const seen = JSON.stringify([
        must(await gate.directory.users({ v: 1, caller })),
        must(await gate.directory.apiKeys({ v: 1, caller })),
        must(await gate.directory.organisation({ v: 1, caller })),
        must(await gate.directory.identityProviders({ v: 1, caller })),
      ]);
      expect(seen).not.toContain(foreign);
      expect(seen).not.toContain(caller === admin ? 'org_other' : ORG);
    }
    expect(codeOf(await gate.directory.removeOidcProvider({ v: 1, caller: admin, id: 'idp_other' }))).toBe('not_found');
    expect(must(await gate.directory.identityProviders({ v: 1, caller: other })).oidc).toHaveLength(1);
    expect(must(await gate.directory.identityProviders({ v: 1, caller: admin })).oidc).toHaveLength(0);
  });
});
