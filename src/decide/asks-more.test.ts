import { describe, expect, it } from 'vitest';
import type { PolicyObligations } from '../contracts/rpc.ts';
import { asksMoreNow } from './asks-more.ts';
import { groupIntoPlans, type Judged } from './group.ts';
import { testDraft } from './testing/rules.ts';

const judged = (outcome: Judged['outcome'], obligations?: PolicyObligations): Judged => ({
  draft: testDraft({ opId: 'op_1' }),
  outcome,
  reasons: [],
  facts: {},
  engine: 'cedar',
  ...(obligations === undefined ? {} : { obligations }),
});
const windows = new Map([['nights', { id: 'nights', name: 'N', timezone: 'UTC', opensAt: 1, closesAt: 9 }]]);
const planOf = (j: Judged) =>
  groupIntoPlans({
    proposal: { org: 'org_a', incident: 'inc_1', revision: 1, requestedBy: 'worker:supervisor', risk: 1 },
    judged: [j],
    policyVersion: '1-x',
    now: 1,
    windows,
    ttlMs: { permit: 9, ask: 9, forbid: 9 },
  })[0]!;
const now = (then: Judged, today: Judged) => asksMoreNow(planOf(then), [today]);

describe('a plan goes only with what the policies ask now', () => {
  it.each<PolicyObligations>([
    {},
    { approvals: 2, role: 'admin', escalateMinutes: 5 },
    { strategy: 'scheduled', window: 'nights' },
  ])('made under %j it carries all of that', (o) => {
    expect(now(judged('ask', o), judged('ask', o))).toBeUndefined();
    expect(now(judged('permit', o), judged('permit', o))).toBeUndefined();
  });
  it('more approvals, admins, or a person’s hand refuse it', () => {
    expect(now(judged('ask'), judged('ask', { approvals: 2 }))).toBe('asks for 2 approvals');
    expect(now(judged('ask', { approvals: 3 }), judged('ask', { approvals: 2 }))).toBeUndefined();
    expect(now(judged('ask'), judged('ask', { role: 'admin' }))).toBe('asks for approvals by admins');
    expect(now(judged('permit'), judged('permit', { strategy: 'manual' }))).toContain('a person');
  });
  it('what goes by itself waits for a window that is asked for since, what a person approved does not', () => {
    const nights = { strategy: 'scheduled', window: 'nights' } as const;
    expect(now(judged('permit'), judged('permit', nights))).toContain('nights');
    expect(now(judged('ask'), judged('ask', nights))).toBeUndefined();
  });
  it('what goes by itself contains again on drift only while that is asked for, what a person approved did with their word', () => {
    const again = { onDrift: 'reapply' } as const;
    expect(now(judged('permit', again), judged('permit', again))).toBeUndefined();
    expect(now(judged('permit', again), judged('permit'))).toContain('changes the target');
    expect(now(judged('permit', again), judged('permit', { onDrift: 'ask' }))).toContain('changes the target');
    expect(now(judged('ask', again), judged('ask'))).toBeUndefined();
  });
  it('breaking the glass stands above approvals and role, not above leaving it to a person’s hand', () => {
    const broken = (today: PolicyObligations) => asksMoreNow(planOf(judged('ask')), [judged('ask', today)], true);
    expect(broken({ approvals: 5, role: 'admin' })).toBeUndefined();
    expect(broken({ strategy: 'manual' })).toContain('a person');
  });
  it('what names a window that never opens is a person’s decision, which then stands', () => {
    const lost = { strategy: 'scheduled', window: 'nowhere' } as const;
    expect(planOf(judged('permit', lost)).decision.outcome).toBe('ask');
    expect(now(judged('permit', lost), judged('permit', lost))).toBeUndefined();
  });
});
