import type { Range } from './range.ts';

export interface Top {
  readonly value: string;
  readonly n: number;
}
export interface TopEntity {
  readonly type: string;
  readonly id: string;
  readonly n: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TOP = 10;
/** Rows of `finding_hour` that one question reads: the newest hours. */
const HOURS_MAX_ROWS = 50_000;
/** The range's last days that the top of entities is about, and how far down each day is read. */
const DAYS_MAX = 92;
const A_DAY_MAX = 50;

/** What most findings of the range (in whole hours) are about: rules, techniques or sources. */
export async function findingTops(
  db: D1Database,
  org: string,
  dimension: 'rule' | 'technique' | 'source',
  range: Range,
): Promise<{ tops: Top[]; complete: boolean }> {
  const { results } = await db
    .prepare(
      `SELECT value, sum(n) AS n, sum(count(*)) OVER () AS read FROM (
         SELECT value, n FROM finding_hour WHERE org = ? AND dimension = ? AND hour >= ? AND hour < ? ORDER BY hour DESC LIMIT ?
       ) GROUP BY value ORDER BY sum(n) DESC, value LIMIT ?`,
    )
    .bind(org, dimension, Math.floor(range.since / HOUR_MS), Math.ceil(range.until / HOUR_MS), HOURS_MAX_ROWS, TOP)
    .all<Top & { read: number }>();
  return {
    tops: results.map(({ value, n }) => ({ value, n })),
    complete: (results[0]?.read ?? 0) < HOURS_MAX_ROWS,
  };
}

/**
 * Entities of most findings in the range (in whole days, the last 92 of it). Each day gives its own fifty: one that is in no
 * day's fifty is not here, and a count may lack days on which it was not.
 */
export async function entityTops(db: D1Database, org: string, range: Range): Promise<TopEntity[]> {
  const last = Math.ceil(range.until / DAY_MS) - 1;
  const first = Math.max(0, Math.floor(range.since / DAY_MS), last - DAYS_MAX + 1);
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const top = (day: number) =>
    db
      .prepare(
        'SELECT type, id, n FROM entity_day INDEXED BY entity_day_top WHERE org = ? AND day = ? ORDER BY n DESC LIMIT ?',
      )
      .bind(org, day, A_DAY_MAX);
  if (days.length === 0) return [];
  const sums = new Map<string, TopEntity>();
  for (const { results } of await db.batch<TopEntity>(days.map(top)))
    for (const e of results) {
      const key = `${e.type}:${e.id}`;
      sums.set(key, { type: e.type, id: e.id, n: e.n + (sums.get(key)?.n ?? 0) });
    }
  return [...sums.values()].toSorted((a, b) => b.n - a.n || (a.id < b.id ? -1 : 1)).slice(0, TOP);
}
