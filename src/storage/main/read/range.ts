/** A time range in ms: from `since` (inclusive) until `until` (exclusive). */
export interface Range {
  readonly since: number;
  readonly until: number;
}
