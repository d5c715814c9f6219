import * as z from 'zod';
import { AccountId, AccountRef, Id, Millis, OrgId, Region, Role } from './common.ts';

/** Who calls the API: answered by `gate.Identity`. `key` is the API key (`key_…`) or the session (`ses_…`) that was shown. */
export const Principal = z.object({ org: OrgId, user: Id, name: z.string(), role: Role, key: Id });
export type Principal = z.infer<typeof Principal>;

/** What a role may do, each including the ones before it. */
export const ROLE_RANK: Record<Role, number> = { viewer: 0, analyst: 1, approver: 2, admin: 3 };

/** Answer of `gate.SourceKeys.lookup`. Secrets leave the gate for ingest only, held for seconds, never logged. */
export const SourceGrant = z.object({
  v: z.literal(1),
  id: Id,
  org: OrgId,
  kind: z.string(),
  accounts: z.array(AccountRef),
  /** Values of its kind's settings, as its admin gave them; see source-about.ts. */
  settings: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  /** One or two valid at once, newest first, so that they rotate without loss. */
  secrets: z.array(z.string()).max(2),
  /** The keys whose secrets these are, in their order; `usedAt`: when the gate last heard of their use, ms. */
  keys: z
    .array(z.object({ id: Id, usedAt: Millis.nullable() }))
    .max(2)
    .optional(),
  enabled: z.boolean(),
  /** Requests a minute, 0 = the default. */
  ratePerMinute: z.int().nonnegative(),
});
export type SourceGrant = z.infer<typeof SourceGrant>;

/** First run, guarded by the setup token. What `vedette start` and a fresh deployment send to `POST /api/v1/setup`. */
export const SetupRequest = z.object({
  organisation: z.object({ id: OrgId, name: z.string().min(1).max(100) }),
  admin: z.object({ name: z.string().min(1).max(100), email: z.email() }),
});
export type SetupRequest = z.infer<typeof SetupRequest>;

export const AwsAccountInput = z.object({
  account: AccountId,
  name: z.string().min(1).max(100),
  environment: z.enum(['production', 'staging', 'development', 'unknown']),
  regions: z.array(Region).min(1).max(32),
  /** `web_identity`: roles are assumed with a token of this installation's issuer, there are no keys. Default `static`. */
  auth: z.enum(['static', 'web_identity']).optional(),
  /** Static keys: the base from which narrowed credentials are made. Encrypted at rest, never read back. With `static` both. */
  accessKeyId: z.string().min(8).max(128).optional(),
  secretAccessKey: z.string().min(8).max(256).optional(),
  /**
   * Role for writes and for reads; a keyless account has both. Without one the static keys act as they are, and every use says
   * so in the ledger.
   */
  writeRoleArn: z.string().max(2048).optional(),
  readRoleArn: z.string().max(2048).optional(),
  externalId: z.string().max(200).optional(),
});
export type AwsAccountInput = z.infer<typeof AwsAccountInput>;

const Settings = z.record(
  z.string().max(64),
  z.union([z.string().max(2_000), z.array(z.string().max(2_000)).max(200)]),
);
/** Minutes of silence after which the sender is missed: 0 never, absent or null what its own history tells. */
const RhythmMinutes = z.int().min(0).max(43_200);
/** What a sender of webhooks issued, `whsec_…`. It is checked by the gate, whose words never quote it; so long a text is none. */
const GivenSecret = z.string().max(1_000).meta({
  format: 'password',
  writeOnly: true,
  description:
    'The secret that the sender issued, for a kind whose `secret` is `webhook`: `whsec_` and 24 to 64 bytes in base64. It is never shown.',
});
export const SourceInput = z.object({
  kind: z.string().max(64),
  name: z.string().min(1).max(100),
  accounts: z.array(AccountRef).max(200),
  /** Values by name of setting; which there are is said by the kind (`GET /sources/kinds`). */
  settings: Settings.optional(),
  rhythmMinutes: RhythmMinutes.optional(),
  secret: GivenSecret.optional(),
});
export const UserInput = z.object({ name: z.string().min(1).max(100), email: z.email(), role: Role });
export const ApiKeyInput = z.object({ user: Id, name: z.string().min(1).max(100), expiresAt: Millis.optional() });
export const ApproverKeyInput = z.object({
  user: Id,
  name: z.string().min(1).max(100),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/, 'a raw Ed25519 public key in hex'),
});

/** `PATCH /sources/{id}`. `ratePerMinute` 0 = the default. */
export const SourcePatch = z.object({
  name: z.string().min(1).max(100).optional(),
  accounts: z.array(AccountRef).max(200).optional(),
  settings: Settings.optional(),
  /** null: as its own history tells. */
  rhythmMinutes: RhythmMinutes.nullable().optional(),
  enabled: z.boolean().optional(),
  ratePerMinute: z.int().min(0).max(1_000_000).optional(),
});
export type SourcePatch = z.infer<typeof SourcePatch>;

/**
 * `POST /sources/{id}/rotate`: which key ends now where two are good already and a third would come. `old`: the one before the
 * newest, though its sender may still use it. `new`: the newest, which got lost before any sender had it; the one before goes on.
 * `secret`: the new one, where the sender issued it.
 */
export const SourceRotation = z.object({
  endKey: z.enum(['old', 'new']).optional(),
  secret: GivenSecret.optional(),
});
export type SourceRotation = z.infer<typeof SourceRotation>;
