import type { Finding } from '../../src/contracts/finding.ts';
import type { CorrelationSpec, Firing, Hit } from '../../src/detect/correlation/types.ts';

/** Hits of one organisation whose groups live in this shard. */
export interface CountRequest {
  readonly v: 1;
  readonly org: string;
  /** Every correlation that a hit names, and no other */
  readonly specs: readonly CorrelationSpec[];
  /** At most {@link CALL_MAX_HITS} */
  readonly hits: readonly Hit[];
  /** Groups (times timespans) that this shard keeps for one correlation */
  readonly maxRowsPerRule: number;
  /**
   * [correlation, event, finding as far as it is known]: for correlations that are judged when their window is over, so that the shard
   * can then say who and what it is about. Without one such a firing is not told.
   */
  readonly drafts?: readonly (readonly [string, string, Finding])[];
}

export interface CountReply {
  /** What these hits completed, now or when they first came */
  readonly firings: Firing[];
  /** [correlation, groups that were forgotten before their time, for want of room] */
  readonly evicted: (readonly [string, number])[];
}

/** Some tens of microseconds a hit: a call stays below half a second and some megabytes. */
export const CALL_MAX_HITS = 5_000;

/** Spelt out, since the platform's RPC types cannot unfold recursive JSON. */
export interface CorrelationWindowApi {
  count(request: CountRequest): Promise<CountReply>;
}
