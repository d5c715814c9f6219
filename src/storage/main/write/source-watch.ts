import { MINUTE_MS } from '../../../kit/clock.ts';

/** The watch looks each minute; after a longer pause nobody can say who spoke in vain. */
const PAUSE_MAX_MS = 10 * MINUTE_MS;

/** A minute was left out: Vedette was started anew, or its platform was late. */
const GAP_MS = 90_000;
/** A watch that is always late must miss somebody all the same: it is forgiven no more often. */
const FORGIVEN_EVERY_MS = 30 * MINUTE_MS;

/** Since when somebody has been watching, ms. */
export interface Watching {
  /** Without a break */
  readonly since: number;
  /** Without a minute left out, or the one before those of half an hour; at least `since` */
  readonly resumed: number;
}

const BEGIN = `INSERT INTO watch_run (id, at, since) VALUES (?2, ?1, ?5)
  ON CONFLICT (id) DO UPDATE SET since = iif((abs(?1 - at) > ?3 AND ?1 - since > ?4) OR ?1 < since, ?1, since), at = ?1 RETURNING since`;

/** Notes that the watch looks now; answers since when it has done so. A clock that was set back begins anew. */
export async function beginWatch(db: D1Database, now: number): Promise<Watching> {
  const [long, short] = await db.batch<{ since: number }>([
    db.prepare(BEGIN).bind(now, 'sources', PAUSE_MAX_MS, 0, now),
    db.prepare(BEGIN).bind(now, 'sources-minutes', GAP_MS, FORGIVEN_EVERY_MS, 0),
  ]);
  const since = long?.results[0]?.since ?? now;
  return { since, resumed: Math.max(since, short?.results[0]?.since ?? now) };
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
