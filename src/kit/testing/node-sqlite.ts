import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { SqlLike } from '../sql.ts';

/** A Durable Object's SQLite as Node has it, for unit tests of stores: the same engine, in memory. */
export function nodeSqlite(): SqlLike {
  const db = new DatabaseSync(':memory:');
  return {
    exec: (query: string, ...bindings: unknown[]) => {
      const script = bindings.length === 0 && query.includes(';');
      if (script) db.exec(query);
      const bound = bindings.map((b) => (b instanceof ArrayBuffer ? new Uint8Array(b) : b)) as SQLInputValue[];
      const rows = script ? [] : db.prepare(query).all(...bound);
      return { toArray: () => rows as never[], one: () => rows[0] as never };
    },
  };
}
