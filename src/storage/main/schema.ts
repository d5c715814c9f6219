import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/*
 * D1 `main`: what people ask for. Raw events live in R2. JSON columns are text, written and read through their contracts.
 *
 * Every index begins with the organisation, then what is asked for, then the order of the list and the id that breaks ties:
 * a page is one seek. An index is a row more to write, so each says what it serves; columns after the id are there for filters,
 * which then need not look at the rows that they leave out.
 */

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
    /** 1: made by `POST /sources/{id}/test`; it counts for nothing but itself */
    test: integer().notNull().default(0),
    /** From the event's own time to acceptance, median and longest, ms; null where no event was read, 0 where it was ahead */
    lagMs: integer('lag_ms'),
    lagMaxMs: integer('lag_max_ms'),
    /** How far the event of the latest time is ahead of acceptance, ms */
    aheadMs: integer('ahead_ms'),
    /** The latest event's own time, ms, acceptance at most */
    lastEventAt: integer('last_event_at'),
    /** Digest of the fetched object that it is a piece of; kept where the piece has bad records. */
    object: text(),
  },
  (t) => [
    // The list, by source too, and the lag of sources.
    index('delivery_org_accepted').on(t.org, t.acceptedAt, t.id, t.sourceId, t.verdict, t.processedAt),
    // The few that went wrong; costs nothing where all goes well.
    index('delivery_org_trouble')
      .on(t.org, t.verdict, t.acceptedAt, t.id)
      .where(sql`verdict <> 'processed'`),
    // How many records of an object are bad, and in which pieces.
    index('delivery_org_object')
      .on(t.org, t.object, t.rejected, t.processedAt)
      .where(sql`object IS NOT NULL`),
  ],
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
  (t) => [
    // The list, and filters that no other index serves.
    index('finding_org_time').on(t.org, t.time, t.id, t.severity, t.kind, t.source, t.account),
    // Alerts, and the list of some severities.
    index('finding_org_severity').on(t.org, t.severity, t.time, t.id, t.kind, t.source, t.account),
    index('finding_org_rule').on(t.org, t.ruleId, t.time, t.id),
    index('finding_org_incident').on(t.org, t.incident, t.time, t.id),
  ],
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
    assignee: text(),
    mergedInto: text('merged_into'),
    firstEventAt: integer('first_event_at'),
    containedAt: integer('contained_at'),
    releasedAt: integer('released_at'),
    /** ATT&CK ids, each with a space before and after: ` T1078.004 T1098 ` */
    techniques: text().notNull().default(''),
  },
  (t) => [
    // The list by opening, with its filters, and the mean times.
    index('incident_org_opened').on(
      t.org,
      t.openedAt,
      t.id,
      t.phase,
      t.severity,
      t.risk,
      t.assignee,
      t.techniques,
      t.firstEventAt,
      t.containedAt,
      t.releasedAt,
    ),
    // The list by last change.
    index('incident_org_updated').on(
      t.org,
      t.updatedAt,
      t.id,
      t.openedAt,
      t.phase,
      t.severity,
      t.risk,
      t.assignee,
      t.techniques,
    ),
    // The list by risk.
    index('incident_org_risk').on(t.org, t.risk, t.id, t.openedAt, t.phase, t.severity, t.assignee, t.techniques),
    // What is open, and its age.
    index('incident_org_phase').on(t.org, t.phase, t.openedAt, t.id, t.severity, t.risk, t.assignee, t.techniques),
    // The cron that wakes objects.
    index('incident_next_due').on(t.nextDue),
  ],
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
  (t) => [
    index('action_org_updated').on(t.org, t.updatedAt, t.opId),
    index('action_org_state').on(t.org, t.state, t.updatedAt, t.opId),
    index('action_org_incident').on(t.org, t.incident, t.updatedAt, t.opId),
  ],
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
    /** Source that sent it; null for messages, and where it is not known */
    sourceId: text('source_id'),
    /** Digest of the fetched object whose record it is, or, without a delivery, whose further records it counts */
    object: text(),
  },
  (t) => [
    index('dead_letter_org_at').on(t.org, t.at, t.id),
    // Those that nobody has replayed.
    index('dead_letter_org_open')
      .on(t.org, t.at, t.id)
      .where(sql`replayed_at IS NULL`),
    // A source's, and those that are open among them; few rows, for little falls out.
    index('dead_letter_org_source').on(t.org, t.sourceId, t.at, t.id, t.replayedAt),
    index('dead_letter_org_delivery').on(t.org, t.delivery, t.at, t.id),
    index('dead_letter_org_object')
      .on(t.org, t.object)
      .where(sql`object IS NOT NULL`),
  ],
);

