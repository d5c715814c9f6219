import type { Migration, SqlLike } from './sql.ts';

/** Effects leave a Durable Object through rows written in the same transaction as the state that caused them. */
export const OUTBOX_MIGRATION_SQL =
  'CREATE TABLE outbox (id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL, last_error TEXT); CREATE INDEX outbox_due ON outbox (due)';
export const outboxMigration = (id: number): Migration => ({ id, name: 'outbox', sql: OUTBOX_MIGRATION_SQL });

export interface OutboxRow {
  readonly id: string;
  readonly kind: string;
  readonly body: string;
  readonly attempts: number;
  readonly due: number;
}

export class Outbox {
  private readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  /** Adds an effect; the same id again is the same effect and changes nothing. */
  add(id: string, kind: string, body: unknown, due: number): void {
    this.sql.exec(
      'INSERT INTO outbox (id, kind, body, due) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      id,
      kind,
      JSON.stringify(body),
      due,
    );
  }

  due(now: number, limit: number): OutboxRow[] {
    return this.sql
      .exec<{ id: string; kind: string; body: string; attempts: number; due: number }>(
        'SELECT id, kind, body, attempts, due FROM outbox WHERE due <= ? ORDER BY due, id LIMIT ?',
        now,
        limit,
      )
      .toArray();
  }

  /** Due rows of one kind, in the order in which they were added: for effects that go together in one call. */
  dueOf(kind: string, now: number, limit: number): OutboxRow[] {
    return this.sql
      .exec<{
        id: string;
        kind: string;
        body: string;
        attempts: number;
        due: number;
      }>(
        'SELECT id, kind, body, attempts, due FROM outbox WHERE kind = ? AND due <= ? ORDER BY rowid LIMIT ?',
        kind,
        now,
        limit,
      )
      .toArray();
  }

  /** Makes waiting rows of one kind due by `due` at the latest. */
  hasten(kind: string, due: number): void {
    this.sql.exec('UPDATE outbox SET due = ? WHERE kind = ? AND due > ? AND attempts = 0', due, kind, due);
  }

  done(id: string): void {
    this.sql.exec('DELETE FROM outbox WHERE id = ?', id);
  }

  retry(id: string, due: number, error: string): void {
    this.sql.exec(
      'UPDATE outbox SET attempts = attempts + 1, due = ?, last_error = ? WHERE id = ?',
      due,
      error.slice(0, 500),
      id,
    );
  }

  next(): number | undefined {
    return this.sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM outbox').one().due ?? undefined;
  }
}

const BACKOFF_FIRST_MS = 200;
const BACKOFF_CAP_MS = 60_000;

/** Exponential backoff with a cap: 200 ms, 400 ms, … one minute. */
export const backoffMs = (attempts: number): number =>
  Math.min(BACKOFF_CAP_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempts, 20));

export interface DrainDeps {
  readonly outbox: Outbox;
  readonly now: () => number;
  /** Carries one effect out. Resolving means that it is done for good; throwing means try again later. */
  readonly perform: (row: OutboxRow) => Promise<void>;
  /** Called instead of a further try once `maxAttempts` were made; it must leave an owner (an event, an escalation). */
  readonly giveUp: (row: OutboxRow, error: string) => void;
  readonly maxAttempts: number;
  /** Kinds that are never given up, however often they fail: what they carry must not be lost. */
  readonly keep?: ReadonlySet<string>;
}

/** Rows a drain takes at a time. */
const DRAIN_BATCH = 64;

/** Performs all due rows, concurrently. Never throws: failures are rescheduled or given up to an owner. */
export async function drainOutbox(deps: DrainDeps): Promise<number> {
  const rows = deps.outbox.due(deps.now(), DRAIN_BATCH);
  await Promise.all(
    rows.map(async (row) => {
      try {
        await deps.perform(row);
        deps.outbox.done(row.id);
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        if (row.attempts + 1 >= deps.maxAttempts && deps.keep?.has(row.kind) !== true) {
          deps.giveUp(row, message);
          deps.outbox.done(row.id);
        } else deps.outbox.retry(row.id, deps.now() + backoffMs(row.attempts), message);
      }
    }),
  );
  return rows.length;
}
