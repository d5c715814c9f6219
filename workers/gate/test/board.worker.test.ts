import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import type { Plan } from '../../../src/contracts/plan.ts';
import {
  addUser,
  codeOf,
  decide,
  draft,
  enrol,
  env,
  freshDatabase,
  gate,
  keySpec,
  must,
  ORG,
  permitRequest,
  putAccount,
  setUp,
  verdict,
} from './world.ts';

let admin: Principal;
let n = 0;
const incident = (): string => `inc_board${n++}`;
const permit = (plan: Plan) => gate.decisions.permit(permitRequest(plan));
const hunted = (name = 'mallory') => draft({ opId: `op_${name}`, agent: 'hunter', spec: keySpec(name) });
const setQuota = (agent: string, body: Record<string, unknown>, caller = admin) =>
  gate.board.setQuota({ v: 1, caller, agent, body: { reason: 'test', ...body } });
const board = async () => must(await gate.board.reviews({ v: 1, caller: admin, page: {} })).reviews;
const say = (id: string, body: Record<string, unknown>, caller = admin) =>
  gate.board.decide({ v: 1, caller, id, body: { reason: 'looked at it', ...body } });
const agent = async (id: string) =>
  must(await gate.board.agents({ v: 1, caller: admin })).agents.find((a) => a.id === id)!;
const entries = async (type: string) => (await env.LEDGER.entries()).filter((e) => e.type === type);

beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin);
});

describe('an agent’s proposal', () => {
  it('within its budget goes as the policy says, and is counted', async () => {
    const [plan] = (await decide({ incident: incident(), drafts: [hunted()] })) as [Plan];
    expect(plan.review).toBeUndefined();
    expect(codeOf(await permit(plan))).toBe('ok');
    expect((await agent('hunter')).used.actions).toBe(1);
  });
  it('beyond its budget goes to the board and gets no permit, however often it is asked for', async () => {
    must(await setQuota('hunter', { actionsPerHour: 1 }));
    const plans = await decide({ incident: incident(), drafts: [hunted('mallory'), hunted('eve')] });
    expect(plans.map((p) => [p.actions[0]!.opId, p.review !== undefined])).toEqual([
      ['op_mallory', false],
      ['op_eve', true],
    ]);
    expect(codeOf(await permit(plans[1]!))).toBe('conflict');
    expect(await board()).toMatchObject([{ agent: 'hunter', plan: plans[1]!.id, status: 'open' }]);
    expect((await agent('hunter')).used.actions).toBe(1);
  });
  it('of an agent that may not propose by itself goes to the board, whatever its budget', async () => {
    must(await setQuota('hunter', { selfSuggest: false }));
    const [plan] = (await decide({ incident: incident(), drafts: [hunted()] })) as [Plan];
    expect(plan.review).toBeDefined();
    expect(codeOf(await permit(plan))).toBe('conflict');
  });
  it('cannot be approved past the board', async () => {
    must(await setQuota('hunter', { actionsPerHour: 0 }));
    const [plan] = (await decide({ incident: incident(), drafts: [hunted()] })) as [Plan];
    const key = await enrol(admin, admin.user);
    expect(codeOf(await gate.approvals.submit({ v: 1, caller: admin, body: await verdict(plan, key) }))).toBe(
      'conflict',
    );
  });
  it('that is forbidden never reaches the board', async () => {
    must(await setQuota('hunter', { actionsPerHour: 0 }));
    const { preview } = draft();
    const [plan] = (await decide({
      incident: incident(),
      drafts: [{ ...hunted(), preview: { ...preview, tags: { 'vedette:protected': 'true' } } }],
    })) as [Plan];
    expect([plan.decision.outcome, await board()]).toEqual(['forbid', []]);
  });
});

