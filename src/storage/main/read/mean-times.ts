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
  const names = ['detect', 'contain', 'release'] as const;
  // One pass over the index for all three; a median is the middle one or the mean of the middle two.
  const median = (name: string) =>
    `(SELECT avg(ms) FROM (SELECT ${name} AS ms FROM spans WHERE ${name} IS NOT NULL ORDER BY ms
       LIMIT 2 - (SELECT ${name}_n FROM known) % 2 OFFSET (SELECT (${name}_n - 1) / 2 FROM known))) AS ${name}_median`;
  const row = await db
    .prepare(
      `WITH spans AS MATERIALIZED (
         SELECT ${names.map((n) => `${SPANS[n]} AS ${n}`).join(', ')} FROM incident INDEXED BY incident_org_opened
         WHERE org = ? AND opened_at >= ? AND opened_at < ? ORDER BY opened_at DESC LIMIT ?
       ), known AS MATERIALIZED (
         SELECT count(*) AS incidents, ${names.map((n) => `count(${n}) AS ${n}_n, avg(${n}) AS ${n}_mean`).join(', ')} FROM spans
       )
       SELECT *, ${names.map(median).join(', ')} FROM known`,
    )
    .bind(org, range.since, range.until, INCIDENTS_MAX)
    .first<Record<string, number | null>>();
  const whole = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : Math.round(ms));
  const mean = (name: (typeof names)[number]): MeanTime => ({
    n: row?.[`${name}_n`] ?? 0,
    meanMs: whole(row?.[`${name}_mean`]),
    medianMs: whole(row?.[`${name}_median`]),
  });
  const incidents = row?.['incidents'] ?? 0;
  return {
    detect: mean('detect'),
    contain: mean('contain'),
    release: mean('release'),
    incidents,
    complete: incidents < INCIDENTS_MAX,
  };
}