/*
 * What triggers keep (migrations/main/*_triggers.sql): lists and charts that would else read every finding. A finding that comes
 * twice is inserted once, so it counts once. These tables are WITHOUT ROWID: their primary key is the table, one row to write.
 */

/** Findings by hour of event time (`hour` × 3,600,000 is its begin in ms). */
export const findingHour = sqliteTable(
  'finding_hour',
  {
    org: text().notNull(),
    /** severity | rule | technique | source */
    dimension: text().notNull(),
    hour: integer().notNull(),
    value: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.dimension, t.hour, t.value] })],
);

/** Findings of an entity, in order of event time. */
export const findingEntity = sqliteTable(
  'finding_entity',
  {
    org: text().notNull(),
    type: text().notNull(),
    id: text().notNull(),
    time: integer().notNull(),
    finding: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.type, t.id, t.time, t.finding] })],
);

/** An entity in one line. */
export const entityTotal = sqliteTable(
  'entity_total',
  {
    org: text().notNull(),
    type: text().notNull(),
    id: text().notNull(),
    firstSeen: integer('first_seen').notNull(),
    lastSeen: integer('last_seen').notNull(),
    findings: integer().notNull(),
    incidents: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.type, t.id] })],
);

/** Findings of an entity by day of event time. */
export const entityDay = sqliteTable(
  'entity_day',
  {
    org: text().notNull(),
    day: integer().notNull(),
    type: text().notNull(),
    id: text().notNull(),
    n: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.org, t.day, t.type, t.id] }),
    // The top of a day.
    index('entity_day_top').on(t.org, t.day, t.n),
  ],
);

/** What a source delivered in an hour (of acceptance). */
export const sourceHour = sqliteTable(
  'source_hour',
  {
    org: text().notNull(),
    sourceId: text('source_id').notNull(),
    hour: integer().notNull(),
    deliveries: integer().notNull(),
    events: integer().notNull(),
    duplicates: integer().notNull(),
    rejected: integer().notNull(),
    findings: integer().notNull(),
    bytes: integer().notNull(),
    lastAcceptedAt: integer('last_accepted_at').notNull(),
    /** Deliveries by their median lag: all that have one, and those within each bound; the hour's quantiles are read off these */
    lagN: integer('lag_n').notNull().default(0),
    lag1s: integer('lag_1s').notNull().default(0),
    lag10s: integer('lag_10s').notNull().default(0),
    lag1m: integer('lag_1m').notNull().default(0),
    lag5m: integer('lag_5m').notNull().default(0),
    lag15m: integer('lag_15m').notNull().default(0),
    lag1h: integer('lag_1h').notNull().default(0),
    lagMaxMs: integer('lag_max_ms').notNull().default(0),
    aheadMaxMs: integer('ahead_max_ms').notNull().default(0),
    /** 0: no event was read */
    lastEventAt: integer('last_event_at').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.org, t.sourceId, t.hour] })],
);

/** The first answer to a request that carried an Idempotency-Key. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    org: text().notNull(),
    user: text().notNull(),
    key: text().notNull(),
    /** SHA-256 of method, path and body, hex */
    requestHash: text('request_hash').notNull(),
    /** pending | done */
    state: text().notNull(),
    status: integer(),
    body: text(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.org, t.user, t.key] }),
    // The sweep of old ones.
    index('idempotency_created').on(t.createdAt),
  ],
);
export * from './schema-detection.ts';
export * from './schema-sources.ts';
