import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** D1 `main`: what people ask for. Raw events live in R2. JSON columns are text, written and read through their contracts. */

export const delivery = sqliteTable(
  'delivery',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    sourceId: text('source_id').notNull(),
    kind: text().notNull(),
    acceptedAt: integer('accepted_at').notNull(),
    processedAt: integer('processed_at').notNull(),
    bytes: integer().notNull(),
    events: integer().notNull(),
    duplicates: integer().notNull(),
    rejected: integer().notNull(),
    findings: integer().notNull(),
    /** processed | partial (some records dead-lettered) | dead */
    verdict: text().notNull(),
    blockKey: text('block_key').notNull(),
    offset: integer().notNull(),
    length: integer().notNull(),
  },
  (t) => [index('delivery_org_accepted').on(t.org, t.acceptedAt)],
);

export const finding = sqliteTable(
  'finding',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    incident: text(),
    kind: text().notNull(),
    ruleId: text('rule_id').notNull(),
    title: text().notNull(),
    severity: integer().notNull(),
    confidence: integer().notNull(),
    time: integer().notNull(),
    acceptedAt: integer('accepted_at').notNull(),
    detectedAt: integer('detected_at').notNull(),
    source: text().notNull(),
    delivery: text().notNull(),
    eventId: text('event_id').notNull(),
    account: text(),
    region: text(),
    /** The whole Finding contract as JSON */
    body: text().notNull(),
  },
  (t) => [index('finding_org_time').on(t.org, t.time), index('finding_incident').on(t.incident)],
);

export const incident = sqliteTable(
  'incident',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    seq: integer().notNull(),
    title: text().notNull(),
    severity: text().notNull(),
    risk: integer().notNull(),
    phase: text().notNull(),
    openedAt: integer('opened_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    closedAt: integer('closed_at'),
    acceptedAt: integer('accepted_at').notNull(),
    nextDue: integer('next_due'),
    findingCount: integer('finding_count').notNull(),
    /** The whole IncidentProjection contract as JSON */
    body: text().notNull(),
  },
  (t) => [index('incident_org_opened').on(t.org, t.openedAt), index('incident_next_due').on(t.nextDue)],
);

export const entity = sqliteTable(
  'entity',
  {
    org: text().notNull(),
    type: text().notNull(),
    id: text().notNull(),
    incident: text().notNull(),
    firstSeen: integer('first_seen').notNull(),
    lastSeen: integer('last_seen').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.type, t.id, t.incident] })],
);

export const action = sqliteTable(
  'action',
  {
    opId: text('op_id').primaryKey(),
    org: text().notNull(),
    incident: text().notNull(),
    seq: integer().notNull(),
    action: text().notNull(),
    target: text().notNull(),
    state: text().notNull(),
    proof: text().notNull(),
    leaseUntil: integer('lease_until'),
    updatedAt: integer('updated_at').notNull(),
    /** The ActionView contract as JSON */
    body: text().notNull(),
  },
  (t) => [index('action_org_updated').on(t.org, t.updatedAt), index('action_incident').on(t.incident)],
);

export const deadLetter = sqliteTable(
  'dead_letter',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    /** delivery | record | message */
    kind: text().notNull(),
    /** Queue or source that it fell out of */
    origin: text().notNull(),
    reason: text().notNull(),
    /** Where: `records[3]` */
    place: text(),
    delivery: text(),
    blockKey: text('block_key'),
    /** The message itself, for kind = message */
    body: text(),
    at: integer().notNull(),
    attempts: integer().notNull(),
    replayedAt: integer('replayed_at'),
  },
  (t) => [index('dead_letter_org_at').on(t.org, t.at)],
);
