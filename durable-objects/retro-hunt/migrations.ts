import type { Migration } from '../../src/kit/sql.ts';

/** A hunt: what it is (meta), the chunks that are not counted yet, hours with something left out, what was found. */
export const RETRO_HUNT_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'retro-hunt',
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE chunk (seq INTEGER PRIMARY KEY, state TEXT NOT NULL, keys TEXT NOT NULL, bytes INTEGER NOT NULL, blocks INTEGER NOT NULL, sends INTEGER NOT NULL, due INTEGER NOT NULL);
      CREATE INDEX chunk_state ON chunk (state, seq);
      CREATE TABLE hour (at INTEGER PRIMARY KEY, why TEXT NOT NULL);
      CREATE TABLE unread (key TEXT PRIMARY KEY, why TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE recent (key TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE match (id TEXT PRIMARY KEY, made INTEGER NOT NULL, body TEXT) WITHOUT ROWID;
      CREATE TABLE hit (id TEXT PRIMARY KEY, time INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE draft (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX hit_time ON hit (time, id);
    `,
  },
];
