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

export interface Return {
  readonly source: string;
  readonly finding: string;
  readonly since: number;
}

/**
 * The incidents that hold findings of silences which are over, and how many sources of each finding are still missed when these are
 * not any more, in their order; those that no incident took are left out. `returns`: of one organisation.
 */
export async function incidentsOf(
  db: D1Database,
  org: string,
  returns: readonly Return[],
): Promise<(Return & { readonly incident: string; readonly silent: number })[]> {
  const { results } = await db
    .prepare(
      `SELECT f.id AS finding, f.incident,
         (SELECT count(*) FROM source_watch w WHERE w.org = ?1 AND w.finding = f.id AND w.silent_since IS NOT NULL
            AND w.source_id NOT IN (SELECT value FROM json_each(?3))) AS silent
       FROM finding f WHERE f.org = ?1 AND f.id IN (SELECT value FROM json_each(?2)) AND f.incident IS NOT NULL`,
    )
    .bind(org, JSON.stringify(returns.map((r) => r.finding)), JSON.stringify(returns.map((r) => r.source)))
    .all<{ finding: string; incident: string; silent: number }>();
  const known = new Map(results.map((r) => [r.finding, r]));
  return returns.flatMap((r, i) => {
    const of = known.get(r.finding);
    const after = returns.slice(i + 1).filter((x) => x.finding === r.finding).length;
    return of === undefined ? [] : [{ ...r, incident: of.incident, silent: of.silent + after }];
  });
}

/** The hours in which a source delivered, of those that end with `lastHour`. */
export async function spokenHours(db: D1Database, org: string, source: string, lastHour: number): Promise<number[]> {
  const { results } = await db
    .prepare('SELECT hour FROM source_hour WHERE org = ? AND source_id = ? AND hour > ? AND hour <= ?')
    .bind(org, source, lastHour - HISTORY_HOURS, lastHour)
    .all<{ hour: number }>();
  return results.map((r) => r.hour);
}
