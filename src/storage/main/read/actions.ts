import { ActionView } from '../../../contracts/incident.ts';
import type { Page, PageRequest } from './cursor.ts';
import { equal, keysetPage, type Row } from './keyset.ts';

export type ListedAction = ActionView & { readonly incident: string };

export interface ActionFilter {
  readonly state?: string | undefined;
  readonly incident?: string | undefined;
}

/** Actions on targets, last changed first. */
export async function listActions(
  db: D1Database,
  org: string,
  page: PageRequest & ActionFilter,
): Promise<Page<ListedAction>> {
  const base = { table: 'action', at: 'updated_at', id: 'op_id' };
  const scan =
    page.incident !== undefined
      ? { ...base, index: 'action_org_incident', equals: [['incident', page.incident]] as const }
      : page.state !== undefined
        ? { ...base, index: 'action_org_state', equals: [['state', page.state]] as const }
        : { ...base, index: 'action_org_updated', equals: [] };
  return keysetPage(
    db,
    org,
    {
      scans: [scan],
      shown: { table: 'action', id: 'op_id', columns: 't.incident AS incident, t.body AS body' },
      where: page.incident !== undefined && page.state !== undefined ? [equal('t.state', page.state)] : [],
      limit: page.limit,
      cursor: page.cursor,
    },
    (r: Row & { incident: string; body: string }): ListedAction => ({
      ...ActionView.parse(JSON.parse(r.body)),
      incident: r.incident,
    }),
  );
}

export async function getAction(db: D1Database, org: string, opId: string): Promise<ListedAction | undefined> {
  const row = await db
    .prepare('SELECT incident, body FROM action WHERE op_id = ? AND org = ?')
    .bind(opId, org)
    .first<{ incident: string; body: string }>();
  return row ? { ...ActionView.parse(JSON.parse(row.body)), incident: row.incident } : undefined;
}
