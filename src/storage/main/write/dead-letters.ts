import type { deadLetter } from '../schema.ts';
import { REASON_MAX_CHARS, rowOf, type NewDeadLetter } from './dead-letter-row.ts';
import { columns, jsonStatements } from './json-rows.ts';
import { byObject, insertObjectLetters } from './object-letters.ts';

export { deadLetterId, type NewDeadLetter } from './dead-letter-row.ts';

export type DeadLetterRow = typeof deadLetter.$inferSelect;

const SQL = `INSERT INTO dead_letter (id, org, kind, origin, reason, place, delivery, block_key, body, at, attempts, source_id, replayed_at)
  SELECT ${columns(12)}, NULL FROM json_each(?1) WHERE true
  ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, attempts = max(attempts, excluded.attempts) WHERE dead_letter.org = excluded.org`;

/**
 * Letters of one organisation. Those of fetched objects' records are kept up to a number an object and counted beyond
 * (object-letters.ts), for which their deliveries' rows must be written before.
 */
export function insertDeadLetters(
  db: D1Database,
  org: string,
  letters: readonly NewDeadLetter[],
  now: number,
): D1PreparedStatement[] {
  const foreign = letters.find((d) => d.org !== org);
  if (foreign) throw new Error(`a dead letter of ${foreign.org} was about to be written for ${org}`);
  const { own, ofObjects } = byObject(letters);
  return [
    ...jsonStatements(
      db,
      SQL,
      own.map((d) => rowOf(d, now)),
    ),
    ...insertObjectLetters(db, org, ofObjects, now),
  ];
}

/** One dead letter of this organisation. */
export async function getDeadLetter(db: D1Database, org: string, id: string): Promise<DeadLetterRow | undefined> {
  const row = await db
    .prepare(
      `SELECT id, org, kind, origin, reason, place, delivery, block_key AS blockKey, body, at, attempts, replayed_at AS replayedAt, source_id AS sourceId, object
       FROM dead_letter WHERE org = ?1 AND id = ?2`,
    )
    .bind(org, id)
    .first<DeadLetterRow>();
  return row ?? undefined;
}

export async function markReplayed(db: D1Database, org: string, id: string, now: number): Promise<void> {
  await db.prepare('UPDATE dead_letter SET replayed_at = ?3 WHERE org = ?1 AND id = ?2').bind(org, id, now).run();
}

/** A replay that failed again: how often it was tried, and why it did not go this time. */
export async function markFailedAgain(db: D1Database, org: string, id: string, reason: string): Promise<void> {
  await db
    .prepare('UPDATE dead_letter SET attempts = attempts + 1, reason = ?3 WHERE org = ?1 AND id = ?2')
    .bind(org, id, reason.slice(0, REASON_MAX_CHARS).toWellFormed())
    .run();
}

/** Several letters after their replay: those that went, and those that failed again with the reason by id. */
export function settleLetters(
  db: D1Database,
  org: string,
  replayed: readonly string[],
  failed: ReadonlyMap<string, string>,
  now: number,
): D1PreparedStatement[] {
  const reasons = [...failed].map(([id, why]) => [id, why.slice(0, REASON_MAX_CHARS).toWellFormed()]);
  return [
    db
      .prepare(
        'UPDATE dead_letter SET replayed_at = ?2 WHERE org = ?1 AND id IN (SELECT value FROM json_each(?3)) AND replayed_at IS NULL',
      )
      .bind(org, now, JSON.stringify(replayed)),
    db
      .prepare(
        `UPDATE dead_letter SET attempts = attempts + 1, reason = again.why
         FROM (SELECT value ->> 0 AS id, value ->> 1 AS why FROM json_each(?2)) again
         WHERE dead_letter.org = ?1 AND dead_letter.id = again.id`,
      )
      .bind(org, JSON.stringify(reasons)),
  ];
}
