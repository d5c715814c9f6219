import type { deadLetter } from '../schema.ts';
import type { Page, PageRequest } from './cursor.ts';
import { equal, keysetPage, type Condition, type Row, type Scan } from './keyset.ts';

export type DeadLetter = Omit<typeof deadLetter.$inferSelect, 'object'>;
/** Without the message itself, which may be 128 KB. */
export type ListedDeadLetter = Omit<DeadLetter, 'body'>;

export interface DeadLetterFilter {
  /** Whether somebody has sent it on since */
  readonly replayed?: boolean | undefined;
  /** Of this source */
  readonly source?: string | undefined;
  /** Of this delivery */
  readonly delivery?: string | undefined;
}

const COLUMNS =
  't.id AS id, t.org AS org, t.kind AS kind, t.origin AS origin, t.reason AS reason, t.place AS place, t.delivery AS delivery, t.block_key AS "blockKey", t.attempts AS attempts, t.replayed_at AS "replayedAt", t.source_id AS "sourceId"';
const SHOWN = { table: 'dead_letter', id: 'id', columns: COLUMNS };

/** The seek that fits a filter best, and what it leaves over. */
function scanOf(f: DeadLetterFilter): { scan: Scan; where: Condition[] } {
  const base = { table: 'dead_letter', at: 'at', id: 'id' };
  const replayed = (from: 's' | 't'): Condition[] =>
    f.replayed === undefined ? [] : [{ sql: `${from}.replayed_at IS ${f.replayed ? 'NOT ' : ''}NULL`, values: [] }];
  if (f.delivery !== undefined)
    return {
      scan: { ...base, index: 'dead_letter_org_delivery', equals: [['delivery', f.delivery]] },
      where: [...replayed('t'), ...(f.source === undefined ? [] : [equal('t.source_id', f.source)])],
    };
  if (f.source !== undefined)
    return {
      scan: { ...base, index: 'dead_letter_org_source', equals: [['source_id', f.source]], covers: ['replayed_at'] },
      where: replayed('s'),
    };
  if (f.replayed === false)
    return { scan: { ...base, index: 'dead_letter_org_open', equals: [], partial: 'replayed_at IS NULL' }, where: [] };
  return { scan: { ...base, index: 'dead_letter_org_at', equals: [] }, where: replayed('t') };
}

/** What could not be processed, newest first. */
export async function listDeadLetters(
  db: D1Database,
  org: string,
  page: PageRequest & DeadLetterFilter,
): Promise<Page<ListedDeadLetter>> {
  const { scan, where } = scanOf(page);
  return keysetPage(
    db,
    org,
    { scans: [scan], shown: SHOWN, where, limit: page.limit, cursor: page.cursor },
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

/** How many letters of a source nobody has replayed, `max` at most. */
export async function countOpenLetters(db: D1Database, org: string, source: string, max: number): Promise<number> {
  const row = await db
    .prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM dead_letter INDEXED BY dead_letter_org_source
       WHERE org = ? AND source_id = ? AND replayed_at IS NULL LIMIT ?)`,
    )
    .bind(org, source, max)
    .first<{ n: number }>();
  return row?.n ?? 0;
}
