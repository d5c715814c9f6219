import { deterministicId } from '../../../kit/ids.ts';
import type { deadLetter } from '../schema.ts';
import { columns, jsonStatements } from './json-rows.ts';

export type DeadLetterRow = typeof deadLetter.$inferSelect;

/** A reason is for a person to read; what is quoted in it may be a stranger's. */
const REASON_MAX_CHARS = 1000;
/** A message's body is kept whole up to what a queue carries. */
const BODY_MAX_CHARS = 128_000;

export interface NewDeadLetter {
  readonly org: string;
  readonly kind: 'delivery' | 'record' | 'message';
  /** Queue or source kind that it fell out of */
  readonly origin: string;
  readonly reason: string;
  readonly place?: string;
  readonly delivery?: string;
  readonly blockKey?: string;
  readonly sourceId?: string;
  readonly body?: string;
  readonly attempts: number;
}

/** The same delivery, place and body always make the same dead letter. */
export const deadLetterId = (d: NewDeadLetter): string =>
  deterministicId('dead', d.org, d.kind, d.origin, d.delivery ?? '', d.place ?? '', d.body ?? '');

const SQL = `INSERT INTO dead_letter (id, org, kind, origin, reason, place, delivery, block_key, body, at, attempts, source_id, replayed_at)
  SELECT ${columns(12)}, NULL FROM json_each(?1) WHERE true
  ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, attempts = max(attempts, excluded.attempts) WHERE dead_letter.org = excluded.org`;

export function insertDeadLetters(
  db: D1Database,
  org: string,
  letters: readonly NewDeadLetter[],
  now: number,
): D1PreparedStatement[] {
  return jsonStatements(
    db,
    SQL,
    letters.map((d) => {
      if (d.org !== org) throw new Error(`a dead letter of ${d.org} was about to be written for ${org}`);
      return [
        deadLetterId(d),
        d.org,
        d.kind,
        d.origin,
        d.reason.slice(0, REASON_MAX_CHARS).toWellFormed(),
        d.place ?? null,
        d.delivery ?? null,
        d.blockKey ?? null,
        d.body?.slice(0, BODY_MAX_CHARS) ?? null,
        now,
        d.attempts,
        d.sourceId ?? null,
      ];
    }),
  );
}

/** One dead letter of this organisation. */
export async function getDeadLetter(db: D1Database, org: string, id: string): Promise<DeadLetterRow | undefined> {
  const row = await db
    .prepare(
      `SELECT id, org, kind, origin, reason, place, delivery, block_key AS blockKey, body, at, attempts, replayed_at AS replayedAt, source_id AS sourceId
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