describe('the board', () => {
  let plan: Plan;
  let review: string;
  beforeEach(async () => {
    must(await setQuota('hunter', { actionsPerHour: 0 }));
    [plan] = (await decide({ incident: incident(), drafts: [hunted()] })) as [Plan];
    review = (await board())[0]!.id;
  });

  it('lets a proposal go on, makes room for it and publishes the quota’s update', async () => {
    const done = must(await say(review, { verdict: 'approve' }));
    expect(done).toMatchObject({
      review: { status: 'approved', decidedBy: `user:${admin.user}`, decision: 'looked at it' },
      update: { agent_id: 'hunter', action: 'raise', reason: 'looked at it', self_suggest_enabled: true },
    });
    expect(codeOf(await permit(plan))).toBe('ok');
    expect(await agent('hunter')).toMatchObject({ quota: { actionsPerHour: 1 }, used: { actions: 1 } });
    expect((await entries('agent.quota_updated')).at(-1)?.body).toMatchObject(done.update!);
  });
  it('may change the quota as it likes, and switch an agent off by the same word', async () => {
    const done = must(await say(review, { verdict: 'approve', quota: { selfSuggest: false } }));
    expect(done.update).toMatchObject({ action: 'disable', self_suggest_enabled: false });
    expect(codeOf(await permit(plan))).toBe('ok');
  });
  it('ends a proposal', async () => {
    expect(must(await say(review, { verdict: 'deny' }))).toMatchObject({ review: { status: 'denied' } });
    expect(codeOf(await permit(plan))).toBe('forbidden');
    expect((await agent('hunter')).quota.actionsPerHour).toBe(0);
  });
  it('decides once, however many say so at once', async () => {
    const codes = await Promise.all(
      (['approve', 'deny', 'approve', 'deny'] as const).map(async (v) => codeOf(await say(review, { verdict: v }))),
    );
    expect(codes.filter((c) => c === 'ok')).toHaveLength(1);
    const told = [...(await entries('review.approved')), ...(await entries('review.denied'))];
    expect(told.filter((e) => e.body['review'] === review)).toHaveLength(1);
  });
  it('is an admin’s: an approver reads it', async () => {
    const approver = await addUser(admin, 'approver', 'grace');
    expect(codeOf(await say(review, { verdict: 'approve' }, approver))).toBe('forbidden');
    expect(codeOf(await setQuota('hunter', { actionsPerHour: 5 }, approver))).toBe('forbidden');
    expect(codeOf(await gate.board.reviews({ v: 1, caller: approver, page: {} }))).toBe('ok');
  });
  it('asks the policy’s person all the same', async () => {
    await putAccount(admin, { environment: 'production' });
    const [asks] = (await decide({ incident: incident(), drafts: [hunted()] })) as [Plan];
    const { id } = (await board()).find((r) => r.plan === asks.id)!;
    must(await say(id, { verdict: 'approve' }));
    expect(codeOf(await permit(asks))).toBe('conflict');
    const key = await enrol(admin, admin.user);
    must(await gate.approvals.submit({ v: 1, caller: admin, body: await verdict(asks, key) }));
    expect(codeOf(await permit(asks))).toBe('ok');
  });
  it('finds an expired one gone', async () => {
    await env.AUTHORITY.prepare('UPDATE review SET expires_at = 1').run();
    expect(codeOf(await say(review, { verdict: 'approve' }))).toBe('gone');
    expect((await board())[0]!.status).toBe('expired');
  });
  it('pages, newest first', async () => {
    for (let i = 0; i < 3; i++) await decide({ incident: incident(), drafts: [hunted()] });
    const page = async (before?: { at: number; id: string }) =>
      must(await gate.board.reviews({ v: 1, caller: admin, page: { limit: 3, ...(before ? { before } : {}) } }))
        .reviews;
    const first = await page();
    const last = first.at(-1)!;
    const second = await page({ at: last.createdAt, id: last.id });
    expect([first.length, second.length]).toEqual([3, 1]);
    expect(new Set([...first, ...second].map((r) => r.id)).size).toBe(4);
  });
});

describe('tokens and money', () => {
  const use = (id: string, tokens: number, microUsd: number) =>
    gate.decisions.agentUsed({ v: 1, org: ORG, agent: 'analyst', id, tokens, microUsd });
  const leave = async () => must(await gate.decisions.agentLeave({ v: 1, org: ORG, agent: 'analyst' }));

  it('of a day are counted once a job, and end the leave to use a model', async () => {
    must(await setQuota('analyst', { tokensPerDay: 100 }));
    must(await use('job_1', 60, 5));
    must(await use('job_1', 60, 5));
    expect(await leave()).toMatchObject({ model: true });
    must(await use('job_2', 60, 5));
    expect(await leave()).toMatchObject({ model: false, reason: expect.stringContaining('tokens') as string });
    expect((await agent('analyst')).used).toEqual({ actions: 0, tokens: 120, microUsd: 10 });
  });
  it('of the day before do not count', async () => {
    must(await setQuota('analyst', { microUsdPerDay: 5 }));
    must(await use('job_3', 1, 5));
    expect((await leave()).model).toBe(false);
    await env.AUTHORITY.prepare('UPDATE agent_use SET at = at - 90000000').run();
    expect((await leave()).model).toBe(true);
  });
});
