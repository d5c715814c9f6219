import type { DayOfPrincipal, JudgedDay } from '../../src/detect/baseline/observe.ts';

/** What one block, or a few, showed of principals of one organisation that live in this shard. */
export interface ObserveRequest {
  readonly v: 1;
  readonly org: string;
  /** At most {@link CALL_MAX_DAYS}, with at most {@link CALL_MAX_VALUES} values together */
  readonly seen: readonly DayOfPrincipal[];
}

export interface ObserveReply {
  /** In the order of the request; undefined for a day that is too old or yet to come */
  readonly judged: (JudgedDay | undefined)[];
  /** Principals that were forgotten for want of room */
  readonly evicted: number;
}

/** A call stays below a tenth of a second of CPU. */
export const CALL_MAX_DAYS = 500;
export const CALL_MAX_VALUES = 5_000;

/** Spelt out, since the platform's RPC types unfold readonly tuples into something else. */
export interface PrincipalBaselineApi {
  observe(request: ObserveRequest): Promise<ObserveReply>;
}
