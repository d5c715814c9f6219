import type { FeedInput, FeedItem, Topic } from '../../src/contracts/feed.ts';
import { HOUR_MS } from '../../src/kit/clock.ts';
import { digestOf } from '../../src/kit/crypto.ts';
import { migrate, type SqlLike } from '../../src/kit/sql.ts';
import { FEED_MIGRATIONS } from './migrations.ts';

/** What an organisation's feed keeps: more than a day's work of people, less than a row's weight matters. */
export const KEPT_ITEMS = 20_000;
export const KEPT_MS = 24 * HOUR_MS;
/** Rows removed in one go, so that pruning never holds a publish up; twice what came, if that is more, so that it keeps pace. */
const PRUNE_ROWS = 500;
/** Of the items' data in one answer: a message that any proxy lets through. At least one item goes whatever its size. */
const ANSWER_MAX_CHARS = 256 * 1024;

interface ItemRow {
  readonly seq: number;
  readonly topic: string;
  readonly key: string;
  readonly version: number;
  readonly at: number;
  readonly data: string;
  readonly [column: string]: string | number;
}

const itemOf = (r: ItemRow): FeedItem => ({
  seq: r.seq,
  topic: r.topic as Topic,
  key: r.key,
  version: r.version,
  at: r.at,
  data: JSON.parse(r.data) as Record<string, unknown>,
});

/** An organisation's feed in a Durable Object's SQLite: items under rising numbers, and what was last said of each key. */
export class FeedStore {
  private readonly sql: SqlLike;

  constructor(sql: SqlLike) {
    this.sql = sql;
    migrate(sql, FEED_MIGRATIONS);
  }

  /** Keeps what is news, in order; answers those items. Call it in a transaction. */
  append(items: readonly FeedInput[], now: number): FeedItem[] {
    const kept: FeedItem[] = [];
    for (const item of items) {
      const digest = digestOf(item.data);
      const known = this.sql
        .exec<{ version: number; digest: string; seq: number }>(
          'SELECT version, digest, seq FROM latest WHERE topic = ? AND key = ?',
          item.topic,
          item.key,
        )
        .toArray()[0];
      if (known !== undefined && known.version >= item.version) continue;
      const same = known?.digest === digest;
      const seq = same ? known.seq : this.insert(item, now);
      this.sql.exec(
        'INSERT INTO latest (topic, key, version, digest, seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT (topic, key) DO UPDATE SET version = excluded.version, digest = excluded.digest, seq = excluded.seq',
        item.topic,
        item.key,
        item.version,
        digest,
        seq,
      );
      if (!same) kept.push({ ...item, seq });
    }
    if (kept.length > 0) this.prune(now, Math.max(PRUNE_ROWS, 2 * kept.length));
    return kept;
  }

  private insert(item: FeedInput, now: number): number {
    return this.sql
      .exec<{ seq: number }>(
        'INSERT INTO item (topic, key, version, at, kept_at, data) VALUES (?, ?, ?, ?, ?, ?) RETURNING seq',
        item.topic,
        item.key,
        item.version,
        item.at,
        now,
        JSON.stringify(item.data),
      )
      .one().seq;
  }

  /** Items after `seq` of some topics, oldest first: `limit` at most, fewer where they are large. `more`: others may follow. */
  after(seq: number, topics: readonly Topic[], limit: number): { items: FeedItem[]; more: boolean } {
    const rows = this.sql
      .exec<ItemRow>(
        'SELECT seq, topic, key, version, at, data FROM item WHERE seq > ? AND topic IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?',
        seq,
        JSON.stringify(topics),
        limit,
      )
      .toArray();
    let chars = 0;
    const fitting = rows.filter((r, i) => (chars += r.data.length) <= ANSWER_MAX_CHARS || i === 0);
    return { items: fitting.map(itemOf), more: fitting.length < rows.length || rows.length === limit };
  }

  /** The newest number given; 0 before the first. */
  newest(): number {
    // AUTOINCREMENT's own counter: pruning everything must not make numbers begin again.
    return this.sql.exec<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'item'").toArray()[0]?.seq ?? 0;
  }

  /** The number before the oldest kept item: a listener that has seen it has missed nothing. */
  floor(): number {
    const oldest = this.sql.exec<{ seq: number | null }>('SELECT min(seq) AS seq FROM item').one().seq;
    return oldest === null ? this.newest() : oldest - 1;
  }

  private prune(now: number, rows: number): void {
    const surplus = this.newest() - KEPT_ITEMS;
    const isStale = (r: { seq: number; kept_at: number }): boolean => r.seq <= surplus || r.kept_at < now - KEPT_MS;
    const first = (limit: number) =>
      this.sql
        .exec<{ seq: number; kept_at: number }>('SELECT seq, kept_at FROM item ORDER BY seq LIMIT ?', limit)
        .toArray();
    // One row looked at where nothing is to be done. Only from the oldest on, without a gap: a cursor is older than all
    // that is kept, or nothing behind it is missing, even where a clock went back.
    if (first(1).some(isStale)) {
      const oldest = first(rows);
      const kept = oldest.findIndex((r) => !isStale(r));
      this.sql.exec('DELETE FROM item WHERE seq <= ?', oldest.at(kept === -1 ? -1 : kept - 1)!.seq);
    }
    // What was last said of a key is remembered as long again: a late repetition is still no news.
    this.sql.exec(
      'DELETE FROM latest WHERE (topic, key) IN (SELECT topic, key FROM latest WHERE seq <= ? ORDER BY seq LIMIT ?)',
      this.newest() - 2 * KEPT_ITEMS,
      rows,
    );
  }
}
