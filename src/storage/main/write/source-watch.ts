import { MINUTE_MS } from '../../../kit/clock.ts';

/** The watch looks each minute; after a longer pause nobody can say who spoke in vain. */
const PAUSE_MAX_MS = 10 * MINUTE_MS;

/** Notes that the watch looks now; answers since when it has done so without a break, ms. A clock that was set back begins anew. */
export async function beginWatch(db: D1Database, now: number): Promise<number> {
  const row = await db
    .prepare(
      `INSERT INTO watch_run (id, at, since) VALUES ('sources', ?1, ?1)
       ON CONFLICT (id) DO UPDATE SET since = iif(abs(?1 - at) > ?2 OR ?1 < since, ?1, since), at = ?1 RETURNING since`,
    )
    .bind(now, PAUSE_MAX_MS)
    .first<{ since: number }>();
  return row?.since ?? now;
}

type Named = { readonly org: string; readonly sourceId: string };

/** A silence that was told of. `finding` null: the organisation's rules keep it from being one. */
export const markSilent = (
  db: D1Database,
  rows: readonly (Named & { readonly lastAt: number; readonly finding: string | null })[],
  now: number,
): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO source_watch (org, source_id, silent_since, told_at, finding)
       SELECT value ->> 0, value ->> 1, value ->> 2, ?2, value ->> 3 FROM json_each(?1) WHERE true
       ON CONFLICT (org, source_id) DO UPDATE SET silent_since = excluded.silent_since, told_at = excluded.told_at, finding = excluded.finding`,
    )
    .bind(JSON.stringify(rows.map((r) => [r.org, r.sourceId, r.lastAt, r.finding])), now);

/** These speak again, or are no longer to be missed. */
export const clearSilent = (db: D1Database, rows: readonly Named[]): D1PreparedStatement =>
  db
    .prepare(
      `UPDATE source_watch SET silent_since = NULL, told_at = NULL, finding = NULL
       WHERE (org, source_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?1))`,
    )
    .bind(JSON.stringify(rows.map((r) => [r.org, r.sourceId])));

/** What was learnt of sources that went quiet: it holds until they speak in another hour. */
export const keepLearnt = (
  db: D1Database,
  rows: readonly (Named & { readonly hour: number; readonly minutes: number })[],
): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO source_watch (org, source_id, learnt_hour, learnt_minutes)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1) WHERE true
       ON CONFLICT (org, source_id) DO UPDATE SET learnt_hour = excluded.learnt_hour, learnt_minutes = excluded.learnt_minutes`,
    )
    .bind(JSON.stringify(rows.map((r) => [r.org, r.sourceId, r.hour, r.minutes])));
