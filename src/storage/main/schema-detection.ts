import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/* Tables of D1 `main` around rules: how they do, what they would have found. See schema.ts. */

/** How often what a rule matched was kept from becoming a finding, by day; findings are counted in finding_hour. */
export const ruleStat = sqliteTable(
  'rule_stat',
  {
    org: text().notNull(),
    rule: text().notNull(),
    /** Day of the match, UTC, days since the epoch */
    day: integer().notNull(),
    shadow: integer().notNull(),
    suppressed: integer().notNull(),
    lastAt: integer('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.rule, t.day] })],
);

/** What rules in shadow and suppressions kept back, the newest of each rule; older ones are swept. */
export const ruleMatch = sqliteTable(
  'rule_match',
  {
    org: text().notNull(),
    /** Of the finding that it would have been */
    id: text().notNull(),
    rule: text().notNull(),
    kind: text({ enum: ['shadow', 'suppressed'] }).notNull(),
    /** The suppression's id */
    by: text(),
    time: integer().notNull(),
    seenAt: integer('seen_at').notNull(),
    title: text().notNull(),
    source: text().notNull(),
    eventId: text('event_id').notNull(),
    delivery: text().notNull(),
    principal: text(),
  },
  (t) => [
    primaryKey({ columns: [t.org, t.id] }),
    index('rule_match_rule').on(t.org, t.rule, t.time, t.id),
    index('rule_match_seen').on(t.seenAt),
  ],
);

/** A hunt through the archive; see contracts/retro-hunt.ts. */
export const retroHunt = sqliteTable(
  'retro_hunt',
  {
    org: text().notNull(),
    id: text().notNull(),
    kind: text({ enum: ['rule', 'text', 'indicators'] }).notNull(),
    subject: text().notNull(),
    state: text({ enum: ['listing', 'running', 'done', 'partial', 'cancelled', 'failed'] }).notNull(),
    startedAt: integer('started_at').notNull(),
    finishedAt: integer('finished_at'),
    /** RetroHuntView as JSON */
    body: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.id] }), index('retro_hunt_started').on(t.org, t.startedAt, t.id)],
);
