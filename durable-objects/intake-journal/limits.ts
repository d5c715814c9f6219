import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/kit/clock.ts';

/** A row of a Durable Object's SQLite holds 2 MB at most; larger bodies go to R2 directly. Also what a block aims at. */
export const BLOCK_TARGET_BYTES = 1_000_000;
/** A lone delivery waits this long for company. */
export const FLUSH_AFTER_MS = 25;
/** A busy block waits longer: fewer, larger blocks carry more. */
export const FLUSH_BUSY_AFTER_MS = 100;
export const BUSY_ENTRIES = 12;
/** Blocks written at once; more would only queue in R2 while small blocks could still grow. */
export const MAX_FLUSHES = 4;
/** Bodies of at most this many blocks stay in memory while they are written. */
export const MAX_HELD_FLUSHES = 16;
/** With that much not yet processed the sender is told to come later: the pipeline is down or far behind. */
export const MAX_PENDING_BYTES = 512 * 1024 * 1024;
export const FULL_RETRY_AFTER_SECONDS = 30;

/** Queues retry by themselves first; this is for messages that got lost. */
export const RESEND_FIRST_MS = 30 * SECOND_MS;
export const RESEND_CAP_MS = 15 * MINUTE_MS;
/** 30 s, 1, 2, 4, 8 and then each 15 minutes: about two hours and a half until a person is asked. */
export const RESEND_MAX_ATTEMPTS = 14;
/** Blocks that one alarm, or one start, sends again: a lagging pipeline must not be buried in repetitions. */
export const RESEND_BATCH = 64;
/** R2 or the queue refused a block: it is tried again this much later, doubling up to the cap. */
export const STORE_RETRY_FIRST_MS = SECOND_MS;
/** Whatever was acknowledged has an alarm at most this far off, so that a killed object wakes by itself. */
export const WAKE_AFTER_MS = 2 * SECOND_MS;
/** An alarm that is due fires within moments; one that is later than this is not believed in any more and set again. */
export const ALARM_LATE_MS = 5 * SECOND_MS;
/** An alarm that dies half-way is followed by another. */
export const ALARM_SAFETY_MS = 30 * SECOND_MS;
export const SENDER_PURGE_EVERY_MS = DAY_MS / 96;

/** When a block whose message was sent `attempts` times is sent again. */
export const resendAfterMs = (attempts: number): number =>
  Math.min(RESEND_CAP_MS, RESEND_FIRST_MS * 2 ** Math.min(attempts, 16));
export const storeRetryMs = (attempts: number): number =>
  Math.min(RESEND_CAP_MS, STORE_RETRY_FIRST_MS * 2 ** Math.min(attempts, 16));
