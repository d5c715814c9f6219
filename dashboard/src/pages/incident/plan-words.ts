import type { Approval, OnDrift, Plan, Strategy } from '../../../../src/contracts/plan.ts';

/** `Sat 21 Nov, 22:00`: a moment (ms) on the clocks of an IANA zone; in UTC where the zone is unknown to this browser. */
export function zonedTime(at: number, timeZone: string): string {
  const parts = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
  const write = (zone: string): string =>
    new Intl.DateTimeFormat('en-GB', { ...parts, hourCycle: 'h23', timeZone: zone }).format(at);
  try {
    return write(timeZone);
  } catch {
    return `${write('UTC')} UTC`;
  }
}

const DAY_MS = 86_400_000;
/** `Sat 21 Nov, 22:00 to 23:30`: an opening on the clocks of its zone; the day is said again where it is another. */
export function openingWords(opensAt: number, closesAt: number, timeZone: string): string {
  const from = zonedTime(opensAt, timeZone);
  const to = zonedTime(closesAt, timeZone);
  const sameDay = closesAt - opensAt < DAY_MS && from.split(',')[0] === to.split(',')[0];
  return `${from} to ${sameDay ? to.slice(to.lastIndexOf(',') + 2) : to}`;
}

/** How a plan is carried out, in a word. */
export const STRATEGY: Record<Strategy['kind'], string> = {
  immediate: 'At once',
  scheduled: 'In a maintenance window',
  manual: 'By hand',
  compensating: 'Another control instead',
};
export const strategyOf = (plan: Pick<Plan, 'strategy'>): Strategy => plan.strategy ?? { kind: 'immediate' };

/** What happens when somebody else changes what is contained. */
export const driftWords = (onDrift: OnDrift | undefined): string =>
  onDrift === 'reapply' ? 'It is contained again by itself' : 'A person is asked';

export interface Quorum {
  readonly given: readonly Approval[];
  readonly needed: number;
  readonly left: number;
  /** An admin decided alone, over quorum and requester. */
  readonly broken: boolean;
  readonly role: 'approver' | 'admin';
}

/** How many of the approvals that a plan needs are there. A broken glass needs no other. */
export function quorumOf(plan: Pick<Plan, 'decision'>, verdicts: readonly Approval[]): Quorum {
  const given = verdicts.filter((a) => a.verdict === 'approve');
  const needed = Math.max(1, plan.decision.approvalsNeeded);
  const broken = given.some((a) => a.breakGlass === true);
  const role = plan.decision.approverRole ?? 'approver';
  return { given, needed, left: broken ? 0 : Math.max(0, needed - given.length), broken, role };
}

/** How somebody gave their word. */
export const meansOf = (a: Pick<Approval, 'slack' | 'assertion' | 'breakGlass'>): string =>
  a.breakGlass === true
    ? 'broke the glass'
    : a.slack !== undefined
      ? 'in Slack'
      : a.assertion !== undefined
        ? 'by passkey'
        : 'by key';

/** Characters of a reason for breaking the glass: the gate's own bound (src/decide/approval-check.ts). */
export const GLASS_REASON_MIN_CHARS = 20;
/** What is typed to show that it is meant. */
export const GLASS_WORDS = 'break glass';
/** What is missing before the glass may be broken, or undefined. */
export function glassLacks(reason: string, typed: string): string | undefined {
  const short = GLASS_REASON_MIN_CHARS - reason.trim().length;
  if (short > 0) return `The reason is ${short} ${short === 1 ? 'character' : 'characters'} short.`;
  return typed.trim().toLowerCase() === GLASS_WORDS ? undefined : `Type “${GLASS_WORDS}”.`;
}
