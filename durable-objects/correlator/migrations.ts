import type { Migration } from '../../src/kit/sql.ts';

/**
 * `at` is always our own clock (rows are purged by it), `time`, `first` and `last` are the senders'. A waiting finding that was attached to
 * an incident keeps its row until the pipeline says that the supervisor has it: only this object knows it.
 */
export const CORRELATOR_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'correlator',
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE assignment (finding TEXT PRIMARY KEY, incident TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX assignment_at ON assignment (at);
      CREATE TABLE incident (id TEXT PRIMARY KEY, opened_at INTEGER NOT NULL, merged_into TEXT, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX incident_merged ON incident (merged_into) WHERE merged_into IS NOT NULL;
      CREATE TABLE link (key TEXT NOT NULL, incident TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (key, incident)) WITHOUT ROWID;
      CREATE INDEX link_at ON link (at);
      CREATE TABLE waiting (finding TEXT PRIMARY KEY, incident TEXT, at INTEGER NOT NULL, body TEXT NOT NULL);
      CREATE INDEX waiting_at ON waiting (at);
      CREATE INDEX waiting_incident ON waiting (incident) WHERE incident IS NOT NULL;
      CREATE TABLE waiting_key (key TEXT NOT NULL, finding TEXT NOT NULL, PRIMARY KEY (key, finding)) WITHOUT ROWID;
      CREATE INDEX waiting_key_finding ON waiting_key (finding);
    `,
  },
];
