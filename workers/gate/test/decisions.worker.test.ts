import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import type { Plan } from '../../../src/contracts/plan.ts';
import {
  addUser,
  codeOf,
  decide,
  decideRequest,
  draft,
  enrol,
  env,
  freshDatabase,
  gate,
  instanceSpec,
  keySpec,
  must,
  ORG,
  permitRequest,
  putAccount,
  setUp,
  verdict,
} from './world.ts';

let admin: Principal;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin);
});

const outcome = (plans: Plan[]): string => plans.map((p) => p.decision.outcome).join();
const { preview } = draft();

/** What a supervisor in an attacker's hands could bring. */
describe('a taken supervisor', () => {
  it('cannot get a disruptive action by itself, however low its risk and however harmless its preview', async () => {
    const plans = await decide({ risk: 0, drafts: [draft({ spec: instanceSpec(), confidence: 100 })] });
    expect(plans[0]!.decision).toMatchObject({ outcome: 'ask', approvalsNeeded: 1, reasons: ['ask-disruptive'] });
    expect(codeOf(await gate.decisions.permit(permitRequest(plans[0]!)))).toBe('conflict');
  });
  it('cannot use one person’s approval for the plan of another revision', async () => {
    const approver = await addUser(admin, 'approver', 'grace');
    const key = await enrol(admin, approver.user);
    const drafts = [draft({ spec: instanceSpec() })];
    const [first] = await decide({ drafts });
    const [second] = await decide({ drafts, revision: 2 });
    const body = await verdict(first!, key);
    must(await gate.approvals.submit({ v: 1, caller: approver, body }));
    expect(codeOf(await gate.decisions.permit(permitRequest(second!)))).toBe('conflict');
    const moved = { ...body, plan: second!.id, planDigest: second!.digest };
    expect(codeOf(await gate.approvals.submit({ v: 1, caller: approver, body: moved }))).toBe('forbidden');
  });
  it('cannot call a disruptive action reversible: the registry decides, and a person is asked', async () => {
    const plans = await decide({
      risk: 0,
      drafts: [draft({ preview: { ...preview, reversibility: 'disruptive' }, confidence: 100 })],
    });
    expect(outcome(plans)).toBe('ask');
    expect(codeOf(await gate.decisions.permit(permitRequest(plans[0]!)))).toBe('conflict');
  });
  it('cannot act on an account that is not the organisation’s', async () =>
    expect(outcome(await decide({ drafts: [draft({ spec: keySpec('mallory', '999999999999') })] }))).toBe('forbid'));
  it('cannot aim an action at another target than its parameters say', async () => {
    const spec = { ...keySpec(), target: keySpec('somebody').target };
    expect(outcome(await decide({ drafts: [draft({ spec })] }))).toBe('forbid');
  });
  it("cannot disable Vedette's own key", async () => {
    await putAccount(admin, { accessKeyId: 'AKIAMALLORY000000001' });
    expect(outcome(await decide())).toBe('forbid');
  });
  it('cannot take longer than the action allows', async () =>
    expect(outcome(await decide({ drafts: [draft({ leaseMs: 400 * 24 * 3_600_000 })] }))).toBe('forbid'));
  it('cannot turn a forbidden plan into a permit', async () => {
    const [plan] = await decide({
      drafts: [draft({ preview: { ...preview, tags: { 'vedette:protected': 'true' } } })],
    });
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('forbidden');
  });
  it('cannot have another plan permitted under the digest of this one, nor this one for another incident', async () => {
    const [plan] = await decide();
    expect(codeOf(await gate.decisions.permit({ ...permitRequest(plan!), digest: 'd'.repeat(64) }))).toBe(
      'unprocessable',
    );
    expect(codeOf(await gate.decisions.permit({ ...permitRequest(plan!), incident: 'inc_other' }))).toBe('not_found');
  });
  it('cannot propose for an organisation that is not there', async () =>
    expect(codeOf(await gate.decisions.decide({ ...decideRequest(), org: 'org_nobody' }))).toBe('not_found'));
  it('cannot run a loop of automatic actions: beyond the hour’s budget a person is asked', async () => {
    await env.AUTHORITY.prepare('UPDATE organisation SET automatic_per_hour = 2').run();
    const three = [1, 2, 3].map((i) => draft({ opId: `op_${i}` }));
    expect((await decide({ drafts: three })).map((p) => [p.decision.outcome, p.actions.length])).toEqual([
      ['permit', 2],
      ['ask', 1],
    ]);
  });
});

