import type { AwsAnswer } from './types.ts';

/** Sendings of one read at most: with the pauses between, a little over three seconds on average. */
const ATTEMPTS_MOST = 4;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;
/** No attempt begins later than this after the first: the caller's own work has a deadline. */
const PATIENCE_MS = 20_000;

export interface RetryDeps {
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Before attempt `n` + 1, counted from 1: full jitter under a doubling ceiling, or as long as the server asked for. Pure. */
export function pauseMs(n: number, random: number, retryAfterMs = 0): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (n - 1));
  return Math.max(Math.round(ceiling * (0.5 + random / 2)), Math.min(retryAfterMs, LONGEST_PAUSE_MS));
}

/** Repeats a call that changes nothing while AWS is too busy or the outcome is unknown; the last answer is the answer. */
export async function withRetry(send: () => Promise<AwsAnswer>, deps: RetryDeps): Promise<AwsAnswer> {
  const started = deps.now();
  for (let n = 1; ; n++) {
    const answer = await send();
    if (answer.ok || (answer.error.kind !== 'throttled' && answer.error.kind !== 'unknown')) return answer;
    const pause = pauseMs(n, deps.random(), answer.error.retryAfterMs);
    if (n >= ATTEMPTS_MOST || deps.now() - started + pause > PATIENCE_MS) return answer;
    await deps.sleep(pause);
  }
}
