import { outboxMigration } from '../../src/kit/outbox.ts';
import type { Migration } from '../../src/kit/sql.ts';

/** `start` is the senders' clock, all other times are ours. A segment is one aligned timespan of one group. */
export const CORRELATION_WINDOW_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'correlation-window',
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE rule (id INTEGER PRIMARY KEY, correlation TEXT NOT NULL, version TEXT NOT NULL, spec TEXT NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL, UNIQUE (correlation, version));
      CREATE TABLE segment (id INTEGER PRIMARY KEY, rule INTEGER NOT NULL, grp TEXT NOT NULL, start INTEGER NOT NULL, who TEXT NOT NULL, body TEXT NOT NULL, draft TEXT, bytes INTEGER NOT NULL, touched INTEGER NOT NULL, expires INTEGER NOT NULL, due INTEGER, UNIQUE (rule, grp, start));
      CREATE INDEX segment_touched ON segment (rule, touched);
      CREATE INDEX segment_expires ON segment (expires);
      CREATE INDEX segment_due ON segment (due) WHERE due IS NOT NULL;
    `,
  },
  outboxMigration(2),
];
