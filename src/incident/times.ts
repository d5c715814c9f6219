import { DAY_MS, MINUTE_MS, SECOND_MS } from '../kit/clock.ts';

/** Quiet time after a finding before agents are asked: an attack's steps arrive together. */
export const SETTLE_AFTER_FINDING_MS = 1 * SECOND_MS;
/** Agents are asked at the latest this long after the round began, however many findings keep coming. */
export const SETTLE_AT_MOST_MS = 3 * SECOND_MS;
/** An agent that has not answered by then is a limit of the report, not a reason to wait. */
export const INVESTIGATION_TIMEOUT_MS = 20 * SECOND_MS;
/** An incident that is too weak to act on, or waits for nothing any more, is closed after a quiet day. */
export const WEAK_CLOSE_MS = DAY_MS;
/** Custody is asked how it stands this often while something is under way, ever less often while nothing moves; reports make it faster. */
export const STATUS_PERIOD_MS = 5 * SECOND_MS;
/** …and this often while it merely holds. */
export const HOLD_STATUS_PERIOD_MS = 5 * MINUTE_MS;
/** How long after a lease's end custody is asked whether it let go. */
export const LEASE_GRACE_MS = 2 * SECOND_MS;
/** A lease that is over this long and not given back is a person's business. */
export const LEASE_OVERDUE_MS = 10 * MINUTE_MS;
/** Rounds of planning for one incident before a person must look. */
export const MAX_REVISIONS = 6;
