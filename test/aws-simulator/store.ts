import { sha256 } from '../../src/kit/crypto.ts';
import { toHex } from '../../src/kit/bytes.ts';
import { migrate, type Migration, type SqlLike } from '../../src/kit/sql.ts';
import type { Kind, Kinds } from './model.ts';

const MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'world',
    sql: `CREATE TABLE entity (
            kind TEXT NOT NULL, scope TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, ordinal INTEGER NOT NULL,
            PRIMARY KEY (kind, scope, id));
          CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
          CREATE TABLE fault (ordinal INTEGER PRIMARY KEY, body TEXT NOT NULL);
          CREATE TABLE call (ordinal INTEGER PRIMARY KEY, body TEXT NOT NULL);`,
  },
  {
    id: 2,
    name: 'lies',
    sql: `CREATE TABLE late (ordinal INTEGER PRIMARY KEY, due INTEGER NOT NULL, body TEXT NOT NULL);
          CREATE TABLE past (
            ordinal INTEGER PRIMARY KEY, service TEXT NOT NULL, until INTEGER NOT NULL, replicas TEXT NOT NULL, body TEXT NOT NULL);`,
  },
];

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Rows as they were, by {@link keyOf}; null: there was none. */
export type Changes = ReadonlyMap<string, string | null>;
const keyOf = (kind: string, scope: string, id: string): string => `${kind} ${scope} ${id}`;

interface Row {
  readonly scope: string;
  readonly id: string;
  readonly body: string;
}

/** Everything that the world holds, as rows of JSON. */
export class Store {
  readonly sql: SqlLike;
  #past: Changes | undefined;
  #watched: Map<string, string | null> | undefined;

  constructor(sql: SqlLike) {
    this.sql = sql;
    migrate(sql, MIGRATIONS);
  }

  /** Runs a read in the past: what it writes (when a key was last used) is lost. */
  inPast<T>(past: Changes | undefined, run: () => T): T {
    this.#past = past;
    try {
      return run();
    } finally {
      this.#past = undefined;
    }
  }

  /** What a call changed, as it was before. */
  watch<T>(run: () => T): { done: T; changes: Changes } {
    const changes = new Map<string, string | null>();
    this.#watched = changes;
    try {
      return { done: run(), changes };
    } finally {
      this.#watched = undefined;
    }
  }

  get<K extends Kind>(kind: K, scope: string, id: string): Kinds[K] | undefined {
    const was = this.#past?.get(keyOf(kind, scope, id));
    const body = was === undefined ? this.#body(kind, scope, id) : was;
    return body === null ? undefined : (JSON.parse(body) as Kinds[K]);
  }

  /** In the order in which they were made. */
  list<K extends Kind>(kind: K, scope: string): Kinds[K][] {
    const rows = this.sql
      .exec<{ scope: string; id: string; body: string }>(
        'SELECT scope, id, body FROM entity WHERE kind = ? AND scope = ? ORDER BY ordinal',
        kind,
        scope,
      )
      .toArray();
    return this.#asSeen(kind, rows, scope).map((r) => JSON.parse(r.body) as Kinds[K]);
  }

  /** Of every account and region. */
  all<K extends Kind>(kind: K): { scope: string; body: Kinds[K] }[] {
    const rows = this.sql
      .exec<{ scope: string; id: string; body: string }>(
        'SELECT scope, id, body FROM entity WHERE kind = ? ORDER BY ordinal',
        kind,
      )
      .toArray();
    return this.#asSeen(kind, rows).map((r) => ({ scope: r.scope, body: JSON.parse(r.body) as Kinds[K] }));
  }

  put<K extends Kind>(kind: K, scope: string, id: string, body: Kinds[K]): void {
    if (this.#past) return;
    this.#note(kind, scope, id);
    this.sql.exec(
      `INSERT INTO entity (kind, scope, id, body, ordinal)
       VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(ordinal), 0) + 1 FROM entity))
       ON CONFLICT (kind, scope, id) DO UPDATE SET body = excluded.body`,
      kind,
      scope,
      id,
      JSON.stringify(body),
    );
  }

  remove(kind: Kind, scope: string, id: string): void {
    if (this.#past) return;
    this.#note(kind, scope, id);
    this.sql.exec('DELETE FROM entity WHERE kind = ? AND scope = ? AND id = ?', kind, scope, id);
  }

  #body(kind: Kind, scope: string, id: string): string | null {
    const [row] = this.sql
      .exec<{ body: string }>('SELECT body FROM entity WHERE kind = ? AND scope = ? AND id = ?', kind, scope, id)
      .toArray();
    return row?.body ?? null;
  }

  #note(kind: Kind, scope: string, id: string): void {
    const key = keyOf(kind, scope, id);
    if (this.#watched && !this.#watched.has(key)) this.#watched.set(key, this.#body(kind, scope, id));
  }

  /** Rows as a read in the past finds them; what has gone since comes last. */
  #asSeen(kind: Kind, rows: readonly Row[], scope?: string): readonly Row[] {
    const past = this.#past;
    if (!past) return rows;
    const there = new Set(rows.map((r) => keyOf(kind, r.scope, r.id)));
    const seen = rows.flatMap((r) => {
      const was = past.get(keyOf(kind, r.scope, r.id));
      return was === null ? [] : [was === undefined ? r : { ...r, body: was }];
    });
    const gone = [...past].flatMap(([key, body]) => {
      const [ofKind, ofScope = '', ...id] = key.split(' ');
      if (body === null || ofKind !== kind || there.has(key) || (scope !== undefined && ofScope !== scope)) return [];
      return [{ scope: ofScope, id: id.join(' '), body }];
    });
    return [...seen, ...gone];
  }

  setting(name: string): string | undefined {
    return this.sql.exec<{ value: string }>('SELECT value FROM setting WHERE name = ?', name).toArray()[0]?.value;
  }

  set(name: string, value: string): void {
    this.sql.exec(
      'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  clear(): void {
    for (const table of ['entity', 'setting', 'fault', 'call', 'late', 'past']) this.sql.exec(`DELETE FROM ${table}`);
  }

  /** `sg-0123456789abcdef0`: 17 hex digits from a count, so that the same run makes the same ids. */
  resourceId(prefix: string): string {
    return `${prefix}-0${toHex(this.#next(prefix)).slice(0, 16)}`;
  }

  /** `AIDA…`, `AKIA…`: four letters and 16 of base32. */
  uniqueId(prefix: string): string {
    return `${prefix}${Array.from(this.#next(prefix).slice(0, 16), (b) => BASE32[b % 32]).join('')}`;
  }

  #next(name: string): Uint8Array {
    const n = Number(this.setting(`count ${name}`) ?? '0') + 1;
    this.set(`count ${name}`, String(n));
    return sha256(`${name}:${n}`);
  }
}
