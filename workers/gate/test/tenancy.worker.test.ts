import { beforeEach, describe, expect, it } from 'vitest';
import { openAuthority, type Authority, type Statement } from '../../../src/storage/authority/db.ts';
import type { Plan } from '../../../src/contracts/plan.ts';
import { groupIntoPlans } from '../../../src/decide/group.ts';
import { draft, env, freshDatabase } from './world.ts';

const MINE = 'org_mine';
const THEIRS = 'org_theirs';
const ROW = { createdAt: 1 };
let store: Authority;

const planOf = (org: string): Plan =>
  groupIntoPlans({
    proposal: { org, incident: 'inc_1', revision: 1, requestedBy: 'worker:supervisor', risk: 1 },
    judged: [{ draft: draft(), outcome: 'ask', reasons: [], facts: {} }],
    policyVersion: '1-x',
    now: 1,
    ttlMs: { permit: 9_000, ask: 9_000, forbid: 9_000 },
  })[0]!;
const theirPlan = planOf(THEIRS);

const approvalOf = (org: string, plan: Plan) => ({
  v: 1 as const,
  id: `apr_${org.slice(4)}`,
  org,
  incident: 'inc_1',
  plan: plan.id,
  planDigest: plan.digest,
  verdict: 'approve' as const,
  user: 'usr_1',
  keyId: '0'.repeat(16),
  signature: '0'.repeat(128),
  reason: '',
  at: 2,
});
const permitRow = {
  id: 'perm_theirs',
  plan: theirPlan.id,
  incident: 'inc_1',
  token: 't',
  approvals: '[]',
  issuedAt: 1,
  expiresAt: 9,
};
const claim = { plan: theirPlan.id, actions: 1, automatic: false, at: 5, since: 0, limit: 99, automaticLimit: 99 };
const entry = { v: 1 as const, id: 'entry_theirs', chain: 'org', type: 't', actor: 'worker:gate', at: 1, body: {} };

/** One organisation's rows in every table. */
async function fill(org: string): Promise<void> {
  const plan = planOf(org);
  const s = org.slice(4);
  await store.commit([
    store.organisations.create(org, { name: 'x', ...ROW, automaticPerHour: 1, actionsPerHour: 9 }),
    store.people.createUser(org, { id: `usr_${s}`, name: 'u', email: 'u@example.com', role: 'admin', ...ROW }),
    store.people.createApiKey(org, { id: `key_${s}`, user: `usr_${s}`, name: 'k', hash: 'h', ...ROW }),
    store.people.createApproverKey(org, {
      keyId: `k${s}`,
      user: `usr_${s}`,
      name: 'k',
      publicKey: 'p',
      enrolledBy: 'x',
      ...ROW,
    }),
    store.accounts.put(org, {
      account: '111122223333',
      name: s,
      environment: 'unknown',
      regions: '[]',
      accessKeyId: 'a',
      keys: 'k',
      updatedAt: 1,
    }),
    store.sources.create(org, {
      id: `src_${s}`,
      kind: 'k',
      name: 'n',
      accounts: '[]',
      enabled: true,
      ratePerMinute: 0,
      ...ROW,
    }),
    store.sources.addKey(org, { id: `skey_${s}`, source: `src_${s}`, secret: 's', ...ROW }),
    store.policies.add(org, { number: 1, version: s, policies: {}, createdBy: 'x', ...ROW }),
    store.protected.add(org, { pattern: s, reason: 'r', createdBy: 'x', ...ROW }),
    store.plans.markDecided(org, 'inc_1', 1, 1),
    store.plans.add(org, plan),
    store.approvals.add(org, approvalOf(org, plan)),
    store.plans.move(org, plan.id, ['pending'], 'approved'),
    store.permits.claim(org, { ...claim, plan: plan.id }),
    store.permits.add(org, { ...permitRow, id: `perm_${s}`, plan: plan.id }),
    store.permits.issue(org, { permit: `perm_${s}`, opId: 'op_1', step: 's', fence: 1, at: 1, limit: 9 }),
    store.journal.add(org, { ...entry, id: `entry_${s}` }),
  ]);
}

type Case = (mine: string) => Promise<unknown>;
const run = (statement: Statement): Promise<number[]> => store.commit([statement]);

