import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * D1 `authority`: who may, what is permitted, and the secrets to do it with. The gate alone is bound to it. Secrets are
 * stored hashed (API keys) or encrypted (see envelope.ts). Times are ms, JSON columns text.
 */

export const organisation = sqliteTable('organisation', {
  id: text().primaryKey(),
  name: text().notNull(),
  createdAt: integer('created_at').notNull(),
  /** Actions in any sixty minutes that go without a person. */
  automaticPerHour: integer('automatic_per_hour').notNull(),
  /** Actions in any sixty minutes altogether, approved ones included. */
  actionsPerHour: integer('actions_per_hour').notNull(),
});

/** One row once the first organisation was made: its primary key makes setup happen once. */
export const installation = sqliteTable('installation', {
  id: text().primaryKey(),
  org: text().notNull(),
  at: integer().notNull(),
});

export const user = sqliteTable(
  'user',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    role: text({ enum: ['viewer', 'analyst', 'approver', 'admin'] }).notNull(),
    createdAt: integer('created_at').notNull(),
    disabledAt: integer('disabled_at'),
  },
  (t) => [uniqueIndex('user_org_email').on(t.org, t.email)],
);

export const apiKey = sqliteTable(
  'api_key',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    user: text().notNull(),
    name: text().notNull(),
    /** SHA-256, hex, of the 256-bit secret: too long to guess, so that no slow hash is needed. */
    hash: text().notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at'),
    revokedAt: integer('revoked_at'),
    /** To the hour. */
    lastUsedAt: integer('last_used_at'),
  },
  (t) => [index('api_key_org_user').on(t.org, t.user)],
);

export const approverKey = sqliteTable(
  'approver_key',
  {
    org: text().notNull(),
    /** First 16 hex digits of the SHA-256 of the public key. */
    keyId: text('key_id').notNull(),
    user: text().notNull(),
    name: text().notNull(),
    /** Raw Ed25519, hex */
    publicKey: text('public_key').notNull(),
    enrolledBy: text('enrolled_by').notNull(),
    createdAt: integer('created_at').notNull(),
    revokedAt: integer('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.org, t.keyId] })],
);

export const account = sqliteTable(
  'account',
  {
    org: text().notNull(),
    account: text().notNull(),
    name: text().notNull(),
    environment: text({ enum: ['production', 'staging', 'development', 'unknown'] }).notNull(),
    /** JSON array */
    regions: text().notNull(),
    /** Not a secret; kept readable so that Vedette never disables its own key. */
    accessKeyId: text('access_key_id').notNull(),
    /** Encrypted JSON {accessKeyId, secretAccessKey} */
    keys: text().notNull(),
    writeRoleArn: text('write_role_arn'),
    readRoleArn: text('read_role_arn'),
    externalId: text('external_id'),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.account] })],
);

export const source = sqliteTable(
  'source',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    kind: text().notNull(),
    name: text().notNull(),
    /** JSON array of account ids that it may speak of */
    accounts: text().notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    ratePerMinute: integer('rate_per_minute').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('source_org').on(t.org)],
);

/** Two secrets of a source are valid at once while it rotates. */
export const sourceKey = sqliteTable(
  'source_key',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    source: text().notNull(),
    /** Encrypted */
    secret: text().notNull(),
    createdAt: integer('created_at').notNull(),
    /** Set when a newer one took over. */
    expiresAt: integer('expires_at'),
  },
  (t) => [index('source_key_source').on(t.org, t.source, t.createdAt)],
);

/** Policy sets, append-only: the newest is in force. */
export const policy = sqliteTable(
  'policy',
  {
    org: text().notNull(),
    number: integer().notNull(),
    /** `<number>-<first 12 hex digits of the digest>` */
    version: text().notNull(),
    /** JSON: policy id → Cedar text */
    policies: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.number] })],
);

/** (organisation, incident, revision) was decided: makes `decide` happen once. */
export const decision = sqliteTable(
  'decision',
  {
    org: text().notNull(),
    incident: text().notNull(),
    revision: integer().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.incident, t.revision] })],
);

/** The gate's own copy of each plan: approvals and permits are made from it, never from what a caller brings. */
export const plan = sqliteTable(
  'plan',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    incident: text().notNull(),
    revision: integer().notNull(),
    outcome: text({ enum: ['permit', 'ask', 'forbid'] }).notNull(),
    status: text({ enum: ['pending', 'approved', 'denied', 'forbidden', 'permitted', 'void'] }).notNull(),
    approvalsNeeded: integer('approvals_needed').notNull(),
    digest: text().notNull(),
    /** The whole Plan contract as JSON */
    body: text().notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('plan_org_status').on(t.org, t.status, t.createdAt), index('plan_incident').on(t.org, t.incident)],
);

export const approval = sqliteTable(
  'approval',
  {
    org: text().notNull(),
    plan: text().notNull(),
    user: text().notNull(),
    id: text().notNull(),
    verdict: text({ enum: ['approve', 'deny'] }).notNull(),
    /** The whole Approval contract as JSON, with its signature: it is verified again when the permit is made. */
    body: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.plan, t.user] })],
);

export const permit = sqliteTable(
  'permit',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    plan: text().notNull(),
    incident: text().notNull(),
    token: text().notNull(),
    /** JSON array of approval ids */
    approvals: text().notNull(),
    issuedAt: integer('issued_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [uniqueIndex('permit_org_plan').on(t.org, t.plan)],
);

/** Actions that a permit let go, for the budgets. */
export const budgetUse = sqliteTable(
  'budget_use',
  {
    org: text().notNull(),
    plan: text().notNull(),
    actions: integer().notNull(),
    automatic: integer({ mode: 'boolean' }).notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.plan] }), index('budget_use_at').on(t.org, t.at)],
);

/** Credentials handed out for forward steps: a permit is good for so many and no more. */
export const issuance = sqliteTable(
  'issuance',
  {
    org: text().notNull(),
    permit: text().notNull(),
    opId: text('op_id').notNull(),
    step: text().notNull(),
    fence: integer().notNull(),
    count: integer()
      .notNull()
      .default(sql`1`),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.permit, t.opId, t.step, t.fence] })],
);

/** Principals and targets that nothing may be done to: patterns in which `*` stands for any text. */
export const protectedPattern = sqliteTable(
  'protected_pattern',
  {
    org: text().notNull(),
    pattern: text().notNull(),
    reason: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.pattern] })],
);

/** Ledger entries written in the transaction of the change that they tell of, until the ledger has them. */
export const journal = sqliteTable('journal', {
  seq: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull().unique(),
  org: text().notNull(),
  /** EntryInput as JSON */
  entry: text().notNull(),
  at: integer().notNull(),
});
