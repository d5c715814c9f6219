import { EntityType } from '../../../contracts/entity.ts';
import type { IncidentProjection } from '../../../contracts/incident.ts';
import { encodeCursor, type Page, type PageRequest } from './cursor.ts';
import { listIncidents } from './incidents.ts';

export interface EntityLine {
  readonly type: string;
  readonly id: string;
  /** Event time, ms */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly findings: number;
  readonly incidents: number;
}

const COLUMNS = 'type, id, first_seen AS "firstSeen", last_seen AS "lastSeen", findings, incidents';
/** Behind every text that begins with a prefix, in SQLite's order of bytes. */
const LAST_CHARACTER = '\u{10FFFF}';
/** Incidents that one entity's page shows. */
const ENTITY_INCIDENTS = 50;

/** Entities by type, then id; `q` is how the id begins. The cursor's id is `type:id`. */
export async function listEntities(
  db: D1Database,
  org: string,
  page: PageRequest & { readonly type?: string | undefined; readonly q?: string | undefined },
): Promise<Page<EntityLine>> {
  const [, afterType = '', afterId = ''] = /^([a-z_]+):(.*)$/s.exec(page.cursor?.id ?? '') ?? [];
  const types = (page.type === undefined ? EntityType.options.toSorted() : [page.type]).filter((t) => t >= afterType);
  const q = page.q ?? '';
  const statements = types.map((type) =>
    db
      .prepare(
        `SELECT ${COLUMNS} FROM entity_total WHERE org = ? AND type = ? AND id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?`,
      )
      .bind(org, type, type === afterType ? afterId : '', q, q + LAST_CHARACTER, page.limit + 1),
  );
  if (statements.length === 0) return { items: [] };
  const found = (await db.batch<EntityLine>(statements)).flatMap((r) => r.results);
  const items = found.slice(0, page.limit);
  const last = found.length > page.limit ? items.at(-1) : undefined;
  return { items, ...(last === undefined ? {} : { next: encodeCursor({ at: 0, id: `${last.type}:${last.id}` }) }) };
}

/** An entity with the incidents that are about it, last opened first, up to 50. */
export async function getEntity(
  db: D1Database,
  org: string,
  type: string,
  id: string,
): Promise<{ readonly entity: EntityLine; readonly about: IncidentProjection[] } | undefined> {
  const entity = await db
    .prepare(`SELECT ${COLUMNS} FROM entity_total WHERE org = ? AND type = ? AND id = ?`)
    .bind(org, type, id)
    .first<EntityLine>();
  if (!entity) return undefined;
  const { items } = await listIncidents(db, org, { limit: ENTITY_INCIDENTS, entity: { type, id } });
  return { entity, about: items };
}
