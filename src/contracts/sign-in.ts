import * as z from 'zod';
import { Id, Millis, OrgId, Role } from './common.ts';
import { Principal } from './access.ts';

/** What a browser said of itself: shown in the list of sessions, believed for nothing. */
export const ClientInfo = z.object({
  userAgent: z.string().max(300),
  /** As the edge saw it */
  address: z.string().max(64),
});
export type ClientInfo = z.infer<typeof ClientInfo>;

/** How a session began. */
export const SignInMethod = z.enum(['link', 'passkey', 'oidc', 'access']);
export type SignInMethod = z.infer<typeof SignInMethod>;

/**
 * A session as its owner sees it. `level` 1: a second factor is enrolled and still to be shown, so that nothing but showing
 * it is open; 2: all that the role may.
 */
export const SessionView = z.object({
  id: Id,
  user: Id,
  method: SignInMethod,
  level: z.union([z.literal(1), z.literal(2)]),
  createdAt: Millis,
  lastSeenAt: Millis,
  /** Whichever comes first ends it: no use for so long, or this time. */
  idleExpiresAt: Millis,
  expiresAt: Millis,
  client: ClientInfo,
});
export type SessionView = z.infer<typeof SessionView>;

/** A session just made. `token` is for the cookie alone. */
export const IssuedSession = z.object({ token: z.string(), session: SessionView, principal: Principal });
export type IssuedSession = z.infer<typeof IssuedSession>;

/** Answer to a session cookie. `rotated`: set the cookie to this now; the one before stays good for moments. */
export const KnownSession = z.object({ principal: Principal, session: SessionView, rotated: z.string().optional() });
export type KnownSession = z.infer<typeof KnownSession>;

export const PasskeyView = z.object({
  id: Id,
  name: z.string(),
  /** WebAuthn credential id, base64url */
  credential: z.string(),
  /** Synced between devices, as its authenticator says. */
  backedUp: z.boolean(),
  createdAt: Millis,
  lastUsedAt: Millis.nullable(),
  /** How it stands as an approver's key; null where it is good for signing in only. */
  approver: z.enum(['pending', 'active', 'revoked']).nullable(),
  approverKeyId: z.string().nullable(),
});
export type PasskeyView = z.infer<typeof PasskeyView>;

/** A key whose signature or assertion counts as a person's verdict. `pending` until an existing approver vouched for it. */
export const ApproverKeyView = z.object({
  keyId: z.string(),
  kind: z.enum(['ed25519', 'passkey']),
  user: Id,
  name: z.string(),
  status: z.enum(['pending', 'active', 'revoked']),
  /** Who vouched: an actor, or `first` for the first key of an organisation. */
  vouchedBy: z.string().nullable(),
  createdAt: Millis,
  /** Credential id (base64url) of a passkey, for the browser's `allowCredentials`. */
  credential: z.string().nullable(),
});
export type ApproverKeyView = z.infer<typeof ApproverKeyView>;

/** A WebAuthn assertion as it is kept and verified again (base64url each; WebAuthn L3 §7.2). */
export const Assertion = z.object({
  credential: z.string().max(1400),
  authenticatorData: z.string().max(4000),
  clientDataJson: z.string().max(4000),
  signature: z.string().max(1400),
});
export type Assertion = z.infer<typeof Assertion>;

const KeyId = z.string().regex(/^[0-9a-f]{16}$/);
const Ed25519Signature = z.string().regex(/^[0-9a-f]{128}$/);

/** A verdict's proof: a signature by an Ed25519 key, or a passkey's assertion. Exactly one of both. */
export const Signed = z
  .object({ keyId: KeyId, signature: Ed25519Signature.optional(), assertion: Assertion.optional() })
  .refine((s) => (s.signature === undefined) !== (s.assertion === undefined), 'give a signature or an assertion');
export type Signed = z.infer<typeof Signed>;

/**
 * An existing approver's word for a key that is to come: the bytes that are signed (Ed25519), or whose SHA-256 is the
 * passkey's challenge. `subject` is what is vouched for: `key:<keyId>` of a pending key, or `link:<nonce>` of a one-time
 * link through which one passkey may be enrolled as an approver's.
 */
export const vouchMessage = (v: { org: string; user: string; subject: string; expiresAt: number }): string =>
  `vedette:vouch:v1\n${v.org}\n${v.user}\n${v.subject}\n${v.expiresAt}`;

export const Vouch = z.object({
  subject: z.string().regex(/^(key:[0-9a-f]{16}|link:[0-9a-f]{32})$/),
  expiresAt: Millis,
  signed: Signed,
});
export type Vouch = z.infer<typeof Vouch>;

/** `POST /sign-in-links`: a way in for a user, once. With a vouch, the first passkey enrolled through it may approve. */
export const SignInLinkInput = z.object({ user: Id, vouch: Vouch.optional() });
export type SignInLinkInput = z.infer<typeof SignInLinkInput>;

export const OidcProviderInput = z.object({
  name: z.string().min(1).max(60),
  /** Issuer URL, whose discovery document tells the rest (OpenID Connect Discovery 1.0) */
  issuer: z.url().max(300),
  clientId: z.string().min(1).max(300),
  clientSecret: z.string().max(500).optional(),
  /** E-mail domains whose verified addresses may sign in. */
  domains: z.array(z.string().max(100)).min(1).max(20),
  /** Role of people who come for the first time; absent: only people who exist already. */
  newUserRole: Role.optional(),
});
export type OidcProviderInput = z.infer<typeof OidcProviderInput>;

export const AccessInput = z.object({
  /** `<team>.cloudflareaccess.com` */
  teamDomain: z.string().regex(/^[a-z0-9-]+\.cloudflareaccess\.com$/),
  audience: z.string().min(16).max(200),
  newUserRole: Role.optional(),
});
export type AccessInput = z.infer<typeof AccessInput>;

export const UserView = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  createdAt: Millis,
  disabledAt: Millis.nullable(),
  passkeys: z.int(),
  oneTimeCodes: z.boolean(),
});
export type UserView = z.infer<typeof UserView>;

export const UserPatch = z.object({
  name: z.string().min(1).max(100).optional(),
  role: Role.optional(),
  disabled: z.boolean().optional(),
});

export const ApiKeyView = z.object({
  id: Id,
  user: Id,
  name: z.string(),
  createdAt: Millis,
  expiresAt: Millis.nullable(),
  revokedAt: Millis.nullable(),
  lastUsedAt: Millis.nullable(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

export const OrganisationView = z.object({
  id: OrgId,
  name: z.string(),
  createdAt: Millis,
  automaticPerHour: z.int(),
  actionsPerHour: z.int(),
  /** Targets and their dependents that plans of any sixty minutes may touch */
  blastPerHour: z.int(),
  /** IANA; the hours and days that policies speak of are its */
  timezone: z.string(),
});
export type OrganisationView = z.infer<typeof OrganisationView>;
export const OrganisationPatch = z.object({
  name: z.string().min(1).max(100).optional(),
  automaticPerHour: z.int().min(0).max(1000).optional(),
  actionsPerHour: z.int().min(0).max(10_000).optional(),
  blastPerHour: z.int().min(0).max(100_000).optional(),
  timezone: z.string().min(1).max(64).optional(),
});
