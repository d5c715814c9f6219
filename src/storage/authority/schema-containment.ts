import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/* Tables of D1 `authority` around decisions and containment; see schema.ts. */

/** An external policy engine (OPA) that decides instead of Cedar; at most one an organisation. */
export const decisionPoint = sqliteTable('decision_point', {
  org: text().primaryKey(),
  kind: text({ enum: ['opa'] }).notNull(),
  /** `https://host/v1/data/<path>` */
  url: text().notNull(),
  /** Bearer token, encrypted; null: none */
  token: text(),
  timeoutMs: integer('timeout_ms').notNull(),
  enabled: integer({ mode: 'boolean' }).notNull(),
  updatedBy: text('updated_by').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

/** What each judgement rested on, for the log of decisions and for dry runs of new policies. */
export const judgement = sqliteTable(
  'judgement',
  {
    org: text().notNull(),
    opId: text('op_id').notNull(),
    incident: text().notNull(),
    revision: integer().notNull(),
    plan: text().notNull(),
    at: integer().notNull(),
    outcome: text({ enum: ['permit', 'ask', 'forbid'] }).notNull(),
    engine: text({ enum: ['gate', 'cedar', 'opa'] }).notNull(),
    policyVersion: text('policy_version').notNull(),
    inputDigest: text('input_digest').notNull(),
    /** PolicyInput as JSON; null where a hard rule of the gate forbade it before any policy was asked */
    input: text(),
    /** JSON array */
    reasons: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.incident, t.revision, t.opId] }), index('judgement_at').on(t.org, t.at)],
);

/** When scheduled plans may act: an RFC 5545 rule in a time zone. */
export const maintenanceWindow = sqliteTable(
  'maintenance_window',
  {
    org: text().notNull(),
    /** What policies name it by */
    id: text().notNull(),
    name: text().notNull(),
    /** `FREQ=WEEKLY;BYDAY=SA,SU` */
    rrule: text().notNull(),
    /** Local time of the first start, `2026-01-03T02:00:00` */
    start: text().notNull(),
    /** IANA */
    timezone: text().notNull(),
    durationMinutes: integer('duration_minutes').notNull(),
    updatedBy: text('updated_by').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.id] })],
);

/** Which organisation a Slack workspace speaks for. */
export const slackWorkspace = sqliteTable(
  'slack_workspace',
  {
    team: text().primaryKey(),
    org: text().notNull(),
    name: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('slack_workspace_org').on(t.org)],
);

export const slackUser = sqliteTable(
  'slack_user',
  {
    team: text().notNull(),
    /** Slack's `U…` or `W…` */
    slackUser: text('slack_user').notNull(),
    org: text().notNull(),
    user: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.team, t.slackUser] }), index('slack_user_org').on(t.org, t.user)],
);

/** Signed requests that were taken: none is good twice. Swept once their window is over. */
export const seenRequest = sqliteTable(
  'seen_request',
  { digest: text().primaryKey(), expiresAt: integer('expires_at').notNull() },
  (t) => [index('seen_request_expires').on(t.expiresAt)],
);

/** What an agent may do by itself. No row: the defaults of the code. */
export const agentQuota = sqliteTable(
  'agent_quota',
  {
    org: text().notNull(),
    agent: text().notNull(),
    actionsPerHour: integer('actions_per_hour').notNull(),
    tokensPerDay: integer('tokens_per_day').notNull(),
    /** Millionths of a US dollar */
    microUsdPerDay: integer('micro_usd_per_day').notNull(),
    selfSuggest: integer('self_suggest', { mode: 'boolean' }).notNull(),
    reason: text().notNull(),
    updatedBy: text('updated_by').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.agent] })],
);

/** What agents used, one row a proposal or model call: counted once, whoever tells it twice. */
export const agentUse = sqliteTable(
  'agent_use',
  {
    org: text().notNull(),
    agent: text().notNull(),
    /** Names what was used for: a plan's or job's id */
    id: text().notNull(),
    actions: integer().notNull(),
    tokens: integer().notNull(),
    microUsd: integer('micro_usd').notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.agent, t.id] }), index('agent_use_at').on(t.org, t.agent, t.at)],
);

/** Proposals over an agent's budget, for the review board. */
export const review = sqliteTable(
  'review',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    agent: text().notNull(),
    incident: text().notNull(),
    plan: text().notNull(),
    /** Why it came here */
    reason: text().notNull(),
    status: text({ enum: ['open', 'approved', 'denied', 'expired'] }).notNull(),
    decidedBy: text('decided_by'),
    decidedAt: integer('decided_at'),
    decision: text(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('review_org_status').on(t.org, t.status, t.createdAt), uniqueIndex('review_plan').on(t.org, t.plan)],
);

/** The kill switch of keyless access: a row stops web identity tokens for an organisation (`*`: for all). */
export const keylessStop = sqliteTable('keyless_stop', {
  org: text().primaryKey(),
  reason: text().notNull(),
  stoppedBy: text('stopped_by').notNull(),
  stoppedAt: integer('stopped_at').notNull(),
});
