import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/* Tables of D1 `authority` about what an organisation detects; see contracts/detections.ts. */

/** Counts the changes of an organisation's content, so that the pipeline can ask whether there are any. */
export const detectionRevision = sqliteTable('detection_revision', {
  org: text().primaryKey(),
  revision: integer().notNull(),
});

export const ownRule = sqliteTable(
  'own_rule',
  {
    org: text().notNull(),
    id: text().notNull(),
    title: text().notNull(),
    level: text({ enum: ['informational', 'low', 'medium', 'high', 'critical'] }).notNull(),
    state: text({ enum: ['draft', 'shadow', 'enabled', 'disabled'] }).notNull(),
    version: integer().notNull(),
    text: text().notNull(),
    /** When this version came into this state */
    since: integer().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedBy: text('updated_by').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.id] })],
);

/** Never changed or removed. */
export const ownRuleVersion = sqliteTable(
  'own_rule_version',
  {
    org: text().notNull(),
    rule: text().notNull(),
    version: integer().notNull(),
    title: text().notNull(),
    level: text({ enum: ['informational', 'low', 'medium', 'high', 'critical'] }).notNull(),
    text: text().notNull(),
    digest: text().notNull(),
    note: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.rule, t.version] })],
);

/** How a rule differs from what it says itself, until when. */
export const ruleTuning = sqliteTable(
  'rule_tuning',
  {
    org: text().notNull(),
    rule: text().notNull(),
    state: text({ enum: ['enabled', 'shadow', 'disabled'] }).notNull(),
    level: text({ enum: ['informational', 'low', 'medium', 'high', 'critical'] }),
    reason: text().notNull(),
    until: integer(),
    updatedBy: text('updated_by').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.rule] })],
);

export const suppression = sqliteTable(
  'suppression',
  {
    org: text().notNull(),
    id: text().notNull(),
    rule: text().notNull(),
    /** SuppressionWhere as JSON */
    where: text().notNull(),
    reason: text().notNull(),
    expiresAt: integer('expires_at').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
    endedBy: text('ended_by'),
    endedAt: integer('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.org, t.id] }), index('suppression_live').on(t.org, t.expiresAt)],
);