describe('decide', () => {
  it('puts each outcome in a plan of its own', async () => {
    const plans = await decide({
      drafts: [
        draft({ opId: 'op_a' }),
        draft({ opId: 'op_b', confidence: 10 }),
        draft({ opId: 'op_c', foreignEvidence: true }),
      ],
    });
    expect(plans.map((p) => `${p.decision.outcome} ${p.actions[0]!.opId}`).toSorted()).toEqual([
      'ask op_b',
      'forbid op_c',
      'permit op_a',
    ]);
  });
  it('many times at once is decided once', async () => {
    const all = await Promise.all([1, 2, 3, 4].map((risk) => decide({ risk })));
    expect(new Set(all.map((plans) => plans[0]!.digest)).size).toBe(1);
    expect(await env.AUTHORITY.prepare('SELECT count(*) AS n FROM plan').first()).toEqual({ n: 1 });
  });
  it('names the field that is wrong', async () => {
    const twice = await gate.decisions.decide({ ...decideRequest(), drafts: [draft(), draft()] });
    expect(twice).toMatchObject({ ok: false, error: { code: 'malformed', field: '/drafts' } });
    const risk = await gate.decisions.decide({ ...decideRequest(), risk: 101 });
    expect(risk).toMatchObject({ ok: false, error: { field: '/risk' } });
  });
});

describe('permit', () => {
  it('a plan that expired gets none', async () => {
    const [plan] = await decide();
    await env.AUTHORITY.prepare('UPDATE plan SET expires_at = 1').run();
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('gone');
  });
  it('a plan that was voided gets none, and voiding twice is once', async () => {
    const [plan] = await decide();
    for (let i = 0; i < 2; i++) must(await gate.decisions.void({ v: 1, org: ORG, plan: plan!.id, reason: 'drift' }));
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('gone');
    expect((await env.LEDGER.entries()).filter((e) => e.type === 'plan.voided')).toHaveLength(1);
  });
  it('the policy is asked again: a forbid of today refuses the approved plan of yesterday', async () => {
    await putAccount(admin, { environment: 'production' });
    const approver = await addUser(admin, 'approver', 'grace');
    const key = await enrol(admin, approver.user);
    const [plan] = await decide();
    must(await gate.approvals.submit({ v: 1, caller: approver, body: await verdict(plan!, key) }));
    must(
      await gate.admin.putPolicies({
        v: 1,
        caller: admin,
        body: { policies: { freeze: 'forbid(principal, action, resource);' } },
      }),
    );
    const refused = await gate.decisions.permit(permitRequest(plan!));
    expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(JSON.stringify(refused)).toContain('freeze');
  });
  it('what would go by itself is not let go once the account counts as production', async () => {
    const [plan] = await decide();
    await putAccount(admin, { environment: 'production' });
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('conflict');
  });
  it('a protection added after the decision holds', async () => {
    const [plan] = await decide();
    await env.AUTHORITY.prepare("INSERT INTO protected_pattern VALUES (?, '*mallory*', 'test', 'x', 1)")
      .bind(ORG)
      .run();
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('forbidden');
  });
  it('the gate’s own copy, altered in its database, no longer fits its digest', async () => {
    const [plan] = await decide();
    await env.AUTHORITY.prepare("UPDATE plan SET body = replace(body, 'mallory', 'eve')").run();
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('unprocessable');
  });
  it('the budget is counted in one transaction: of many at once only so many get through', async () => {
    const plans = await Promise.all([1, 2, 3, 4, 5].map(async (i) => (await decide({ incident: `inc_b${i}` }))[0]!));
    await env.AUTHORITY.prepare('UPDATE organisation SET automatic_per_hour = 2').run();
    const codes = await Promise.all(plans.map(async (p) => codeOf(await gate.decisions.permit(permitRequest(p)))));
    expect(codes.toSorted()).toEqual(['ok', 'ok', 'too_fast', 'too_fast', 'too_fast']);
  });
});
