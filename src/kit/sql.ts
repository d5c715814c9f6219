/** What pure stores need of a Durable Object's SQLite: `ctx.storage.sql` satisfies it, and so does a test double over `node:sqlite`. */
export type SqlValue = string | number | null | ArrayBuffer;
export interface SqlLike {
  exec<T extends Record<string, SqlValue>>(query: string, ...bindings: unknown[]): { toArray(): T[]; one(): T };
}

export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Applies append-only migrations once each, in order, and checks that those applied before carry the same names.
 * Call it inside `blockConcurrencyWhile` or the constructor. Throws if history and code disagree.
 */
export function migrate(sql: SqlLike, migrations: readonly Migration[]): void {
  sql.exec('CREATE TABLE IF NOT EXISTS migration (id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
  const applied = new Map(
    sql
      .exec<{ id: number; name: string }>('SELECT id, name FROM migration')
      .toArray()
      .map((r) => [r.id, r.name]),
  );
  for (const m of migrations) {
    const name = applied.get(m.id);
    if (name === m.name) continue;
    if (name !== undefined)
      throw new Error(`migration ${m.id} is "${name}" in storage but "${m.name}" in code; migrations are append-only`);
    sql.exec(m.sql);
    sql.exec('INSERT INTO migration (id, name) VALUES (?, ?)', m.id, m.name);
  }
}
