import type { CorrelationAst } from '../ast.ts';

/**
 * What passes between the engine, which judges one event at a time, and the windows of correlation rules, which remember.
 * A window lives in one shard: `shardOf` says in which, so that all hits of a group meet.
 */

/** One event that counts for one correlation rule. */
export interface Hit {
  /** Id of the correlation rule */
  readonly correlation: string;
  /** Of the rule that matched, or of the correlation that fired */
  readonly rule: string;
  /** The values of `group-by` in their order; what is missing is null */
  readonly group: readonly (string | null)[];
  /** The event's own id: the same event again counts once */
  readonly event: string;
  /** Event time, ms */
  readonly time: number;
  /** What value_* look at; undefined where the event has none, which then does not count */
  readonly value?: string;
  /** The event is of an account that its source may not speak for: it counts among its like only */
  readonly foreign?: true;
}

/** A correlation rule that held. The same window does not fire twice. */
export interface Firing {
  readonly correlation: string;
  readonly group: readonly (string | null)[];
  /** First and last event of the window that held, ms */
  readonly first: number;
  readonly last: number;
  /** The count or statistic that held */
  readonly value: number;
  /** Events that made it so, the latest first, at most 20 */
  readonly events: readonly string[];
  /** The event that completed it: the one that came last, which in a disordered stream need not be the latest */
  readonly event: string;
  /** Which episode of this group it is: start (ms) of the timespan in which it was first seen to hold */
  readonly episode: number;
  readonly foreign?: true;
}

/** What a window must know of its correlation: no rule engine, no texts. */
export interface CorrelationSpec extends Pick<
  CorrelationAst,
  'type' | 'rules' | 'timespanMs' | 'bounds' | 'percentile' | 'expression'
> {
  readonly id: string;
  /** Changes with anything above: what another version remembered does not count for this one */
  readonly version: string;
}
