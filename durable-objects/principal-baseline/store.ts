import { Baseline } from '../../src/detect/baseline/baseline.ts';
import { fromBytes, toBytes } from '../../src/detect/baseline/codec.ts';
import type { SqlLike } from '../../src/kit/sql.ts';

/** Active days from which on a principal is kept before those that were hardly met. */
const KNOWN_DAYS = 7;

/** Rows of one shard. Synchronous: callers choose the transaction. */
export class PrincipalBaselineStore {
  private readonly sql: SqlLike;
  /** Counted once, then kept in step: counting reads every row. */
  private count: number | undefined;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  meta(key: string): string | undefined {
    return this.sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value;
  }
  setMeta(key: string, value: string): void {
    this.sql.exec('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', key, value);
  }

  get principals(): number {
    this.count ??= this.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM principal').one().n;
    return this.count;
  }

  /** Baselines by key, new ones for those that are not known. */
  load(keys: readonly string[]): Map<string, Baseline> {
    const found = new Map(
      this.sql
        .exec<{ key: string; body: ArrayBuffer }>(
          'SELECT key, body FROM principal WHERE key IN (SELECT value FROM json_each(?))',
          JSON.stringify(keys),
        )
        .toArray()
        .map((r) => [r.key, fromBytes(new Uint8Array(r.body))]),
    );
    return new Map(keys.map((key) => [key, found.get(key) ?? new Baseline()]));
  }

  save(baselines: ReadonlyMap<string, Baseline>, today: number): void {
    const before = this.principals;
    let added = 0;
    for (const [key, baseline] of baselines) {
      const known = baseline.active >= KNOWN_DAYS ? 1 : 0;
      const body = toBytes(baseline).buffer;
      const row = this.sql
        .exec<{ id: number }>(
          'UPDATE principal SET known = ?, seen = ?, body = ? WHERE key = ? RETURNING id',
          known,
          today,
          body,
          key,
        )
        .toArray();
      if (row.length > 0) continue;
      this.sql.exec('INSERT INTO principal (key, known, seen, body) VALUES (?, ?, ?, ?)', key, known, today, body);
      added++;
    }
    this.count = before + added;
  }

  /**
   * Forgets the least recently seen beyond `most`, those that were hardly met before all others: made-up principals push out each other,
   * not those who are known. Answers how many.
   */
  evict(most: number): number {
    const excess = this.principals - most;
    if (excess <= 0) return 0;
    return this.remove(
      'DELETE FROM principal WHERE id IN (SELECT id FROM principal ORDER BY known, seen, id LIMIT ?) RETURNING id',
      excess,
    );
  }

  /** Forgets those not seen since a day, at most `limit` at a time. */
  sweep(before: number, limit: number): number {
    return this.remove(
      'DELETE FROM principal WHERE id IN (SELECT id FROM principal WHERE known IN (0, 1) AND seen < ? LIMIT ?) RETURNING id',
      before,
      limit,
    );
  }

  private remove(query: string, ...bindings: readonly unknown[]): number {
    const before = this.principals;
    const removed = this.sql.exec<{ id: number }>(query, ...bindings).toArray().length;
    this.count = before - removed;
    return removed;
  }

  /** A transaction that failed took its rows back. */
  forgetCount(): void {
    this.count = undefined;
  }
}
