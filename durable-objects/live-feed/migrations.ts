import type { Migration } from '../../src/kit/sql.ts';

/** Append-only: never edit one that was released. */
export const FEED_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'feed',
    sql: `
      CREATE TABLE item (seq INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, kept_at INTEGER NOT NULL, data TEXT NOT NULL);
      CREATE TABLE latest (topic TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (topic, key)) WITHOUT ROWID;
      CREATE INDEX latest_seq ON latest (seq);
    `,
  },
];
