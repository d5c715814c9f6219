import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { openAuthority, type Authority, type Statement } from '../../../src/storage/authority/db.ts';
import type { Plan } from '../../../src/contracts/plan.ts';
import { groupIntoPlans } from '../../../src/decide/group.ts';
import {
  decisionPointRow,
  judgementRow,
  passkeyRow,
  providerRow,
  quotaRow,
  sessionRow,
  useRow,
  verdictOn,
  windowRow,
  ownRuleRow,
  ownRuleVersionRow,
  suppressionRow,
  TABLES,
  tuningRow,
} from './tenancy-rows.ts';
import { slackCases, slackRows } from './tenancy-cases/slack.ts';
import { draft, env, freshDatabase } from './world.ts';

const MINE = 'org_mine';

const THEIRS = 'org_theirs';
const ROW = { createdAt: 1 };
let store: Authority;

const planOf = (org: string): Plan =>
  groupIntoPlans({
    proposal: { org, incident: 'inc_1', revision: 1, requestedBy: 'worker:supervisor', risk: 1 },
    judged: [{ draft: draft(), outcome: 'ask', reasons: [], facts: {}, engine: 'cedar' }],
    policyVersion: '1-x',
    now: 1,
    windows: new Map(),
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
const claim = {
  plan: theirPlan.id,
  actions: 1,
  blast: 1,
  automatic: false,
  at: 5,
  since: 0,
  limit: 99,
  automaticLimit: 99,
  blastLimit: 99,
};
const entry = { v: 1 as const, id: 'entry_theirs', chain: 'org', type: 't', actor: 'worker:gate', at: 1, body: {} };

const keyRow = (s: string) => ({
  keyId: `k${s}`,
  kind: 'passkey' as const,
  user: `usr_${s}`,
  name: 'k',
  publicKey: 'p',
  credential: `c${s}`,
  enrolledBy: 'x',
  ...ROW,
});
const attemptAt = { now: 5, most: 5, lockMs: 9 };

/** One organisation's rows in every table. */
async function fill(org: string): Promise<void> {
  const plan = planOf(org);
  const s = org.slice(4);
  await store.commit([
    store.organisations.create(org, { name: 'x', ...ROW, automaticPerHour: 1, actionsPerHour: 9 }),
    store.people.createUser(org, { id: `usr_${s}`, name: 'u', email: 'u@example.com', role: 'admin', ...ROW }),
    store.people.createApiKey(org, { id: `key_${s}`, user: `usr_${s}`, name: 'k', hash: 'h', ...ROW }),
    store.approverKeys.enrol(org, keyRow(s)),
    store.approverKeys.enrol(org, { ...keyRow(s), keyId: `pending-${s}` }),
    store.approverKeys.useNonce(org, `nonce-${s}`, 1),
    store.passkeys.add(org, passkeyRow(s), 9),
    store.sessions.create(org, sessionRow(s)),
    store.ceremonies.create(org, { id: `cer_${s}`, user: `usr_${s}`, purpose: 'enrol', body: '{}', expiresAt: 9 }),
    store.links.create(org, { hash: `lnk-${s}`, user: `usr_${s}`, createdBy: 'x', createdAt: 1, expiresAt: 9 }),
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
    store.identityProviders.create(org, providerRow(s, 'oidc')),
    store.identityProviders.create(org, providerRow(s, 'access')),
    store.oneTimeCodes.begin(org, { user: `usr_${s}`, secret: `otp-${s}`, createdAt: 1 }),
    store.sources.addKey(org, { id: `skey_${s}`, source: `src_${s}`, secret: 's', ...ROW }),
    store.policies.add(org, { number: 1, version: s, policies: { p: s }, createdBy: 'x', ...ROW }),
    store.judgements.add(org, judgementRow(s)),
    store.decisionPoints.put(org, decisionPointRow(s)),
    store.protected.add(org, { pattern: s, reason: 'r', createdBy: 'x', ...ROW }),
    store.plans.markDecided(org, 'inc_1', 1, 1),
    store.plans.add(org, plan),
    store.approvals.add(org, approvalOf(org, plan)),
    store.plans.move(org, plan.id, ['pending'], 'approved'),
    store.permits.claim(org, { ...claim, plan: plan.id }),
    store.permits.add(org, { ...permitRow, id: `perm_${s}`, plan: plan.id }),
    store.permits.issue(org, { permit: `perm_${s}`, opId: 'op_1', step: 's', fence: 1, at: 1, limit: 9 }),
    store.windows.put(org, windowRow(s)),
    store.slack.putWorkspace(org, slackRows(s).workspace),
    store.slack.addUser(org, slackRows(s).user),
    store.agents.putQuota(org, quotaRow(s)),
    store.agents.use(org, useRow(s)),
    store.agents.openReview(org, {
      id: `review_${s}`,
      agent: 'hunter',
      incident: 'inc_1',
      plan: plan.id,
      reason: s,
      createdAt: 1,
      expiresAt: 99,
    }),
    store.detections.revise(org),
    store.detections.putRule(org, ownRuleRow(s)),
    store.detections.addVersion(org, ownRuleVersionRow(s)),
    store.detections.putTuning(org, tuningRow(s)),
    store.detections.addSuppression(org, suppressionRow(s)),
    store.keyless.stop(org, { reason: s, stoppedBy: 'x', stoppedAt: 1 }),
    store.journal.add(org, { ...entry, id: `entry_${s}` }),
  ]);
}

type Case = (mine: string) => Promise<unknown>;
const run = (statement: Statement): Promise<number[]> => store.commit([statement]);
/** Fails if a conditional insert took another's row for its condition. */
const added = async (statement: Statement): Promise<string> => ((await run(statement))[0] === 0 ? 'none' : 'theirs');

/** Each repository method called for one organisation with the ids of another's rows. `[]`, `undefined`: saw nothing. */
const cases: Record<string, Record<string, Case>> = {
  organisations: {
    find: async (org) => (await store.organisations.find(org))?.id,
    create: async () => undefined,
    markInstalled: async () => undefined,
    update: (org) => run(store.organisations.update(org, { name: 'CHANGED' })),
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
  },
  approverKeys: {
    list: async (org) => (await store.approverKeys.list(org)).map((k) => k.keyId),
    ofUser: (org) => store.approverKeys.ofUser(org, 'usr_theirs'),
    // Another organisation's session and active key vouch for nothing here.
    enrol: async (org) => {
      const vouch = { session: 'ses_theirs', actor: 'user:usr_theirs', keyId: 'ktheirs' };
      await run(store.approverKeys.enrol(org, { ...keyRow('new'), keyId: 'knew' }, vouch));
      return store.people.approverKey(org, 'knew');
    },
    activate: async (org) => [
      await run(store.approverKeys.activate(org, 'pending-theirs', { by: 'x', withKey: 'ktheirs', at: 5 })),
      await run(store.approverKeys.activate(org, 'pending-mine', { by: 'theirs', withKey: 'ktheirs', at: 5 })),
      await store.people.approverKey(org, 'pending-mine'),
    ],
    revoke: (org) => run(store.approverKeys.revoke(org, 'ktheirs', 5)),
    revokeOfCredential: (org) => run(store.approverKeys.revokeOfCredential(org, 'ctheirs', 5)),
    useNonce: async () => undefined,
    nonceUsed: async (org) => ((await store.approverKeys.nonceUsed(org, 'nonce-theirs')) ? 'theirs' : 'none'),
    ifRevoked: (org) =>
      added(store.journal.add(org, { ...entry, id: 'entry_x5' }, store.approverKeys.ifRevoked(org, 'ktheirs', 5))),
    ifVouchedBy: (org) =>
      added(
        store.journal.add(org, { ...entry, id: 'entry_x4' }, store.approverKeys.ifVouchedBy(org, 'ktheirs', 'first')),
      ),
  },
  passkeys: {
    find: (org) => store.passkeys.find(org, 'psk_theirs'),
    ofUser: (org) => store.passkeys.ofUser(org, 'usr_theirs'),
    add: async () => undefined,
    used: (org) => run(store.passkeys.used(org, 'psk_theirs', { counter: 5, backedUp: true, at: 5 })),
    revoke: (org) => run(store.passkeys.revoke(org, 'psk_theirs', 5)),
    ifAdded: (org) =>
      added(store.journal.add(org, { ...entry, id: 'entry_x5' }, store.passkeys.ifAdded(org, 'psk_theirs'))),
  },
  sessions: {
    withUser: (org) => store.sessions.withUser(org, 'ses_theirs'),
    open: (org) => store.sessions.open(org, 'usr_theirs', 2, 9),
    create: async () => undefined,
    touch: (org) => run(store.sessions.touch(org, 'ses_theirs', { at: 5, userAgent: 'x', address: 'x' })),
    rotate: (org) => run(store.sessions.rotate(org, 'ses_theirs', { from: 'hash-theirs', to: 'x', at: 5 })),
    raise: (org) => run(store.sessions.raise(org, 'ses_theirs', { to: 'x', at: 5 })),
    revoke: (org) => run(store.sessions.revoke(org, 'ses_theirs', 5)),
    spendVouch: (org) => run(store.sessions.spendVouch(org, 'ses_theirs')),
    ifToken: (org) =>
      added(
        store.journal.add(org, { ...entry, id: 'entry_x6' }, store.sessions.ifToken(org, 'ses_theirs', 'hash-theirs')),
      ),
    secondFactor: async (org) => ((await store.sessions.secondFactor(org, 'usr_theirs')) ? 'theirs' : 'none'),
  },
  ceremonies: {
    create: async () => undefined,
    take: (org) => store.ceremonies.take(org, { id: 'cer_theirs', user: 'usr_theirs', purpose: 'enrol', now: 2 }),
    // By age alone, whosever it is: what is over is of no use to anybody.
    sweep: (_org) => run(store.ceremonies.sweep(2)),
  },
  links: {
    create: async () => undefined,
    sweep: (_org) => run(store.links.sweep(2)),
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
  identityProviders: {
    list: async (org) => (await store.identityProviders.list(org)).map((p) => p.name),
    find: (org) => store.identityProviders.find(org, 'idp_oidc-theirs'),
    create: async () => undefined,
    remove: (org) => run(store.identityProviders.remove(org, 'idp_oidc-theirs')),
    removeAccess: (org) => run(store.identityProviders.removeAccess(org)),
  },
  oneTimeCodes: {
    find: (org) => store.oneTimeCodes.find(org, 'usr_theirs'),
    begin: (org) => run(store.oneTimeCodes.begin(org, { user: 'usr_theirs', secret: 'CHANGED', createdAt: 2 })),
    attempt: (org) => store.oneTimeCodes.attempt(org, 'usr_theirs', attemptAt),
    spend: (org) => run(store.oneTimeCodes.spend(org, 'usr_theirs', { step: 9, secret: 'otp-theirs', confirmAt: 9 })),
    remove: (org) => run(store.oneTimeCodes.remove(org, 'usr_theirs')),
    ifConfirmed: async (org) => {
      await run(store.oneTimeCodes.spend(THEIRS, 'usr_theirs', { step: 9, secret: 'otp-theirs', confirmAt: 7 }));
      const seen = await added(
        store.journal.add(org, { ...entry, id: 'entry_x4' }, store.oneTimeCodes.ifConfirmed(org, 'usr_theirs', 7)),
      );
      // As it was: that change was the test's own.
      await env.AUTHORITY.prepare('UPDATE one_time_code SET confirmed_at = NULL, last_step = 0').run();
      return seen;
    },
  },
  directory: {
    users: async (org) => (await store.directory.users(org)).map((u) => u.id),
    updateUser: (org) => run(store.directory.updateUser(org, 'usr_theirs', { name: 'CHANGED' })),
    ifUser: (org) =>
      added(
        store.journal.add(
          org,
          { ...entry, id: 'entry_x5' },
          store.directory.ifUser(org, 'usr_theirs', { role: 'admin' }),
        ),
      ),
    endSessions: (org) => run(store.directory.endSessions(org, 'usr_theirs', 5)),
    apiKeys: async (org) => (await store.directory.apiKeys(org, null)).map((k) => k.id),
  },
  sources: {
    update: (org) => run(store.sources.update(org, 'src_theirs', { name: 'CHANGED' })),
    find: (org) => store.sources.find(org, 'src_theirs'),
    list: async (org) => (await store.sources.list(org)).map((s) => s.id),
    create: async () => undefined,
    keys: (org) => store.sources.keys(org, 'src_theirs'),
    addKey: async () => undefined,
    expireKey: (org) => run(store.sources.expireKey(org, 'key_theirs', 5)),
    endKey: (org) => run(store.sources.endKey(org, 'key_theirs')),
    touchKey: (org) => run(store.sources.touchKey(org, 'src_theirs', 'key_theirs', 5, 5)),
    endRetiredKeys: (org) => run(store.sources.endRetiredKeys(org, 'src_theirs')),
    endAllKeys: (org) => run(store.sources.endAllKeys(org, 'src_theirs')),
  },
  policies: {
    current: async (org) => (await store.policies.current(org))?.version,
    byVersion: (org) => store.policies.byVersion(org, 'theirs'),
    before: async (org) => (await store.policies.before(org, 9, 9)).map((p) => p.version),
    lastChange: (org) => store.policies.lastChange(org, 1, 'p'),
    add: (org) =>
      run(store.policies.add(org, { number: 2, version: 'CHANGED', policies: {}, createdBy: 'x', createdAt: 2 })),
  },
  judgements: {
    add: async () => undefined,
    list: (org) => store.judgements.list(org, { incident: 'inc_1', limit: 9 }),
    ofLastIncidents: (org) => store.judgements.ofLastIncidents(org, { since: 0, incidents: 9, limit: 9 }),
    // By age alone, whosever it is: what is past its time is of no use to anybody.
    sweep: (_org) => run(store.judgements.sweep(5, 9)),
  },
  decisionPoints: {
    find: (org) => store.decisionPoints.find(org),
    put: (org) => run(store.decisionPoints.put(org, { ...decisionPointRow('CHANGED') })),
    remove: (org) => run(store.decisionPoints.remove(org)),
  },
  detections: {
    revision: (org) => store.detections.revision(org),
    revise: (org) => run(store.detections.revise(org)),
    rules: async (org) => (await store.detections.rules(org)).map((r) => r.org),
    matched: async (org) => (await store.detections.matched(org)).map((r) => r.org),
    size: (org) => store.detections.size(org),
    rule: (org) => store.detections.rule(org, 'rule-theirs'),
    putRule: (org) => run(store.detections.putRule(org, { ...ownRuleRow('theirs'), title: 'CHANGED' })),
    setState: (org) =>
      run(
        store.detections.setState(org, 'rule-theirs', {
          state: 'disabled',
          since: 2,
          updatedBy: 'CHANGED',
          updatedAt: 2,
        }),
      ),
    removeRule: (org) => run(store.detections.removeRule(org, 'rule-theirs')),
    versions: (org) => store.detections.versions(org, 'rule-theirs', 9),
    version: (org) => store.detections.version(org, 'rule-theirs', 1),
    addVersion: (org) => run(store.detections.addVersion(org, { ...ownRuleVersionRow('theirs'), title: 'CHANGED' })),
    tunings: async (org) => (await store.detections.tunings(org)).map((r) => r.org),
    putTuning: (org) => run(store.detections.putTuning(org, { ...tuningRow('theirs'), reason: 'CHANGED' })),
    removeTuning: (org) => run(store.detections.removeTuning(org, 'rule-theirs')),
    suppressions: async (org) => (await store.detections.suppressions(org, 1)).map((r) => r.org),
    suppression: (org) => store.detections.suppression(org, 'sup_theirs'),
    addSuppression: (org) =>
      run(store.detections.addSuppression(org, { ...suppressionRow('theirs'), reason: 'CHANGED' })),
    endSuppression: (org) => run(store.detections.endSuppression(org, 'sup_theirs', 'CHANGED', 2)),
  },
  protected: {
    list: async (org) => (await store.protected.list(org)).map((p) => p.pattern),
    add: (org) => run(store.protected.add(org, { pattern: 'theirs', reason: 'CHANGED', createdBy: 'x', createdAt: 2 })),
    remove: (org) => run(store.protected.remove(org, 'theirs')),
  },
  plans: {
    find: (org) => store.plans.find(org, theirPlan.id),
    decided: async (org) => (await store.plans.decided(org, 'inc_1', 1))?.map((p) => p.org),
    markDecided: async () => undefined,
    add: async () => undefined,
    pending: async (org) => (await store.plans.pending(org, 2)).map((p) => p.org),
    move: (org) => run(store.plans.move(org, theirPlan.id, ['approved', 'permitted'], 'denied')),
    moveIf: (org) => run(store.plans.moveIf(org, theirPlan.id, 'approved', 'void', sql`1`)),
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
  agents: {
    quotas: async (org) => (await store.agents.quotas(org)).map((q) => q.reason),
    putQuota: (org) => run(store.agents.putQuota(org, { ...quotaRow('theirs'), reason: 'CHANGED' })),
    used: async (org) => (await store.agents.used(org, { hour: 0, day: 0 })).map((u) => u.agent),
    use: (org) => run(store.agents.use(org, { ...useRow('theirs'), actions: 99 })),
    openReview: async () => undefined,
    review: (org) => store.agents.review(org, 'review_theirs'),
    reviews: async (org) => (await store.agents.reviews(org, { limit: 9 })).map((r) => r.id),
    settleReview: (org) => run(store.agents.settleReview(org, 'review_theirs', { ...verdictOn, decision: 'CHANGED' })),
    ifSettled: async (org) => {
      await run(store.agents.settleReview(THEIRS, 'review_theirs', { ...verdictOn, decision: 'd' }));
      const said = await added(
        store.journal.add(org, { ...entry, id: 'entry_x5' }, store.agents.ifSettled(org, 'review_theirs', verdictOn)),
      );
      await env.AUTHORITY.prepare(
        "UPDATE review SET status = 'open', decided_by = NULL, decided_at = NULL, decision = NULL WHERE id = 'review_theirs'",
      ).run();
      return said;
    },
  },
  windows: {
    list: async (org) => (await store.windows.list(org)).map((w) => w.name),
    some: (org) => store.windows.some(org, ['w-theirs']),
    put: (org) => run(store.windows.put(org, { ...windowRow('theirs'), name: 'CHANGED' })),
    remove: (org) => run(store.windows.remove(org, 'w-theirs')),
  },
  keyless: {
    stopOf: async (org) => (await store.keyless.stopOf(org))?.reason,
    stop: (org) => run(store.keyless.stop(org, { reason: 'CHANGED', stoppedBy: 'x', stoppedAt: 2 })),
    resume: (org) => run(store.keyless.resume(org)),
  },
  slack: slackCases({ store: () => store, run }),
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
  const rows = await env.AUTHORITY.batch(
    TABLES.map((t) =>
      env.AUTHORITY.prepare(`SELECT * FROM "${t}" WHERE ${t === 'organisation' ? 'id' : 'org'} = ?`).bind(THEIRS),
    ),
  );
  expect(rows.map((r, i) => [TABLES[i], r.results.length > 0])).toEqual(TABLES.map((t) => [t, true]));
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
    expect(Object.keys(doors).toSorted()).toEqual([
      'accessProviders',
      'apiKey',
      'identityProviders',
      'installed',
      'oidcProvider',
      'organisations',
      'passkey',
      'session',
      'sessionByHash',
      'sessionByPreviousHash',
      'slackWorkspace',
      'source',
      'sweepRequests',
      'takeCeremony',
      'takeLink',
      'takeRequest',
      'waiting',
      'watchedSources',
    ]);
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
