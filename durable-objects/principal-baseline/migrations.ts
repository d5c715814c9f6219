import type { Migration } from '../../src/kit/sql.ts';

/**
 * `key` is a hash of organisation and principal, `body` what src/detect/baseline/codec.ts writes. `known` is 1 once there is a week of
 * history, `seen` the day by our clock on which it was last written.
 */
export const PRINCIPAL_BASELINE_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'principal-baseline',
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE principal (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, known INTEGER NOT NULL, seen INTEGER NOT NULL, body BLOB NOT NULL);
      CREATE INDEX principal_seen ON principal (known, seen);
    `,
  },
];
