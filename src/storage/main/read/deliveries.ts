import type { delivery } from '../schema.ts';
import type { Page, PageRequest } from './cursor.ts';
import { equal, keysetPage, type Row } from './keyset.ts';

type Stored = typeof delivery.$inferSelect;
export type Delivery = Omit<Stored, 'test'> & { readonly test: boolean };
const told = (r: Stored): Delivery => ({ ...r, test: r.test !== 0 });

export interface DeliveryFilter {
  readonly source?: string | undefined;
  readonly verdict?: 'processed' | 'partial' | 'dead' | undefined;
}

const COLUMNS = (
  [
    ['id', 'id'],
    ['org', 'org'],
    ['source_id', 'sourceId'],
    ['kind', 'kind'],
    ['accepted_at', 'acceptedAt'],
    ['processed_at', 'processedAt'],
    ['bytes', 'bytes'],
    ['events', 'events'],
    ['duplicates', 'duplicates'],
    ['rejected', 'rejected'],
    ['findings', 'findings'],
    ['verdict', 'verdict'],
    ['block_key', 'blockKey'],
    ['"offset"', 'offset'],
    ['length', 'length'],
    ['test', 'test'],
    ['lag_ms', 'lagMs'],
    ['lag_max_ms', 'lagMaxMs'],
    ['ahead_ms', 'aheadMs'],
    ['last_event_at', 'lastEventAt'],
  ] as const
)
  .map(([column, name]) => `t.${column} AS "${name}"`)
  .join(', ');

/** What senders delivered, last accepted first. */
export async function listDeliveries(
  db: D1Database,
  org: string,
  page: PageRequest & DeliveryFilter,
): Promise<Page<Delivery>> {
  const base = { table: 'delivery', at: 'accepted_at', id: 'id' };
  const troubled = page.verdict !== undefined && page.verdict !== 'processed';
  const from = troubled ? 't' : 's';
  return keysetPage(
    db,
    org,
    {
      scans: [
        troubled
          ? {
              ...base,
              index: 'delivery_org_trouble',
              equals: [['verdict', page.verdict ?? '']] as const,
              partial: `verdict <> 'processed'`,
            }
          : { ...base, index: 'delivery_org_accepted', equals: [], covers: ['source_id', 'verdict'] },
      ],
      shown: { table: 'delivery', id: 'id', columns: COLUMNS },
      where: [
        ...(page.source === undefined ? [] : [equal(`${from}.source_id`, page.source)]),
        ...(page.verdict === 'processed' ? [equal('s.verdict', page.verdict)] : []),
      ],
      limit: page.limit,
      cursor: page.cursor,
    },
    ({ at: _at, ...r }: Row & Stored): Delivery => told(r),
  );
}

export async function getDelivery(db: D1Database, org: string, id: string): Promise<Delivery | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM delivery t WHERE t.id = ? AND t.org = ?`)
    .bind(id, org)
    .first<Stored>();
  return row ? told(row) : undefined;
}
