import type { Migration } from '../../src/kit/sql.ts';
import { OUTBOX_MIGRATION_SQL } from '../../src/kit/outbox.ts';
import { TIMER_MIGRATION_SQL } from '../../src/kit/timers.ts';

/** Append-only. One statement list, for a new incident's first write must be cheap. */
export const MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'log, snapshot, outbox, timers',
    sql: [
      'CREATE TABLE event (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL)',
      'CREATE TABLE snapshot (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, reducer TEXT NOT NULL, state TEXT NOT NULL)',
      OUTBOX_MIGRATION_SQL,
      TIMER_MIGRATION_SQL,
    ].join(';'),
  },
];
