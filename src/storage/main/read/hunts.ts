import type { RetroHuntView } from '../../../contracts/retro-hunt.ts';
import { encodeCursor, type Page, type PageRequest } from './cursor.ts';

/** Findings asked about at once: their ids are one parameter. */
const KNOWN_AT_ONCE = 2_000;

const viewOf = (body: string): RetroHuntView => JSON.parse(body) as RetroHuntView;

export type ListedHunt = Omit<RetroHuntView, 'samples'>;

/** Hunts through the archive, the newest first, without their samples. */
export async function listHunts(db: D1Database, org: string, page: PageRequest): Promise<Page<ListedHunt>> {
  const after = page.cursor === undefined ? '' : ' AND (started_at, id) < (?, ?)';
  const { results } = await db
    .prepare(
      `SELECT id, started_at AS at, json_remove(body, '$.samples') AS body FROM retro_hunt
       WHERE org = ?${after} ORDER BY started_at DESC, id DESC LIMIT ?`,
    )
    .bind(org, ...(page.cursor === undefined ? [] : [page.cursor.at, page.cursor.id]), page.limit + 1)
    .all<{ id: string; at: number; body: string }>();
  const rows = results.slice(0, page.limit);
  const last = results.length > page.limit ? rows.at(-1) : undefined;
  return {
    items: rows.map((r): ListedHunt => viewOf(r.body)),
    ...(last === undefined ? {} : { next: encodeCursor({ at: last.at, id: last.id }) }),
  };
}

export async function getHunt(db: D1Database, org: string, id: string): Promise<RetroHuntView | undefined> {
  const row = await db
    .prepare('SELECT body FROM retro_hunt WHERE org = ? AND id = ?')
    .bind(org, id)
    .first<{ body: string }>();
  return row === null ? undefined : viewOf(row.body);
}

/** Of these hunts, those that began. */
export async function huntsBegun(db: D1Database, org: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { results } = await db
    .prepare('SELECT id FROM retro_hunt WHERE org = ? AND id IN (SELECT known.value FROM json_each(?) known)')
    .bind(org, JSON.stringify(ids))
    .all<{ id: string }>();
  return new Set(results.map((r) => r.id));
}

/** Hunts that began since then and are not over. */
export async function huntsUnderWay(db: D1Database, org: string, since: number, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare('SELECT id FROM retro_hunt WHERE org = ? AND started_at >= ? AND finished_at IS NULL LIMIT ?')
    .bind(org, since, limit)
    .all<{ id: string }>();
  return results.map((r) => r.id);
}

/** Of these findings, those that there are, each with the hunt that made it or null. */
export async function findingsKnown(
  db: D1Database,
  org: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const known = new Map<string, string | null>();
  for (let i = 0; i < ids.length; i += KNOWN_AT_ONCE) {
    const { results } = await db
      .prepare(
        `SELECT id, body ->> '$.retroHunt' AS hunt FROM finding
         WHERE id IN (SELECT known.value FROM json_each(?) known) AND org = ?`,
      )
      .bind(JSON.stringify(ids.slice(i, i + KNOWN_AT_ONCE)), org)
      .all<{ id: string; hunt: string | null }>();
    for (const r of results) known.set(r.id, r.hunt);
  }
  return known;
}
