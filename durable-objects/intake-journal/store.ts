import type { BlockEntry } from '../../src/contracts/delivery.ts';
import { DAY_MS } from '../../src/kit/clock.ts';
import { sha256Hex } from '../../src/kit/crypto.ts';
import type { SqlLike, SqlValue } from '../../src/kit/sql.ts';
import type { BlockPart } from '../../src/storage/raw/block.ts';

/** A sender that retries does so within a day; Firehose, the most patient, for that long at most by default. */
export const SENDER_MEMORY_MS = DAY_MS;
/** Bounds the table of a source that gives each delivery an id: the newest are kept. */
export const SENDER_MAX_ROWS = 200_000;
/** Longer ids are kept as their hash. */
const SENDER_ID_MAX_CHARS = 64;

export interface BlockRow extends Record<string, SqlValue> {
  readonly id: string;
  readonly key: string;
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
  /** 1 once the block lies in R2. */
  readonly stored: number;
  /** Times that its message was sent, or tried to be. */
  readonly attempts: number;
  readonly due: number;
}

/** Rows of one journal. Every method is synchronous: callers choose the transaction. */
export class JournalStore {
  private readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  meta(key: string): string | undefined {
    return this.sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value;
  }
  setMeta(key: string, value: string): void {
    this.sql.exec('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', key, value);
  }

  /** The delivery that a sender's id already stands for. */
  knownSender(senderId: string, now: number): string | undefined {
    return this.sql
      .exec<{ delivery: string }>(
        'SELECT delivery FROM sender WHERE id = ? AND at >= ?',
        senderKey(senderId),
        now - SENDER_MEMORY_MS,
      )
      .toArray()[0]?.delivery;
  }

  /** Claims a sender's id for a delivery; answers the delivery that holds it, which is another one for a repetition. */
  claimSender(senderId: string, delivery: string, now: number): string {
    const cutoff = now - SENDER_MEMORY_MS;
    return this.sql
      .exec<{ delivery: string }>(
        `INSERT INTO sender (id, delivery, at) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET
           delivery = CASE WHEN at < ?4 THEN excluded.delivery ELSE delivery END, at = CASE WHEN at < ?4 THEN excluded.at ELSE at END
         RETURNING delivery`,
        senderKey(senderId),
        delivery,
        now,
        cutoff,
      )
      .one().delivery;
  }

  purgeSenders(now: number, maxRows = SENDER_MAX_ROWS): void {
    this.sql.exec('DELETE FROM sender WHERE at < ?', now - SENDER_MEMORY_MS);
    this.sql.exec(
      'DELETE FROM sender WHERE at < (SELECT at FROM sender ORDER BY at DESC LIMIT 1 OFFSET ? - 1)',
      maxRows,
    );
  }

  /** Returns the part's number. */
  addPart(entries: readonly BlockEntry[], body: Uint8Array<ArrayBuffer>, at: number): number {
    return this.sql
      .exec<{ seq: number }>(
        'INSERT INTO part (entries, body, bytes, at) VALUES (?, ?, ?, ?) RETURNING seq',
        JSON.stringify(entries),
        body.buffer,
        body.byteLength,
        at,
      )
      .one().seq;
  }

  parts(first: number, last: number): BlockPart[] {
    return this.sql
      .exec<{ entries: string; body: ArrayBuffer }>(
        'SELECT entries, body FROM part WHERE seq BETWEEN ? AND ? ORDER BY seq',
        first,
        last,
      )
      .toArray()
      .map((r) => ({ entries: JSON.parse(r.entries) as BlockEntry[], body: new Uint8Array(r.body) }));
  }

  /** Parts that no block holds yet: what a crash left between commit and flush. Bodies are not read. */
  looseParts(): { seq: number; bytes: number; at: number }[] {
    return this.sql
      .exec<{ seq: number; bytes: number; at: number }>(
        'SELECT seq, bytes, at FROM part WHERE seq > (SELECT COALESCE(MAX(last), 0) FROM block) ORDER BY seq',
      )
      .toArray();
  }

  addBlock(block: Omit<BlockRow, 'attempts'>): void {
    this.sql.exec(
      'INSERT INTO block (id, key, first, last, bytes, stored, due) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      block.id,
      block.key,
      block.first,
      block.last,
      block.bytes,
      block.stored,
      block.due,
    );
  }

  /** The block lies in R2 and its message was sent; `due` is when it is sent again unless it is done before. */
  sent(id: string, due: number): void {
    this.sql.exec('UPDATE block SET stored = 1, attempts = attempts + 1, due = ? WHERE id = ?', due, id);
  }

  retry(id: string, due: number): void {
    this.sql.exec('UPDATE block SET attempts = attempts + 1, due = ? WHERE id = ?', due, id);
  }

  postpone(id: string, due: number): void {
    this.sql.exec('UPDATE block SET due = ? WHERE id = ?', due, id);
  }

  due(now: number, limit: number): BlockRow[] {
    return this.sql.exec<BlockRow>('SELECT * FROM block WHERE due <= ? ORDER BY due LIMIT ?', now, limit).toArray();
  }

  nextDue(): number | undefined {
    return this.sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM block').one().due ?? undefined;
  }

  /** Makes the `limit` blocks that would come first due now. */
  hasten(now: number, limit: number): void {
    this.sql.exec(
      'UPDATE block SET due = ?1 WHERE due > ?1 AND id IN (SELECT id FROM block ORDER BY due LIMIT ?2)',
      now,
      limit,
    );
  }

  /** Forgets processed blocks with their parts; returns the bytes that became free in the journal. Unknown ids are nothing. */
  done(ids: readonly string[]): number {
    const gone = this.sql
      .exec<BlockRow>('DELETE FROM block WHERE id IN (SELECT value FROM json_each(?)) RETURNING *', JSON.stringify(ids))
      .toArray();
    for (const b of gone) if (b.last > 0) this.sql.exec('DELETE FROM part WHERE seq BETWEEN ? AND ?', b.first, b.last);
    return gone.reduce((n, b) => n + (b.last > 0 ? b.bytes : 0), 0);
  }

  /** Bytes and blocks that are not done. */
  pending(): { bytes: number; blocks: number } {
    return this.sql
      .exec<{ bytes: number; blocks: number }>(
        'SELECT (SELECT COALESCE(SUM(bytes), 0) FROM part) AS bytes, (SELECT COUNT(*) FROM block) AS blocks',
      )
      .one();
  }

  registerJournal(name: string): void {
    this.sql.exec('INSERT INTO journal (name) VALUES (?) ON CONFLICT (name) DO NOTHING', name);
  }
  journals(after: string, limit: number): string[] {
    return this.sql
      .exec<{ name: string }>('SELECT name FROM journal WHERE name > ? ORDER BY name LIMIT ?', after, limit)
      .toArray()
      .map((r) => r.name);
  }
}

const senderKey = (id: string): string => (id.length <= SENDER_ID_MAX_CHARS ? id : `sha256:${sha256Hex(id)}`);
