import { entryLeaf, makeEntry } from '../../src/audit/chain.ts';
import { appendLeaf, rootOf, type NodeStore } from '../../src/audit/merkle.ts';
import { NO_HASH, type Entry, type EntryInput, type TreeHead } from '../../src/contracts/ledger.ts';
import { toHex } from '../../src/kit/bytes.ts';
import { canonicalJson } from '../../src/kit/canonical.ts';
import { failure, type Failure } from '../../src/kit/errors.ts';
import { err, ok, type Result } from '../../src/kit/result.ts';
import type { SqlLike } from '../../src/kit/sql.ts';

/** Entries, tree and heads of one organisation in SQLite. Every method that writes is called inside a transaction. */
export class LedgerStore {
  private readonly sql: SqlLike;
  readonly nodes: NodeStore;

  constructor(sql: SqlLike) {
    this.sql = sql;
    this.nodes = {
      get: (level, position) => {
        const row = sql
          .exec<{ hash: ArrayBuffer }>('SELECT hash FROM node WHERE level = ? AND position = ?', level, position)
          .toArray()[0];
        return row && new Uint8Array(row.hash);
      },
      // Plain INSERT: a complete subtree never changes, and a second write would be a bug worth stopping at.
      put: (level, position, hash) =>
        void sql.exec('INSERT INTO node (level, position, hash) VALUES (?, ?, ?)', level, position, hash),
    };
  }

  meta(key: string): string | undefined {
    return this.sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value;
  }

  setMeta(key: string, value: string): void {
    this.sql.exec(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      value,
    );
  }

  /** Leaves in the tree. */
  size(): number {
    return this.sql.exec<{ size: number }>('SELECT COALESCE(MAX(idx) + 1, 0) AS size FROM entry').one().size;
  }

  /** Root of the first `size` leaves, hex. */
  root(size: number): string {
    return toHex(rootOf(this.nodes, size));
  }

  /**
   * Appends all of the inputs or none. One whose id is known is passed over if it says the same (`at` aside, since a caller
   * that asks again has a later clock); if it says something else the whole call is refused, for its caller would believe
   * that this stands in the ledger.
   */
  append(inputs: readonly EntryInput[]): Result<{ size: number; added: number }, Failure> {
    const fresh = new Map<string, EntryInput>();
    for (const input of inputs) {
      const before = fresh.get(input.id) ?? this.byId(input.id);
      if (before === undefined) fresh.set(input.id, input);
      else if (statement(before) !== statement(input))
        return err(
          failure(
            'conflict',
            `entry ${input.id} is in the ledger with another content; an entry never changes, use a new id`,
          ),
        );
    }
    let index = this.size();
    for (const input of fresh.values()) {
      const tip = this.sql
        .exec<{ seq: number; hash: string }>(
          'SELECT seq, hash FROM entry WHERE chain = ? ORDER BY seq DESC LIMIT 1',
          input.chain,
        )
        .toArray()[0];
      const entry = makeEntry(input, { seq: tip ? tip.seq + 1 : 0, prev: tip?.hash ?? NO_HASH, index });
      this.sql.exec(
        'INSERT INTO entry (idx, id, chain, seq, hash, body) VALUES (?, ?, ?, ?, ?, ?)',
        index,
        entry.id,
        entry.chain,
        entry.seq,
        entry.hash,
        canonicalJson(entry),
      );
      appendLeaf(this.nodes, index, entryLeaf(entry));
      index += 1;
    }
    return ok({ size: index, added: fresh.size });
  }

  private byId(id: string): Entry | undefined {
    return parseRow(this.sql.exec<{ body: string }>('SELECT body FROM entry WHERE id = ?', id).toArray()[0]);
  }

  lastOf(chain: string): Entry | undefined {
    return parseRow(
      this.sql
        .exec<{ body: string }>('SELECT body FROM entry WHERE chain = ? ORDER BY seq DESC LIMIT 1', chain)
        .toArray()[0],
    );
  }

  /** A chain's entries up to the leaf `size - 1`, in order. */
  chain(chain: string, size: number): Entry[] {
    return this.sql
      .exec<{ body: string }>('SELECT body FROM entry WHERE chain = ? AND idx < ? ORDER BY seq', chain, size)
      .toArray()
      .map((r) => JSON.parse(r.body) as Entry);
  }

  /** Characters that a chain's entries take as JSON. */
  chainLength(chain: string): number {
    return this.sql
      .exec<{ n: number }>('SELECT COALESCE(SUM(LENGTH(body)), 0) AS n FROM entry WHERE chain = ?', chain)
      .one().n;
  }

  /** The canonical JSON of the entries [first, first + count), as stored. */
  bodies(first: number, count: number): string[] {
    return this.sql
      .exec<{ body: string }>('SELECT body FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx', first, first + count)
      .toArray()
      .map((r) => r.body);
  }

  head(size: number): TreeHead | undefined {
    const row = this.sql.exec<{ body: string }>('SELECT body FROM head WHERE size = ?', size).toArray()[0];
    return row && (JSON.parse(row.body) as TreeHead);
  }

  /** When the newest head was made, ms; 0 if there is none. */
  lastHeadAt(): number {
    const row = this.sql.exec<{ body: string }>('SELECT body FROM head ORDER BY size DESC LIMIT 1').toArray()[0];
    return row ? (JSON.parse(row.body) as TreeHead).at : 0;
  }

  /** Keeps a head and answers the one that stands for its size: the first, for ever. */
  keepHead(head: TreeHead): TreeHead {
    this.sql.exec(
      'INSERT INTO head (size, body) VALUES (?, ?) ON CONFLICT (size) DO NOTHING',
      head.size,
      canonicalJson(head),
    );
    return this.head(head.size)!;
  }

  fault(): { readonly key: string; readonly detail: string } | undefined {
    return this.sql
      .exec<{ key: string; detail: string }>('SELECT key, detail FROM fault ORDER BY at LIMIT 1')
      .toArray()[0];
  }

  setFault(key: string, detail: string, now: number): void {
    this.sql.exec(
      'INSERT INTO fault (key, detail, at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING',
      key,
      detail,
      now,
    );
  }

  clearFault(key: string): void {
    this.sql.exec('DELETE FROM fault WHERE key = ?', key);
  }
}

const parseRow = (row: { body: string } | undefined): Entry | undefined => row && (JSON.parse(row.body) as Entry);

/** What an entry says, apart from when and from its place. */
const statement = (e: EntryInput): string =>
  canonicalJson({ org: e.org, chain: e.chain, type: e.type, actor: e.actor, body: e.body });
