import { MINUTE_MS, SECOND_MS } from '../../kit/clock.ts';

/** How long custody waits for what; ms. Deployments use {@link TIMES}; only a fleet on a simulated AWS may shorten them. */
export interface Times {
  /** Silence after a job was queued and before anything was intended: nothing was sent, so asking again is free. */
  readonly jobTimeoutMs: number;
  /** Silence after `go`: the outcome is unknown. Longer than {@link goValidMs} and the client's own time-out together. */
  readonly effectTimeoutMs: number;
  /** A `go` not acted upon for this long is void: the responder must not send any more. */
  readonly goValidMs: number;
  /** How long after it was signed AWS may still carry a request out. */
  readonly signatureLifetimeMs: number;
  /** How long AWS's own reads may lag behind its writes. */
  readonly consistencyWindowMs: number;
  /** Between two readings while waiting for AWS to agree with itself. */
  readonly consistencyPollMs: number;
  /** Between the two readings that together mean "absent". */
  readonly absentGapMs: number;
  /** While a late request may still land: how often to look whether it has. */
  readonly resolvePollMs: number;
  /** Held and proven: how often to read back. */
  readonly probeEveryMs: number;
  /** Held, effect not observed yet: the next look. */
  readonly probeSoonMs: number;
  /** First wait after AWS refused for load or the gate was not there; doubles up to {@link backoffCapMs}. */
  readonly backoffFirstMs: number;
  readonly backoffCapMs: number;
  /**
   * A lease runs from when the containment stands; until then an operation has this much on top of it, so that a step whose
   * outcome must be waited out does not end a short lease before it has begun.
   */
  readonly applyGraceMs: number;
  /** How long the locks of an action that has several may take. */
  readonly lockTimeoutMs: number;
}

export const TIMES: Times = {
  jobTimeoutMs: 10 * SECOND_MS, // a queue delivers in tens of milliseconds; ten seconds is a lost message
  effectTimeoutMs: 30 * SECOND_MS, // 10 s in which a go is valid, 10 s for one call, some for the way back
  goValidMs: 10 * SECOND_MS,
  // AWS takes a time stamp that lies up to 15 minutes back and up to 5 ahead of its clock: signed by a clock that runs 5
  // minutes ahead, a request is good for 20. (A narrowed session's token ends 15 minutes after it was made, by AWS's clock.)
  signatureLifetimeMs: 20 * MINUTE_MS,
  consistencyWindowMs: 3 * MINUTE_MS, // IAM and EC2 speak of "eventually"; usually seconds, seen to take minutes
  consistencyPollMs: 2 * SECOND_MS,
  absentGapMs: 10 * SECOND_MS,
  resolvePollMs: 15 * SECOND_MS,
  probeEveryMs: 5 * MINUTE_MS,
  probeSoonMs: 15 * SECOND_MS,
  backoffFirstMs: SECOND_MS,
  backoffCapMs: MINUTE_MS,
  applyGraceMs: 45 * MINUTE_MS, // about twice the longest wait for one late request
  lockTimeoutMs: 30 * SECOND_MS,
};

/** Tries of one step that AWS answered without carrying it out (throttling and the like) before a person is asked. */
export const TRIES_MOST = 8;

/** Times that a containment which somebody else undid is applied again within one lease; then a person is asked. */
export const REAPPLY_MOST = 5;
/** From the second time on there is this between noticing and applying again; it doubles. */
export const REAPPLY_FIRST_WAIT_MS = MINUTE_MS;

/** Exponential backoff: `tries` counts from 1. */
export const backoffOf = (times: Times, tries: number, atLeastMs = 0): number =>
  Math.max(atLeastMs, Math.min(times.backoffCapMs, times.backoffFirstMs * 2 ** Math.min(tries - 1, 16)));

/**
 * Times of a deployment. `CUSTODY_TIMES` (JSON, a part of {@link Times}) is for fleets on a simulated AWS, and is read only
 * where `AWS_ENDPOINT_URL` names one: against AWS itself a shorter signature lifetime would be a lie.
 */
export function timesOf(vars: { readonly AWS_ENDPOINT_URL: string; readonly CUSTODY_TIMES?: string }): Times {
  if (vars.AWS_ENDPOINT_URL === '' || !vars.CUSTODY_TIMES) return TIMES;
  const given = JSON.parse(vars.CUSTODY_TIMES) as Record<string, unknown>;
  const times: Record<string, number> = { ...TIMES };
  for (const name of Object.keys(TIMES)) {
    const value = given[name];
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) times[name] = value;
  }
  return times as unknown as Times;
}
