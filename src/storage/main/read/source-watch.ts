import { HISTORY_HOURS } from '../../../kit/rhythm.ts';

/** Where a source stands for the watch. */
export interface Standing {
  readonly org: string;
  readonly sourceId: string;
  /** When its last delivery was accepted, ms; null if none ever was */
  readonly lastAt: number | null;
  readonly silentSince: number | null;
  readonly toldAt: number | null;
  readonly finding: string | null;
  readonly learntHour: number | null;
  readonly learntMinutes: number | null;
}
type Named = readonly [org: string, source: string];

/** The standings of sources of any organisation: a seek each into two tables. */
export async function standingsOf(db: D1Database, sources: readonly Named[]): Promise<Standing[]> {
  const { results } = await db
    .prepare(
      `SELECT src.value ->> 0 AS org, src.value ->> 1 AS "sourceId",
         (SELECT last_accepted_at FROM source_hour h WHERE h.org = src.value ->> 0 AND h.source_id = src.value ->> 1 ORDER BY h.hour DESC LIMIT 1) AS "lastAt",
         w.silent_since AS "silentSince", w.told_at AS "toldAt", w.finding, w.learnt_hour AS "learntHour", w.learnt_minutes AS "learntMinutes"
       FROM json_each(?1) src
       LEFT JOIN source_watch w ON w.org = src.value ->> 0 AND w.source_id = src.value ->> 1`,
    )
    .bind(JSON.stringify(sources))
    .all<Standing>();
  return results;
}

/** The hours in which a source delivered, of those that end with `lastHour`. */
export async function spokenHours(db: D1Database, org: string, source: string, lastHour: number): Promise<number[]> {
  const { results } = await db
    .prepare('SELECT hour FROM source_hour WHERE org = ? AND source_id = ? AND hour > ? AND hour <= ?')
    .bind(org, source, lastHour - HISTORY_HOURS, lastHour)
    .all<{ hour: number }>();
  return results.map((r) => r.hour);
}
