import { outboxMigration } from '../../src/kit/outbox.ts';
import type { Migration } from '../../src/kit/sql.ts';

/** Append-only. */
export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: 'custody',
    sql: 'CREATE TABLE custody (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL, record TEXT NOT NULL)',
  },
  outboxMigration(2),
  {
    id: 3,
    name: 'journal',
    sql: 'CREATE TABLE journal (revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, input TEXT NOT NULL, phase TEXT NOT NULL, fence INTEGER NOT NULL, step TEXT NOT NULL, detail TEXT NOT NULL)',
  },
];
