import { DAY_MS, HOUR_MS } from '../../../kit/clock.ts';
import type { RefusalReport } from '../../../contracts/rpc-sources.ts';

/** Longer than anybody looks back for why a sender was turned away. */
const KEPT_MS = 30 * DAY_MS;

const SQL = `INSERT INTO source_refusal (org, hour, source_id, code, n, last_at)
  SELECT ?1, ?2, ?3, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?4) WHERE true
  ON CONFLICT (org, hour, source_id, code) DO UPDATE SET n = n + excluded.n, last_at = max(last_at, excluded.last_at)`;

/** Adds what was turned away at a source's door to this hour. Told twice it counts twice: a number for people, not a record. */
export async function addRefusals(db: D1Database, report: RefusalReport, now: number): Promise<void> {
  const rows = report.counts.map((c) => [c.code, c.count, Math.min(c.at, now)]);
  await db
    .prepare(SQL)
    .bind(report.org, Math.floor(now / HOUR_MS), report.source, JSON.stringify(rows))
    .run();
}

/** Removes what is older than thirty days; answers how many rows. */
export async function sweepRefusals(db: D1Database, now: number): Promise<number> {
  const done = await db
    .prepare('DELETE FROM source_refusal WHERE hour < ?')
    .bind(Math.floor((now - KEPT_MS) / HOUR_MS))
    .run();
  return done.meta.changes;
}
