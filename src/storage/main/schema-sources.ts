import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What ingest turned away at a source's door, by hour (`hour` × 3,600,000 is its begin in ms). WITHOUT ROWID. */
export const sourceRefusal = sqliteTable(
  'source_refusal',
  {
    org: text().notNull(),
    hour: integer().notNull(),
    sourceId: text('source_id').notNull(),
    /** unauthenticated | malformed | too_large | … */
    code: text().notNull(),
    n: integer().notNull(),
    lastAt: integer('last_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.org, t.hour, t.sourceId, t.code] }),
    // The sweep of old ones.
    index('source_refusal_hour').on(t.hour),
  ],
);

/** Sources that were found silent, and what was learnt of those that have gone quiet. WITHOUT ROWID. */
export const sourceWatch = sqliteTable(
  'source_watch',
  {
    org: text().notNull(),
    sourceId: text('source_id').notNull(),
    /** When it last spoke before the silence that it was missed in, ms; null while it speaks */
    silentSince: integer('silent_since'),
    /** When a finding told of that silence, ms */
    toldAt: integer('told_at'),
    /** That finding's id */
    finding: text(),
    /** The hour of its last delivery when its history was read, and the rhythm that it showed; 0: none */
    learntHour: integer('learnt_hour'),
    learntMinutes: integer('learnt_minutes'),
  },
  (t) => [primaryKey({ columns: [t.org, t.sourceId] })],
);

/** One row: when the watch last looked, and since when it has without a break. */
export const watchRun = sqliteTable('watch_run', {
  id: text().primaryKey(),
  at: integer().notNull(),
  since: integer().notNull(),
});
