import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqlLike } from '../../src/kit/sql.ts';

export interface Sqlite {
  readonly sql: SqlLike;
  /** Whole or not at all; inside another one as well. */
  readonly transaction: <T>(run: () => T) => T;
  readonly close: () => void;
}

/** A Durable Object's storage as Node has it: the same engine, transactions included. Statements are kept, for speed. */
export function openSqlite(): Sqlite {
  const db = new DatabaseSync(':memory:');
  const kept = new Map<string, StatementSync>();
  let depth = 0;
  const prepared = (query: string): StatementSync => {
    const known = kept.get(query);
    if (known) return known;
    const fresh = db.prepare(query);
    kept.set(query, fresh);
    return fresh;
  };
  return {
    sql: {
      exec: (query: string, ...bindings: unknown[]) => {
        const script = bindings.length === 0 && query.includes(';');
        if (script) db.exec(query);
        const rows = script ? [] : prepared(query).all(...(bindings as SQLInputValue[]));
        return { toArray: () => rows as never[], one: () => rows[0] as never };
      },
    },
    transaction: (run) => {
      const name = `s${depth++}`;
      db.exec(`SAVEPOINT ${name}`);
      try {
        const done = run();
        db.exec(`RELEASE ${name}`);
        return done;
      } catch (cause) {
        db.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw cause;
      } finally {
        depth -= 1;
      }
    },
    close: () => db.close(),
  };
}
