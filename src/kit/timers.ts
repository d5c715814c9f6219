import type { Migration, SqlLike } from './sql.ts';

/** One alarm, many timers: rows of a Durable Object's SQLite share its single alarm. */
export const TIMER_MIGRATION_SQL = 'CREATE TABLE timer (name TEXT PRIMARY KEY, due INTEGER NOT NULL, body TEXT)';
export const timerMigration = (id: number): Migration => ({ id, name: 'timer', sql: TIMER_MIGRATION_SQL });

export interface TimerRow {
  readonly name: string;
  readonly due: number;
  readonly body: string | null;
}

export class Timers {
  private readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  set(name: string, due: number, body: string | null = null): void {
    this.sql.exec(
      'INSERT INTO timer (name, due, body) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET due = excluded.due, body = excluded.body',
      name,
      due,
      body,
    );
  }

  clear(name: string): void {
    this.sql.exec('DELETE FROM timer WHERE name = ?', name);
  }

  /** Timers due at `now`, earliest first. They stay until cleared: clear each in the transaction that handles it. */
  due(now: number): TimerRow[] {
    return this.sql
      .exec<{ name: string; due: number; body: string | null }>(
        'SELECT name, due, body FROM timer WHERE due <= ? ORDER BY due, name',
        now,
      )
      .toArray();
  }

  /** When the alarm must fire, or `undefined` if no timer is set. */
  next(): number | undefined {
    return this.sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM timer').one().due ?? undefined;
  }
}

/** The part of `ctx.storage` that arming needs. */
export interface AlarmPort {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
}

/**
 * Brings the object's alarm in line with the earliest of `dues`. Call at construction (a past-due alarm cannot be trusted
 * to fire), after every transaction, and first thing in `alarm()` (Cloudflare gives up after six failures).
 */
export async function armAlarm(port: AlarmPort, ...dues: readonly (number | undefined)[]): Promise<void> {
  const set = dues.filter((d) => d !== undefined);
  if (set.length === 0) return;
  const next = Math.min(...set);
  const current = await port.getAlarm();
  if (current === null || current > next || current <= Date.now()) await port.setAlarm(next);
}
