import type { Migration } from '../../src/kit/sql.ts';

/**
 * `job`: notices, in the order in which they came. `sent`: what stands where in Slack (`incident`, `plan:<id>`, `note:<job>`), with
 * the digest of what it says; without `ts`: given up. `told`: jobs that a channel is done with. `meta`: pauses, tries, PagerDuty's state.
 */
export const NOTICE_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'notices',
    sql: `
      CREATE TABLE job (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, at INTEGER NOT NULL);
      CREATE TABLE sent (key TEXT PRIMARY KEY, ts TEXT, channel TEXT, digest TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE told (channel TEXT NOT NULL, job TEXT NOT NULL, PRIMARY KEY (channel, job)) WITHOUT ROWID;
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    `,
  },
];
