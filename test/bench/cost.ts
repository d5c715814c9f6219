import type { BenchSession } from './session.ts';

/**
 * Cloudflare's public prices beyond the included amounts, US dollars (developers.cloudflare.com, pricing pages of
 * Workers, Durable Objects, D1, R2 and Queues).
 */
const PRICE = {
  workerRequest: 0.3 / 1e6,
  cpuMs: 0.02 / 1e6,
  durableObjectRequest: 0.15 / 1e6,
  rowWritten: 1 / 1e6,
  rowRead: 0.001 / 1e6,
  r2ClassA: 4.5 / 1e6,
  r2ClassB: 0.36 / 1e6,
  queueOperation: 0.4 / 1e6,
} as const;

/** Rows a D1 insert writes: the row, one for each index of its table, and its source's line of the hour. */
const DELIVERY_ROWS = 3;
/** SQLite rows that one journalled delivery costs in its Durable Object: written and deleted, with its block's share. */
const JOURNAL_ROWS_PER_DELIVERY = 2;
const JOURNAL_ROWS_PER_BLOCK = 4;
/** Operations a queue message: written, read, deleted. */
const OPERATIONS_PER_MESSAGE = 3;

export interface Operations {
  readonly deliveries: number;
  readonly blocks: number;
  readonly events: number;
}

/** What a run did, counted from what it left: deliveries in D1, blocks in R2. */
export async function countOperations(session: BenchSession, since: number): Promise<Operations> {
  const db = await session.fleet.miniflare.getD1Database('DB', 'vedette-console');
  const row = await db
    .prepare(
      'SELECT count(*) AS deliveries, count(DISTINCT block_key) AS blocks, coalesce(sum(events), 0) AS events FROM delivery WHERE accepted_at >= ?',
    )
    .bind(since)
    .first<Operations>();
  return row ?? { deliveries: 0, blocks: 0, events: 0 };
}

/** Dollars for a million quiet events at a run's own ratios of events to deliveries to blocks; CPU time is not in it. */
export function dollarsPerMillion(o: Operations): { total: number; lines: readonly (readonly [string, number])[] } {
  const scale = 1e6 / o.events;
  const lines: (readonly [string, number])[] = [
    ['Worker requests (one a delivery, one a block)', (o.deliveries + o.blocks) * PRICE.workerRequest],
    ['Durable Object requests (accept, done)', (o.deliveries + o.blocks) * PRICE.durableObjectRequest],
    [
      'Durable Object rows written',
      (o.deliveries * JOURNAL_ROWS_PER_DELIVERY + o.blocks * JOURNAL_ROWS_PER_BLOCK) * PRICE.rowWritten,
    ],
    ['D1 rows written', o.deliveries * DELIVERY_ROWS * PRICE.rowWritten],
    ['R2 puts and gets (one each a block)', o.blocks * (PRICE.r2ClassA + PRICE.r2ClassB)],
    [
      'queue operations (a block message and a hunt message)',
      o.blocks * 2 * OPERATIONS_PER_MESSAGE * PRICE.queueOperation,
    ],
  ];
  const scaled = lines.map(([name, dollars]) => [name, dollars * scale] as const);
  return { total: scaled.reduce((n, [, d]) => n + d, 0), lines: scaled };
}
