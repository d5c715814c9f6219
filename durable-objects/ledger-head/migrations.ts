import { outboxMigration } from '../../src/kit/outbox.ts';
import type { Migration } from '../../src/kit/sql.ts';
import { timerMigration } from '../../src/kit/timers.ts';

/** Append-only: never edit one that was released. */
export const LEDGER_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'ledger',
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
      CREATE TABLE entry (idx INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, chain TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL);
      CREATE UNIQUE INDEX entry_chain_seq ON entry (chain, seq);
      CREATE TABLE node (level INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, position)) WITHOUT ROWID;
      CREATE TABLE head (size INTEGER PRIMARY KEY, body TEXT NOT NULL);
      CREATE TABLE fault (key TEXT PRIMARY KEY, detail TEXT NOT NULL, at INTEGER NOT NULL);
    `,
  },
  timerMigration(2),
  outboxMigration(3),
];
