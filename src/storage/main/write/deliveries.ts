import type { delivery } from '../schema.ts';
import { columns, jsonStatements } from './json-rows.ts';

export type NewDelivery = typeof delivery.$inferInsert;

const SQL = `INSERT INTO delivery (id, org, source_id, kind, accepted_at, processed_at, bytes, events, duplicates, rejected, findings, verdict, block_key, "offset", length,
    test, lag_ms, lag_max_ms, ahead_ms, last_event_at)
  SELECT ${columns(20)} FROM json_each(?1) WHERE true
  ON CONFLICT (id) DO UPDATE SET processed_at = excluded.processed_at, events = excluded.events, duplicates = excluded.duplicates,
    rejected = excluded.rejected, findings = excluded.findings, verdict = excluded.verdict,
    lag_ms = coalesce(excluded.lag_ms, delivery.lag_ms), lag_max_ms = coalesce(excluded.lag_max_ms, delivery.lag_max_ms),
    ahead_ms = coalesce(excluded.ahead_ms, delivery.ahead_ms), last_event_at = coalesce(excluded.last_event_at, delivery.last_event_at)
  WHERE delivery.org = excluded.org AND (excluded.verdict <> 'dead' OR delivery.verdict = 'dead')`;

/** What became of deliveries; a repetition replaces the counts, but what was processed once is never dead afterwards. Rows of another organisation than `org` are a bug and throw. */
export function upsertDeliveries(db: D1Database, org: string, rows: readonly NewDelivery[]): D1PreparedStatement[] {
  return jsonStatements(
    db,
    SQL,
    rows.map((r) => {
      if (r.org !== org) throw new Error(`a delivery of ${r.org} was about to be written for ${org}`);
      return [
        r.id,
        r.org,
        r.sourceId,
        r.kind,
        r.acceptedAt,
        r.processedAt,
        r.bytes,
        r.events,
        r.duplicates,
        r.rejected,
        r.findings,
        r.verdict,
        r.blockKey,
        r.offset,
        r.length,
        r.test ?? 0,
        r.lagMs ?? null,
        r.lagMaxMs ?? null,
        r.aheadMs ?? null,
        r.lastEventAt ?? null,
      ];
    }),
  );
}
