import type { deadLetter } from '../schema.ts';
import type { Page, PageRequest } from './cursor.ts';
import { keysetPage, type Row } from './keyset.ts';

export type DeadLetter = typeof deadLetter.$inferSelect;
/** Without the message itself, which may be 128 KB. */
export type ListedDeadLetter = Omit<DeadLetter, 'body'>;

const COLUMNS =
  't.id AS id, t.org AS org, t.kind AS kind, t.origin AS origin, t.reason AS reason, t.place AS place, t.delivery AS delivery, t.block_key AS "blockKey", t.attempts AS attempts, t.replayed_at AS "replayedAt"';

/** What could not be processed, newest first; `replayed` says whether somebody has sent it on since. */
export async function listDeadLetters(
  db: D1Database,
  org: string,
  page: PageRequest & { readonly replayed?: boolean | undefined },
): Promise<Page<ListedDeadLetter>> {
  const base = { table: 'dead_letter', at: 'at', id: 'id', equals: [] };
  return keysetPage(
    db,
    org,
    {
      scans: [
        page.replayed === false
          ? { ...base, index: 'dead_letter_org_open', partial: 'replayed_at IS NULL' }
          : { ...base, index: 'dead_letter_org_at' },
      ],
      shown: { table: 'dead_letter', id: 'id', columns: COLUMNS },
      where: page.replayed === true ? [{ sql: 't.replayed_at IS NOT NULL', values: [] }] : [],
      limit: page.limit,
      cursor: page.cursor,
    },
    (r: Row & ListedDeadLetter): ListedDeadLetter => r,
  );
}

export async function getDeadLetter(db: D1Database, org: string, id: string): Promise<DeadLetter | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS}, t.at AS at, t.body AS body FROM dead_letter t WHERE t.id = ? AND t.org = ?`)
    .bind(id, org)
    .first<DeadLetter>();
  return row ?? undefined;
}
