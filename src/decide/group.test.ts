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
    engine: 'cedar',
  }));
const proposal = { org: 'org_a', incident: 'inc_1', revision: 1, requestedBy: 'worker:supervisor', risk: 40 };
const WINDOWS = new Map([
  ['nights', { id: 'nights', name: 'Nights', timezone: 'UTC', opensAt: 5_000, closesAt: 6_000 }],
]);
const group = (all: Judged[], now = 1_000) =>
  groupIntoPlans({
    proposal,
    judged: all,
    policyVersion: '1-abc',
    now,
    windows: WINDOWS,
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

describe('what policies ask besides', () => {
  const one = (outcome: Judged['outcome'], obligations: Judged['obligations'], more = {}): Judged => ({
    ...judged(1, outcome)[0]!,
    draft: testDraft({ opId: `op_${JSON.stringify(obligations ?? 'plain').replaceAll(/[^a-z0-9]/g, '')}`, ...more }),
    ...(obligations === undefined ? {} : { obligations }),
  });
  const plan = (j: Judged): Plan => group([j])[0]!;

  it('sets quorum, role and escalation of a plan that asks, and of no other', () => {
    const all = { approvals: 2, role: 'admin', escalateMinutes: 15 } as const;
    expect(plan(one('ask', all)).decision).toMatchObject({
      approvalsNeeded: 2,
      approverRole: 'admin',
      escalateAt: 901_000,
    });
    expect(plan(one('permit', all)).decision).not.toHaveProperty('approverRole');
    expect(plan(one('permit', all)).decision.approvalsNeeded).toBe(0);
    expect(plan(one('ask', { approvals: 99 })).decision.approvalsNeeded).toBe(5);
  });
  it('are covered by the digest: quorum, role, drift and strategy', () => {
    const base = plan(one('ask', undefined)).digest;
    const others = [
      { approvals: 2 },
      { role: 'admin' },
      { onDrift: 'reapply' },
      { strategy: 'scheduled', window: 'nights' },
    ] as const;
    for (const o of others)
      expect(digestOf(planMaterial(plan({ ...one('ask', o), draft: testDraft({ opId: 'op_ask0' }) })))).not.toBe(base);
  });
  it('schedules into the window, until it closes', () => {
    const scheduled = plan(one('permit', { strategy: 'scheduled', window: 'nights' }));
    expect([scheduled.strategy, scheduled.expiresAt, scheduled.decision.outcome]).toEqual([
      { kind: 'scheduled', window: 'nights', name: 'Nights', timezone: 'UTC', opensAt: 5_000, closesAt: 6_000 },
      6_000,
      'permit',
    ]);
  });
  it('asks a person where the window is not known or never opens', () => {
    const lost = plan(one('permit', { strategy: 'scheduled', window: 'never' }));
    expect(lost).toMatchObject({ decision: { outcome: 'ask', approvalsNeeded: 1 } });
    expect(lost.strategy).toBeUndefined();
    expect(lost.decision.reasons[0]).toContain('"never"');
  });
  it('makes a manual action a task, whatever the outcome, and needs no approval for it', () => {
    for (const outcome of ['permit', 'ask'] as const)
      expect(plan(one(outcome, { strategy: 'manual' }))).toMatchObject({
        strategy: { kind: 'manual' },
        decision: { outcome: 'ask', approvalsNeeded: 0 },
      });
    expect(plan(one('forbid', { strategy: 'manual' })).strategy).toBeUndefined();
  });
  it('says that a control stands in for a forbidden one', () => {
    const insteadOf = { opId: 'op_x', action: 'a.b.c', target: 't', reasons: ['no'] };
    expect(plan(one('permit', undefined, { insteadOf })).strategy).toEqual({ kind: 'compensating' });
  });
  it('splits what goes different ways, with ids of their own', () => {
    const plans = group([
      one('ask', undefined),
      one('ask', { approvals: 2 }),
      one('ask', { strategy: 'scheduled', window: 'nights' }),
      one('permit', undefined),
    ]);
    expect(plans.map((p) => p.decision.outcome)).toEqual(['permit', 'ask', 'ask', 'ask']);
    expect(new Set(plans.map((p) => p.id)).size).toBe(4);
  });
});

describe('automatic budget', () => {
  it('lets so many go and asks for the rest', () => {
    const all = [...judged(3, 'permit'), ...judged(1, 'forbid')];
    expect(askBeyondBudget(all, 2).map((j) => j.outcome)).toEqual(['permit', 'permit', 'ask', 'forbid']);
    expect(askBeyondBudget(all, -5).map((j) => j.outcome)).toEqual(['ask', 'ask', 'ask', 'forbid']);
  });
});
