import { percentiles } from '../../../kit/percentile.ts';
import type { Range } from './range.ts';

export interface SourceHealth {
  readonly sourceId: string;
  /** When its last delivery was accepted, ms; within the range or before */
  readonly lastDeliveryAt: number;
  readonly deliveries: number;
  readonly events: number;
  readonly rejected: number;
  readonly findings: number;
  /** Median ms from acceptance to processing, over its share of the organisation's newest 1,000 deliveries; null if it has none there */
  readonly lagP50Ms: number | null;
  /** Of the newest 1,000 that nobody has replayed */
  readonly deadLettersOpen: number;
}

/** A queue whose messages fell out: an agent that could not do its work. */
export interface AgentHealth {
  readonly queue: string;
  readonly deadLettersOpen: number;
  readonly lastDeadLetterAt: number;
}

const HOUR_MS = 3_600_000;
const SOURCES_MAX = 200;
const NEWEST_DELIVERIES = 1_000;
const OPEN_LETTERS = 1_000;

interface Sums {
  readonly sourceId: string;
  readonly lastDeliveryAt: number;
  readonly deliveries: number;
  readonly events: number;
  readonly rejected: number;
  readonly findings: number;
}

/** Each source that ever delivered, in the order of ids, with what it delivered in the range (in whole hours). */
export async function sourceHealth(db: D1Database, org: string, range: Range): Promise<SourceHealth[]> {
  const [sums, lags, letters] = await Promise.all([
    db
      .prepare(
        // A seek from each source to the next: an index is not read whole for its few first columns.
        `WITH RECURSIVE src (id) AS (
           SELECT (SELECT source_id FROM source_hour WHERE org = ?1 ORDER BY source_id LIMIT 1)
           UNION ALL
           SELECT (SELECT source_id FROM source_hour WHERE org = ?1 AND source_id > src.id ORDER BY source_id LIMIT 1)
           FROM src WHERE src.id IS NOT NULL LIMIT ?4
         )
         SELECT src.id AS "sourceId",
           (SELECT last_accepted_at FROM source_hour l WHERE l.org = ?1 AND l.source_id = src.id ORDER BY l.hour DESC LIMIT 1) AS "lastDeliveryAt",
           coalesce(sum(h.deliveries), 0) AS deliveries, coalesce(sum(h.events - h.duplicates), 0) AS events,
           coalesce(sum(h.rejected), 0) AS rejected, coalesce(sum(h.findings), 0) AS findings
         FROM src LEFT JOIN source_hour h ON h.org = ?1 AND h.source_id = src.id AND h.hour >= ?2 AND h.hour < ?3
         WHERE src.id IS NOT NULL GROUP BY src.id`,
      )
      .bind(org, Math.floor(range.since / HOUR_MS), Math.ceil(range.until / HOUR_MS), SOURCES_MAX)
      .all<Sums>(),
    db
      .prepare(
        'SELECT source_id AS "sourceId", processed_at - accepted_at AS ms FROM delivery INDEXED BY delivery_org_accepted WHERE org = ? ORDER BY accepted_at DESC LIMIT ?',
      )
      .bind(org, NEWEST_DELIVERIES)
      .all<{ sourceId: string; ms: number }>(),
    db
      .prepare(
        `SELECT d.source_id AS "sourceId", count(*) AS n FROM (
           SELECT delivery FROM dead_letter INDEXED BY dead_letter_org_open WHERE org = ?1 AND replayed_at IS NULL
           ORDER BY at DESC LIMIT ?2
         ) letters CROSS JOIN delivery d ON d.id = letters.delivery WHERE d.org = ?1 GROUP BY d.source_id`,
      )
      .bind(org, OPEN_LETTERS)
      .all<{ sourceId: string; n: number }>(),
  ]);
  return sums.results.map((s) => {
    const ms = lags.results.filter((l) => l.sourceId === s.sourceId).map((l) => l.ms);
    return {
      ...s,
      lagP50Ms: percentiles(ms.toSorted((a, b) => a - b)).p50,
      deadLettersOpen: letters.results.find((l) => l.sourceId === s.sourceId)?.n ?? 0,
    };
  });
}

/** Queues with messages that nobody has replayed: what this database knows of the agents' health. */
export async function agentHealth(db: D1Database, org: string): Promise<AgentHealth[]> {
  const { results } = await db
    .prepare(
      `SELECT origin AS queue, count(*) AS "deadLettersOpen", max(at) AS "lastDeadLetterAt" FROM (
         SELECT d.origin, d.at, d.kind FROM dead_letter d INDEXED BY dead_letter_org_open
         WHERE d.org = ? AND d.replayed_at IS NULL ORDER BY d.at DESC LIMIT ?
       ) WHERE kind = 'message' GROUP BY origin`,
    )
    .bind(org, OPEN_LETTERS)
    .all<AgentHealth>();
  return results;
}
