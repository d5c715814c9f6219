import type { NotifiedPlan, NotifyJob } from '../../contracts/agents.ts';

/**
 * Which of two notices of an incident says the later thing: by their places in its log; by their times where one has no place
 * (of an older version). Queues are unordered, so that the order in which they come says nothing.
 */
export function compareJobs(a: NotifyJob, b: NotifyJob): number {
  const by = a.seq !== undefined && b.seq !== undefined ? a.seq - b.seq : a.at - b.at;
  return by !== 0 ? by : a.job < b.job ? -1 : a.job > b.job ? 1 : 0;
}

export interface BoardPlan {
  readonly plan: NotifiedPlan;
  /** `asking`: its buttons live; else what became of it */
  readonly state: string;
  readonly by: readonly string[];
}

/** What the notices of one incident say together. */
export interface Board {
  /** The newest: title, risk, phase and controls are its */
  readonly newest: NotifyJob;
  /** Plans that people are or were asked about, in the order in which they were */
  readonly plans: readonly BoardPlan[];
}

/** After these nothing of the incident is asked any more. */
const ENDS: ReadonlySet<NotifyJob['event']> = new Set(['closed', 'merged']);
const DECIDES: ReadonlySet<NotifyJob['event']> = new Set(['approval_decided', 'glass_broken']);

/** Folds notices, in any order and with any of them missing. `now` in ms: a plan that expired is not asked about any more. */
export function foldBoard(jobs: readonly NotifyJob[], now: number): Board | undefined {
  const sorted = jobs.toSorted(compareJobs);
  const newest = sorted.at(-1);
  if (newest === undefined) return undefined;
  const over = ENDS.has(newest.event);
  // What became of a plan stands, whatever comes late.
  const decided = new Map<string, NonNullable<NotifyJob['about']>>();
  for (const { event, about } of sorted) if (DECIDES.has(event) && about) decided.set(about.plan, about);
  const plans = new Map<string, BoardPlan>();
  for (const { event, plan } of sorted) {
    if (event !== 'approval_needed' || plan === undefined) continue;
    const end = decided.get(plan.id);
    const state = end?.state ?? (plan.expiresAt <= now ? 'expired' : over ? 'not asked any more' : 'asking');
    plans.set(plan.id, { plan, state, by: end?.by ?? [] });
  }
  return { newest, plans: [...plans.values()] };
}

/** When a plan that is still asked about expires, at the earliest, ms. */
export function nextExpiry(board: Board): number | undefined {
  const due = board.plans.filter((p) => p.state === 'asking').map((p) => p.plan.expiresAt);
  return due.length === 0 ? undefined : Math.min(...due);
}

export type PagerState = 'none' | 'triggered' | 'acknowledged' | 'resolved';

/** What calls somebody: it is bad, or nothing goes on without a person. */
const CALLS: ReadonlySet<NotifyJob['event']> = new Set([
  'opened',
  'escalated',
  'approval_needed',
  'approval_escalated',
  'glass_broken',
  'task',
]);

/** How PagerDuty's incident should stand, and the notice that calls for it. */
export function foldPager(jobs: readonly NotifyJob[]): { state: PagerState; cause?: NotifyJob } {
  let state: PagerState = 'none';
  let cause: NotifyJob | undefined;
  for (const job of jobs.toSorted(compareJobs)) {
    if (CALLS.has(job.event) && (state === 'none' || state === 'resolved')) [state, cause] = ['triggered', job];
    else if (job.event === 'acknowledged' && state === 'triggered') state = 'acknowledged';
    else if (ENDS.has(job.event) && state !== 'none') state = 'resolved';
  }
  return cause === undefined ? { state } : { state, cause };
}

/**
 * The next event that brings PagerDuty from what it was told to what is so; `undefined`: nothing is to be told. An end that nobody
 * was called for is not told, nor is an acknowledgement before its call.
 */
export function pagerStep(told: PagerState, wanted: PagerState): 'trigger' | 'acknowledge' | 'resolve' | undefined {
  if (told === wanted) return undefined;
  const open = told === 'triggered' || told === 'acknowledged';
  if (wanted === 'resolved') return open ? 'resolve' : undefined;
  if (wanted === 'triggered' || wanted === 'acknowledged')
    return open ? (wanted === 'acknowledged' ? 'acknowledge' : undefined) : 'trigger';
  return undefined;
}
export const AFTER: Readonly<Record<'trigger' | 'acknowledge' | 'resolve', PagerState>> = {
  trigger: 'triggered',
  acknowledge: 'acknowledged',
  resolve: 'resolved',
};
