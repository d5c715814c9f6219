import { MINUTE_MS } from './clock.ts';

/** What a circuit breaker remembers of one neighbour. */
export interface BreakerState {
  /** Failures in a row */
  readonly failures: number;
  /** Times it opened in a row, without a success between */
  readonly openings: number;
  /** Set while it is open or half open, ms */
  readonly openedAt?: number;
  /** When the one trial of a half-open breaker was let through, ms */
  readonly trialAt?: number;
}

export interface BreakerView {
  readonly state: 'closed' | 'open' | 'half_open';
  /** In a row */
  readonly failures: number;
  readonly openedAt?: number;
  /** When the next trial is let through, ms; absent while it is closed */
  readonly nextTrialAt?: number;
}

/** So many failures in a row are no chance any more: a job has its own retries before it counts as failed. */
const FAILURES_TO_OPEN = 5;
/** First pause; each further opening in a row doubles it, up to the longest. */
const PAUSE_MS = MINUTE_MS;
const PAUSE_MOST_MS = 16 * MINUTE_MS;
/** A trial without an answer by then counts as none: another one may go. */
const TRIAL_PATIENCE_MS = 2 * MINUTE_MS;

export const CLOSED: BreakerState = { failures: 0, openings: 0 };

const pauseOf = (s: BreakerState): number => Math.min(PAUSE_MS * 2 ** Math.max(0, s.openings - 1), PAUSE_MOST_MS);

/** When an open breaker lets its next trial through, ms. */
function nextTrial(s: BreakerState): number {
  if (s.openedAt === undefined) return 0;
  return Math.max(s.openedAt + pauseOf(s), s.trialAt === undefined ? 0 : s.trialAt + TRIAL_PATIENCE_MS);
}

/** Whether one more call may be made at `now` (ms), and the state after. An open breaker lets one trial through at a time. Pure. */
export function allow(s: BreakerState, now: number): { readonly allowed: boolean; readonly state: BreakerState } {
  if (s.openedAt === undefined) return { allowed: true, state: s };
  return now >= nextTrial(s) ? { allowed: true, state: { ...s, trialAt: now } } : { allowed: false, state: s };
}

/** After a call's end. A success closes; a failure counts, opens, or opens again for longer. Pure. */
export function recorded(s: BreakerState, success: boolean, now: number): BreakerState {
  if (success) return CLOSED;
  const failures = s.failures + 1;
  const { trialAt: _, ...rest } = s;
  if (s.openedAt === undefined && failures < FAILURES_TO_OPEN) return { ...rest, failures };
  // Stragglers that failed before it opened change nothing; a failed trial does.
  if (s.openedAt !== undefined && s.trialAt === undefined) return { ...rest, failures };
  return { failures, openings: s.openings + 1, openedAt: now };
}

/** As people read it. Pure. */
export function viewOf(s: BreakerState, now: number): BreakerView {
  if (s.openedAt === undefined) return { state: 'closed', failures: s.failures };
  const nextTrialAt = nextTrial(s);
  return {
    state: s.trialAt !== undefined || now >= nextTrialAt ? 'half_open' : 'open',
    failures: s.failures,
    openedAt: s.openedAt,
    nextTrialAt,
  };
}
