import { describe, expect, it } from 'vitest';
import { Plan, planMaterial } from '../contracts/plan.ts';
import { digestOf } from '../kit/crypto.ts';
import { askBeyondBudget } from './budget.ts';
import { groupIntoPlans, type Judged } from './group.ts';
import { testDraft } from './testing/rules.ts';

const judged = (n: number, outcome: Judged['outcome']): Judged[] =>
  Array.from({ length: n }, (_, i) => ({
    draft: testDraft({ opId: `op_${outcome}${i}` }),
    outcome,
    reasons: [`why-${outcome}`],
    facts: { i },
  }));
const proposal = { org: 'org_a', incident: 'inc_1', revision: 1, requestedBy: 'worker:supervisor', risk: 40 };
const group = (all: Judged[], now = 1_000) =>
  groupIntoPlans({
    proposal,
    judged: all,
    policyVersion: '1-abc',
    now,
    ttlMs: { permit: 10, ask: 20, forbid: 30 },
  });

describe('grouping', () => {
  it('makes one plan an outcome, each a valid Plan whose digest covers its material', () => {
    const plans = group([...judged(2, 'ask'), ...judged(1, 'permit'), ...judged(1, 'forbid')]);
    expect(plans.map((p) => [p.decision.outcome, p.actions.length, p.decision.approvalsNeeded, p.expiresAt])).toEqual([
      ['permit', 1, 0, 1_010],
      ['ask', 2, 1, 1_020],
      ['forbid', 1, 0, 1_030],
    ]);
    for (const plan of plans) {
      const { digest, ...rest } = Plan.parse(plan);
      expect(digestOf(planMaterial(rest))).toBe(digest);
    }
  });

  it('splits what does not fit into one plan, losing nothing', () => {
    const plans = group(judged(70, 'ask'));
    expect(plans.map((p) => p.actions.length)).toEqual([32, 32, 6]);
    expect(new Set(plans.map((p) => p.id)).size).toBe(3);
    expect(new Set(plans.flatMap((p) => p.actions.map((a) => a.opId))).size).toBe(70);
  });

  it('splits what would make a permit longer than custody takes', () => {
    const long = judged(32, 'permit').map((j) => ({
      ...j,
      draft: { ...j.draft, spec: { ...j.draft.spec, target: 'é'.repeat(2048) } },
    }));
    const plans = group(long);
    expect(plans.flatMap((p) => p.actions)).toHaveLength(32);
    for (const plan of plans) {
      const ops = plan.actions.map((a) => ({
        opId: a.opId,
        action: a.spec.action,
        target: a.spec.target,
        specDigest: plan.digest,
        preImageDigest: plan.digest,
        leaseMs: a.leaseMs,
      }));
      expect((new TextEncoder().encode(JSON.stringify(ops)).byteLength * 4) / 3).toBeLessThan(17_000);
    }
  });

  it('gives the same plans for the same input, and another digest for any change that matters', () => {
    expect(group(judged(1, 'ask'))).toEqual(group(judged(1, 'ask')));
    const [plan] = group(judged(1, 'ask'));
    const [action] = plan!.actions;
    const changed = [
      { ...plan!, expiresAt: plan!.expiresAt + 1 },
      { ...plan!, requestedBy: 'user:usr_x' },
      { ...plan!, actions: [{ ...action!, leaseMs: action!.leaseMs + 1 }] },
      { ...plan!, actions: [{ ...action!, spec: { ...action!.spec, target: 'other' } }] },
      { ...plan!, actions: [{ ...action!, preview: { ...action!.preview, preImageDigest: 'c'.repeat(64) } }] },
    ];
    for (const other of changed) expect(digestOf(planMaterial(other))).not.toBe(plan!.digest);
    expect(digestOf(planMaterial({ ...plan!, actions: [{ ...action!, reason: 'told otherwise' }] }))).toBe(
      plan!.digest,
    );
  });
});

describe('automatic budget', () => {
  it('lets so many go and asks for the rest', () => {
    const all = [...judged(3, 'permit'), ...judged(1, 'forbid')];
    expect(askBeyondBudget(all, 2).map((j) => j.outcome)).toEqual(['permit', 'permit', 'ask', 'forbid']);
    expect(askBeyondBudget(all, -5).map((j) => j.outcome)).toEqual(['ask', 'ask', 'ask', 'forbid']);
  });
});
