/** Chunks that are looked through at once: consumers take several messages, and the platform several consumers. */
export const PARALLEL = 8;
/** Bytes (as stored: unpacked they are up to fifty times as many) and blocks of one chunk: a few seconds of work. */
export const CHUNK_BYTES = 2_000_000;
export const CHUNK_BLOCKS = 50;
/** A chunk that nobody took up is sent again after this, twice as long each time: a queue may be long, or have lost it. */
const RESEND_FIRST_MS = 30_000;
const RESEND_CAP_MS = 5 * 60_000;
/** One that was taken up has at least so long: seconds of work, and the pause before another try. */
export const WORK_MS = 60_000;
/** Then it is given up: its blocks are named as not looked at. */
export const CHUNK_MAX_SENDS = 6;

/** How long to wait for a chunk that was sent so many times. */
export const resendAfterMs = (sends: number): number => Math.min(RESEND_CAP_MS, RESEND_FIRST_MS * 2 ** (sends - 1));
/** Blocks accepted before the end of a hunt are in R2 by then. */
export const SETTLE_MS = 2_000;
/** R2's clock and ours may differ by this. */
export const CLOCK_SKEW_MS = 60_000;
/** How far back of the start the blocks are filed that come while a hunt is under way. */
export const TAIL_MS = 60 * 60_000;
/** Findings of one hunt: who gets more needs another rule, not more findings. */
export const MAX_FINDINGS = 5_000;
/** Matches whose ids are kept, so that an event that came twice counts once. */
export const MAX_KNOWN_MATCHES = 100_000;
/** Events that count for a correlation, to be put in order in memory. */
export const MAX_HITS = 50_000;
/** Blocks that are named as unreadable. */
export const MAX_NAMED = 100;
/** Progress is written for people at most this often. */
export const PUBLISH_EVERY_MS = 3_000;
/** Matches that are shown while the hunt goes on; at the end all that are kept. */
export const PROGRESS_SAMPLES = 50;
/** Whatever happens, somebody looks again after this. */
export const ALARM_SAFETY_MS = 30_000;
/** How often a hunt that waits for its turn asks. */
export const SLOT_RETRY_MS = 2_000;
/** After R2, a queue or D1 did not answer. */
export const FAILED_RETRY_MS = 2_000;
