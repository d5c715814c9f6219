import type { Range } from './range.ts';

export interface Series {
  readonly total: number;
  /** OCSF severity_id 1 to 5: index 0 is 1 */
  readonly bySeverity: readonly number[];
  /** Width of a point, ms: whole hours, chosen so that there are at most 200 */
  readonly bucketMs: number;
  /** Every point of the range in order, empty ones too; `at` is its begin in ms */
  readonly points: readonly { readonly at: number; readonly bySeverity: readonly number[] }[];
  /** False where the range holds more hours than one question may read: then the oldest are missing */
  readonly complete: boolean;
}

const HOUR_MS = 3_600_000;
const POINTS_MAX = 200;
/** Widths that people read: hours. */
const WIDTHS_HOURS = [1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 1440, 4320, 8760];
/** Rows of `finding_hour`, five an hour: over a year. */
const HOURS_MAX_ROWS = 50_000;
const SEVERITIES = 5;
const MOST = 8_640_000_000_000_000;

/** Findings over time by severity. Hours are whole: the first and the last may reach beyond the range. */
export async function findingSeries(db: D1Database, org: string, range: Range): Promise<Series> {
  const first = Math.floor(Math.max(0, range.since) / HOUR_MS);
  const end = Math.max(first + 1, Math.ceil(Math.min(range.until, MOST) / HOUR_MS));
  const width =
    WIDTHS_HOURS.find((w) => Math.ceil(end / w) - Math.floor(first / w) <= POINTS_MAX) ??
    Math.ceil((end - first) / (POINTS_MAX - 1));
  const { results } = await db
    .prepare(
      `SELECT hour / CAST(?1 AS INTEGER) AS bucket, value, sum(n) AS n, count(*) AS read FROM (
         SELECT hour, value, n FROM finding_hour WHERE org = ?2 AND dimension = 'severity' AND hour >= ?3 AND hour < ?4
         ORDER BY hour DESC LIMIT ?5
       ) GROUP BY bucket, value`,
    )
    .bind(width, org, first, end, HOURS_MAX_ROWS)
    .all<{ bucket: number; value: string; n: number; read: number }>();
  const begin = Math.floor(first / width);
  const count = Math.ceil(end / width) - begin;
  const points = Array.from({ length: count }, (_, i) => ({
    at: (begin + i) * width * HOUR_MS,
    bySeverity: Array.from({ length: SEVERITIES }, () => 0),
  }));
  const bySeverity = Array.from({ length: SEVERITIES }, () => 0);
  for (const r of results) {
    const severity = Number(r.value) - 1;
    const point = points[r.bucket - begin];
    if (point === undefined || bySeverity[severity] === undefined) continue;
    point.bySeverity[severity] = r.n;
    bySeverity[severity] += r.n;
  }
  return {
    total: bySeverity.reduce((a, b) => a + b, 0),
    bySeverity,
    bucketMs: width * HOUR_MS,
    points,
    complete: results.reduce((n, r) => n + r.read, 0) < HOURS_MAX_ROWS,
  };
}
