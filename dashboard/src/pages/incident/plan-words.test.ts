import { expect, it } from 'vitest';
import type { Approval } from '../../../../src/contracts/plan.ts';
import { glassLacks, meansOf, openingWords, quorumOf, zonedTime } from './plan-words.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const decision = (more: object) =>
  ({
    decision: { outcome: 'ask', approvalsNeeded: 2, reasons: [], policyVersion: 'v', inputDigest: 'd', ...more },
  }) as unknown as Parameters<typeof quorumOf>[0];
const word = (more: Partial<Approval> = {}): Approval => ({ verdict: 'approve', ...more }) as Approval;

it('a moment is written on the clocks of the window’s zone, and in UTC where the zone is unknown', () => {
  expect(zonedTime(NOON, 'Europe/Berlin')).toBe('Sat 21 Nov, 13:00');
  expect(zonedTime(NOON, 'Nowhere/Land')).toBe('Sat 21 Nov, 12:00 UTC');
});
it('an opening names the second day only where it is another', () => {
  expect(openingWords(NOON, NOON + 90 * 60_000, 'UTC')).toBe('Sat 21 Nov, 12:00 to 13:30');
  expect(openingWords(NOON, NOON + 13 * 3_600_000, 'UTC')).toBe('Sat 21 Nov, 12:00 to Sun 22 Nov, 01:00');
});
it('a denial is no approval', () => {
  expect(quorumOf(decision({}), [word(), word({ verdict: 'deny' })])).toMatchObject({ needed: 2, left: 1 });
});
it('a broken glass needs nobody else', () => {
  expect(quorumOf(decision({ approverRole: 'admin' }), [word({ breakGlass: true })])).toMatchObject({
    left: 0,
    broken: true,
    role: 'admin',
  });
});
it.each([
  [{ slack: {} }, 'in Slack'],
  [{ assertion: {} }, 'by passkey'],
  [{ assertion: {}, breakGlass: true }, 'broke the glass'],
  [{}, 'by key'],
])('%j is said as %s', (a, said) => expect(meansOf(a as Approval)).toBe(said));
it('the glass is broken with a reason that is long enough, and the words', () => {
  expect(glassLacks('because', 'break glass')).toContain('13 characters short');
  expect(glassLacks('x'.repeat(19), 'break glass')).toContain('1 character short');
  expect(glassLacks('both other approvers are asleep', 'break')).toContain('Type');
  expect(glassLacks('both other approvers are asleep', ' Break Glass ')).toBeUndefined();
});
