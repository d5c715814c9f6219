import type { Migration } from '../../src/kit/sql.ts';

/**
 * `part` holds what one group commit took in: the bodies side by side and their index. A block is a range of parts. A large delivery
 * has no part: its body lies in R2 before its block row is written. `sender` remembers protocols' own delivery ids for a day.
 */
export const JOURNAL_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'journal',
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE part (seq INTEGER PRIMARY KEY AUTOINCREMENT, bytes INTEGER NOT NULL, at INTEGER NOT NULL, entries TEXT NOT NULL, body BLOB NOT NULL);
      CREATE TABLE block (
        id TEXT PRIMARY KEY, key TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, bytes INTEGER NOT NULL,
        stored INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX block_due ON block (due);
      CREATE TABLE sender (id TEXT PRIMARY KEY, delivery TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX sender_at ON sender (at);
      CREATE TABLE journal (name TEXT PRIMARY KEY) WITHOUT ROWID;
    `,
  },
];
