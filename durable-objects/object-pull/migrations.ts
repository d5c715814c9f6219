import type { Migration } from '../../src/kit/sql.ts';

export const OBJECT_PULL_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'objects',
    // `due`: when it is sent round again if nothing is heard of it. What is over keeps a few bytes only.
    sql: `CREATE TABLE object (
      id TEXT PRIMARY KEY,
      state TEXT NOT NULL,
      fence INTEGER NOT NULL,
      until INTEGER NOT NULL,
      due INTEGER,
      tries INTEGER NOT NULL,
      most INTEGER NOT NULL,
      records INTEGER NOT NULL,
      pieces INTEGER NOT NULL,
      reason TEXT,
      message TEXT,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX object_due ON object (due) WHERE due IS NOT NULL;
    CREATE INDEX object_at ON object (at);
    CREATE TABLE tally (what TEXT PRIMARY KEY, n INTEGER NOT NULL);`,
  },
];