/** Each repository method called for one organisation with the ids of another's rows. `[]`, `undefined`: saw nothing. */
const cases: Record<string, Record<string, Case>> = {
  organisations: {
    find: async (org) => (await store.organisations.find(org))?.id,
    create: async () => undefined,
    markInstalled: async () => undefined,
  },
  people: {
    user: (org) => store.people.user(org, 'usr_theirs'),
    userByEmail: async (org) => (await store.people.userByEmail(org, 'u@example.com'))?.id,
    createUser: async () => undefined,
    apiKey: (org) => store.people.apiKey(org, 'key_theirs'),
    createApiKey: async () => undefined,
    revokeApiKey: (org) => run(store.people.revokeApiKey(org, 'key_theirs', 5)),
    touchApiKey: (org) => run(store.people.touchApiKey(org, 'key_theirs', 5)),
    approverKey: (org) => store.people.approverKey(org, 'ktheirs'),
    createApproverKey: async () => undefined,
  },
  accounts: {
    find: async (org) => (await store.accounts.find(org, '111122223333'))?.name,
    list: async (org) => (await store.accounts.list(org)).map((a) => a.name),
    put: (org) =>
      run(
        store.accounts.put(org, {
          account: '111122223333',
          name: 'mine',
          environment: 'unknown',
          regions: '[]',
          accessKeyId: 'CHANGED',
          keys: 'CHANGED',
          updatedAt: 2,
        }),
      ),
  },
  sources: {
    find: (org) => store.sources.find(org, 'src_theirs'),
    list: async (org) => (await store.sources.list(org)).map((s) => s.id),
    create: async () => undefined,
    keys: (org) => store.sources.keys(org, 'src_theirs'),
    addKey: async () => undefined,
    expireKeys: (org) => run(store.sources.expireKeys(org, 'src_theirs', 5)),
    endRetiredKeys: (org) => run(store.sources.endRetiredKeys(org, 'src_theirs')),
  },
  policies: {
    current: async (org) => (await store.policies.current(org))?.version,
    add: (org) =>
      run(store.policies.add(org, { number: 2, version: 'CHANGED', policies: {}, createdBy: 'x', createdAt: 2 })),
  },
  protected: {
    list: async (org) => (await store.protected.list(org)).map((p) => p.pattern),
    add: (org) => run(store.protected.add(org, { pattern: 'theirs', reason: 'CHANGED', createdBy: 'x', createdAt: 2 })),
  },
  plans: {
    find: (org) => store.plans.find(org, theirPlan.id),
    decided: async (org) => (await store.plans.decided(org, 'inc_1', 1))?.map((p) => p.org),
    markDecided: async () => undefined,
    add: async () => undefined,
    pending: async (org) => (await store.plans.pending(org, 2)).map((p) => p.org),
    move: (org) => run(store.plans.move(org, theirPlan.id, ['approved', 'permitted'], 'denied')),
    end: (org) => run(store.plans.end(org, theirPlan.id)),
  },
  approvals: {
    list: (org) => store.approvals.list(org, theirPlan.id),
    add: (org) => run(store.approvals.add(org, { ...approvalOf(org, theirPlan), id: 'apr_x' })),
    settle: (org) => run(store.approvals.settle(org, theirPlan.id)),
  },
  permits: {
    byPlan: (org) => store.permits.byPlan(org, theirPlan.id),
    find: (org) => store.permits.find(org, 'perm_theirs'),
    used: async (org) => (await store.permits.used(org, 0)).all,
    claim: (org) => run(store.permits.claim(org, claim)),
    add: (org) => run(store.permits.add(org, { ...permitRow, id: 'perm_x' })),
    spend: (org) => run(store.permits.spend(org, theirPlan.id)),
    issue: async (org) => {
      // Its count begins afresh: that of the other organisation is not touched.
      await run(
        store.permits.issue(org, { permit: 'perm_theirs', opId: 'op_1', step: 's', fence: 1, at: 1, limit: 1 }),
      );
    },
  },
  journal: {
    add: async () => undefined,
    ifApproval: (org) =>
      run(store.journal.add(org, { ...entry, id: 'entry_x1' }, store.journal.ifApproval(org, 'apr_theirs'))),
    ifPermit: (org) =>
      run(store.journal.add(org, { ...entry, id: 'entry_x2' }, store.journal.ifPermit(org, 'perm_theirs'))),
    ifVoid: (org) => run(store.journal.add(org, { ...entry, id: 'entry_x3' }, store.journal.ifVoid(org, theirPlan.id))),
    oldest: async (org) => (await store.journal.oldest(org, 99)).map((e) => e.org),
    done: (org) => run(store.journal.done(org, ['entry_theirs'])),
  },
};

async function theirRows(): Promise<string> {
  const tables = [
    'organisation',
    'user',
    'api_key',
    'approver_key',
    'account',
    'source',
    'source_key',
    'policy',
    'decision',
    'plan',
    'approval',
    'permit',
    'budget_use',
    'issuance',
    'protected_pattern',
    'journal',
  ];
  const rows = await env.AUTHORITY.batch(
    tables.map((t) =>
      env.AUTHORITY.prepare(`SELECT * FROM "${t}" WHERE ${t === 'organisation' ? 'id' : 'org'} = ?`).bind(THEIRS),
    ),
  );
  expect(rows.map((r, i) => [tables[i], r.results.length > 0])).toEqual(tables.map((t) => [t, true]));
  return JSON.stringify(rows.map((r) => r.results));
}

beforeEach(async () => {
  await freshDatabase();
  store = openAuthority(env.AUTHORITY);
  await fill(MINE);
  await fill(THEIRS);
});

describe('no query crosses organisations', () => {
  it('every repository method has its case here', () => {
    const { doors, ...repositories } = { ...store, commit: {} };
    expect(Object.keys(doors).toSorted()).toEqual(['apiKey', 'installed', 'source', 'waiting']);
    const methods = Object.fromEntries(
      Object.entries(repositories)
        .filter(([name]) => name !== 'commit')
        .map(([name, r]) => [name, Object.keys(r).toSorted()]),
    );
    expect(Object.fromEntries(Object.entries(cases).map(([name, c]) => [name, Object.keys(c).toSorted()]))).toEqual(
      methods,
    );
  });

  const all = Object.entries(cases).flatMap(([repository, methods]) =>
    Object.entries(methods).map(([method, c]) => ({ name: `${repository}.${method}`, c })),
  );
  it.each(all)('$name neither sees nor changes rows of another', async ({ c }) => {
    const before = await theirRows();
    const seen = JSON.stringify((await c(MINE)) ?? null);
    expect(seen).not.toContain('theirs');
    expect(await theirRows()).toBe(before);
  });
});
