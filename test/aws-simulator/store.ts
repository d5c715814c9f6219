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
];

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Everything that the world holds, as rows of JSON. */
export class Store {
  readonly sql: SqlLike;

  constructor(sql: SqlLike) {
    this.sql = sql;
    migrate(sql, MIGRATIONS);
  }

  get<K extends Kind>(kind: K, scope: string, id: string): Kinds[K] | undefined {
    const [row] = this.sql
      .exec<{ body: string }>('SELECT body FROM entity WHERE kind = ? AND scope = ? AND id = ?', kind, scope, id)
      .toArray();
    return row && (JSON.parse(row.body) as Kinds[K]);
  }

  /** In the order in which they were made. */
  list<K extends Kind>(kind: K, scope: string): Kinds[K][] {
    return this.sql
      .exec<{ body: string }>('SELECT body FROM entity WHERE kind = ? AND scope = ? ORDER BY ordinal', kind, scope)
      .toArray()
      .map((r) => JSON.parse(r.body) as Kinds[K]);
  }

  /** Of every account and region. */
  all<K extends Kind>(kind: K): { scope: string; body: Kinds[K] }[] {
    return this.sql
      .exec<{ scope: string; body: string }>('SELECT scope, body FROM entity WHERE kind = ? ORDER BY ordinal', kind)
      .toArray()
      .map((r) => ({ scope: r.scope, body: JSON.parse(r.body) as Kinds[K] }));
  }

  put<K extends Kind>(kind: K, scope: string, id: string, body: Kinds[K]): void {
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
    this.sql.exec('DELETE FROM entity WHERE kind = ? AND scope = ? AND id = ?', kind, scope, id);
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
    for (const table of ['entity', 'setting', 'fault', 'call']) this.sql.exec(`DELETE FROM ${table}`);
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
