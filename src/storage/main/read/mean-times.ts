import type { Range } from './range.ts';

export interface MeanTime {
  /** Incidents that it is a mean of */
  readonly n: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
}

/** Incidents of a range that are looked at: the newest. */
const INCIDENTS_MAX = 10_000;

const SPANS = {
  detect: 'opened_at - first_event_at',
  contain: 'contained_at - opened_at',
  release: 'released_at - contained_at',
} as const;

/**
 * How long it took to detect (first event to opening), to contain (opening to the first action that stood) and to release
 * (to the last one given back), over incidents opened in the range. A time that an incident has not come to is not counted.
 */
export async function meanTimes(
  db: D1Database,
  org: string,
  range: Range,
): Promise<Record<keyof typeof SPANS, MeanTime> & { incidents: number; complete: boolean }> {
  const span = (sql: string) =>
    db
      .prepare(
        `WITH spans AS MATERIALIZED (
           SELECT ${sql} AS ms FROM incident INDEXED BY incident_org_opened
           WHERE org = ? AND opened_at >= ? AND opened_at < ? ORDER BY opened_at DESC LIMIT ?
         ), known AS MATERIALIZED (SELECT ms FROM spans WHERE ms IS NOT NULL ORDER BY ms)
         SELECT (SELECT count(*) FROM spans) AS incidents, (SELECT count(*) FROM known) AS n, (SELECT avg(ms) FROM known) AS mean,
           (SELECT avg(ms) FROM (SELECT ms FROM known ORDER BY ms LIMIT 2 - (SELECT count(*) FROM known) % 2
             OFFSET (SELECT (count(*) - 1) / 2 FROM known))) AS median`,
      )
      .bind(org, range.since, range.until, INCIDENTS_MAX);
  interface Row {
    readonly incidents: number;
    readonly n: number;
    readonly mean: number | null;
    readonly median: number | null;
  }
  const results = await db.batch<Row>([span(SPANS.detect), span(SPANS.contain), span(SPANS.release)]);
  const [detect, contain, release] = results.map((r) => r.results[0]);
  const whole = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : Math.round(ms));
  const mean = (r: Row | undefined): MeanTime => ({
    n: r?.n ?? 0,
    meanMs: whole(r?.mean),
    medianMs: r === undefined || r.n === 0 ? null : whole(r.median),
  });
  const incidents = detect?.incidents ?? 0;
  return {
    detect: mean(detect),
    contain: mean(contain),
    release: mean(release),
    incidents,
    complete: incidents < INCIDENTS_MAX,
  };
}
