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
  /** Targets and their dependents that plans of any sixty minutes may touch. */
  blastPerHour: integer('blast_per_hour').notNull().default(200),
  /** IANA time zone that policies' hours and days are of. */
  timezone: text().notNull().default('UTC'),
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
    /** First 16 hex digits of the SHA-256 of the public key, or of a passkey's credential id. */
    keyId: text('key_id').notNull(),
    kind: text({ enum: ['ed25519', 'passkey'] })
      .notNull()
      .default('ed25519'),
    user: text().notNull(),
    name: text().notNull(),
    /** Raw Ed25519, hex; of a passkey its COSE key, base64url: kept here too, so that what approved stays verifiable. */
    publicKey: text('public_key').notNull(),
    /** WebAuthn credential id, base64url; null for Ed25519 */
    credential: text(),
    enrolledBy: text('enrolled_by').notNull(),
    createdAt: integer('created_at').notNull(),
    /** Actor that vouched, or `first`; null while the key waits for an existing approver. */
    vouchedBy: text('vouched_by'),
    vouchedAt: integer('vouched_at'),
    revokedAt: integer('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.org, t.keyId] }), index('approver_key_user').on(t.org, t.user)],
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
    /** How roles are assumed: with static keys, or with a token of the issuer (then there are none, and`keys` is empty) */
    auth: text({ enum: ['static', 'web_identity'] })
      .notNull()
      .default('static'),
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
    /** JSON object: values of its kind's settings */
    settings: text().notNull().default('{}'),
    /** Minutes of silence after which it is missed; 0 never, null as its kind or its history tells. */
    rhythmMinutes: integer('rhythm_minutes'),
    /** Since when it has been enabled without a break; null since it was made. Nobody misses what came before. */
    enabledAt: integer('enabled_at'),
    /** Its keys are gone and nobody finds it any more; the row says what its deliveries were. */
    deletedAt: integer('deleted_at'),
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
    /** When it last proved a delivery, ms; kept to minutes while two are valid, else to the hour. Null: never, or before this was kept. */
    lastUsedAt: integer('last_used_at'),
  },
  (t) => [
    index('source_key_source').on(t.org, t.source, t.createdAt),
    // Of two who rotate at once, one is told so.
    uniqueIndex('source_key_in_force')
      .on(t.source)
      .where(sql`expires_at IS NULL`),
  ],
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
    /** `review`: over an agent's budget, the review board has it. `manual`: a task for a person, never permitted. */
    status: text({
      enum: ['review', 'pending', 'approved', 'denied', 'forbidden', 'permitted', 'void', 'manual'],
    }).notNull(),
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
    /** Targets and their dependents */
    blast: integer().notNull().default(0),
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

/** A browser signed in. Tokens are kept as SHA-256 (hex): they are 256 bits, beyond guessing. */
export const session = sqliteTable(
  'session',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    user: text().notNull(),
    method: text({ enum: ['link', 'passkey', 'oidc', 'access'] }).notNull(),
    /** 1: the second factor is still to be shown */
    level: integer().notNull(),
    hash: text().notNull(),
    /** The token before the last rotation: good for moments more; used later it tells of a theft. */
    previousHash: text('previous_hash'),
    rotatedAt: integer('rotated_at').notNull(),
    createdAt: integer('created_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
    userAgent: text('user_agent').notNull(),
    address: text().notNull(),
    /** A link's vouch, carried until the one passkey it is for is enrolled: JSON, or null */
    vouch: text(),
  },
  (t) => [
    uniqueIndex('session_hash').on(t.hash),
    index('session_previous_hash').on(t.previousHash),
    index('session_org_user').on(t.org, t.user, t.createdAt),
  ],
);

export const passkey = sqliteTable(
  'passkey',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    user: text().notNull(),
    name: text().notNull(),
    /** WebAuthn credential id, base64url */
    credential: text().notNull(),
    /** COSE key, base64url */
    publicKey: text('public_key').notNull(),
    counter: integer().notNull(),
    /** JSON array */
    transports: text().notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
    revokedAt: integer('revoked_at'),
  },
  (t) => [uniqueIndex('passkey_credential').on(t.credential), index('passkey_org_user').on(t.org, t.user)],
);

/** A WebAuthn challenge, or an OIDC round trip under way: good once, for minutes. Swept when over. */
export const ceremony = sqliteTable(
  'ceremony',
  {
    id: text().primaryKey(),
    /** Null before it is known who comes */
    org: text(),
    user: text(),
    purpose: text({ enum: ['sign_in', 'enrol', 'second_factor', 'oidc'] }).notNull(),
    /** JSON; what in it is secret is encrypted */
    body: text().notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('ceremony_expires').on(t.expiresAt)],
);

export const signInLink = sqliteTable(
  'sign_in_link',
  {
    /** SHA-256 of the token, hex */
    hash: text().primaryKey(),
    org: text().notNull(),
    user: text().notNull(),
    createdBy: text('created_by').notNull(),
    /** JSON {nonce, keyId, actor} of a verified vouch, or null */
    vouch: text(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
  },
  (t) => [index('sign_in_link_expires').on(t.expiresAt)],
);

/** Nonces of vouches that were used: each is good once. */
export const vouchNonce = sqliteTable(
  'vouch_nonce',
  { org: text().notNull(), nonce: text().notNull(), at: integer().notNull() },
  (t) => [primaryKey({ columns: [t.org, t.nonce] })],
);

/** TOTP of a person (RFC 6238). */
export const oneTimeCode = sqliteTable(
  'one_time_code',
  {
    org: text().notNull(),
    user: text().notNull(),
    /** Encrypted */
    secret: text().notNull(),
    confirmedAt: integer('confirmed_at'),
    /** Time step last accepted: no code is good twice. */
    lastStep: integer('last_step').notNull(),
    /** Wrong codes since the last right one, and until when none is taken. */
    failures: integer().notNull(),
    lockedUntil: integer('locked_until'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.org, t.user] })],
);

/** Ways to sign in from elsewhere: OIDC providers, and at most one Cloudflare Access application (`kind` access). */
export const identityProvider = sqliteTable(
  'identity_provider',
  {
    id: text().primaryKey(),
    org: text().notNull(),
    kind: text({ enum: ['oidc', 'access'] }).notNull(),
    name: text().notNull(),
    /** Issuer URL, or the Access team domain */
    issuer: text().notNull(),
    /** Client id, or the Access audience */
    clientId: text('client_id').notNull(),
    /** Encrypted, or null */
    clientSecret: text('client_secret'),
    /** JSON array of e-mail domains */
    domains: text().notNull(),
    newUserRole: text('new_user_role', { enum: ['viewer', 'analyst', 'approver', 'admin'] }),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('identity_provider_org').on(t.org)],
);

export * from './schema-containment.ts';
export * from './schema-detection.ts';
