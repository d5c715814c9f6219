import type { AwsCredentials } from '../contracts/aws.ts';
import type { EntryInput } from '../contracts/ledger.ts';
import type { Outcome } from '../contracts/plan.ts';
import type { LedgerAppendApi, PolicyApi } from '../contracts/rpc.ts';
import type { Clock } from '../kit/clock.ts';
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import type { Authority } from '../storage/authority/db.ts';
import type { Envelope } from '../storage/authority/envelope.ts';
import type { ActionCatalogue } from './action-facts.ts';
import type { OidcSigner } from './credentials/web-identity-keys.ts';
import type { PermitKey } from './permit-key.ts';
import type { ProviderCache } from './sign-in/outgoing.ts';

export interface StaticKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface AssumeRequest {
  readonly region: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly policy: string;
}

/** Calls `sts:AssumeRole` once with static keys; failures say what AWS answered, never the keys. */
export type AssumeRole = (
  base: StaticKeys,
  request: AssumeRequest & { readonly externalId: string | null },
) => Promise<Result<AwsCredentials, Failure>>;

/** Calls `sts:AssumeRoleWithWebIdentity` once, unsigned; failures say what AWS answered, never the token. */
export type AssumeRoleWithToken = (token: string, request: AssumeRequest) => Promise<Result<AwsCredentials, Failure>>;

/** What makes this installation an issuer of web identity tokens. */
export interface WebIdentity {
  /** The `iss`, an https origin */
  readonly issuer: string;
  readonly signer: () => Promise<OidcSigner>;
}

export interface GateLimits {
  /** How long a plan of an outcome may be acted on, ms. */
  readonly planTtlMs: Readonly<Record<Outcome, number>>;
  /** How long a permit lets forward steps begin, ms. */
  readonly permitTtlMs: number;
}

/** Everything that the gate's functions need of the world. */
export interface GateDeps {
  readonly store: Authority;
  readonly envelope: () => Promise<Envelope>;
  readonly permitKey: () => Promise<PermitKey>;
  readonly policy: PolicyApi;
  readonly ledger: LedgerAppendApi;
  readonly actions: ActionCatalogue;
  readonly assumeRole: AssumeRole;
  readonly assumeRoleWithToken: AssumeRoleWithToken;
  /** Undefined while ISSUER_URL or OIDC_KEYS is not set: then no account can be keyless. */
  readonly webIdentity: WebIdentity | undefined;
  readonly limits: GateLimits;
  readonly setupToken: string | undefined;
  /** Origins that the console is served at (`https://host`), the only ones that passkeys are made for and shown at. */
  readonly consoleOrigins: readonly string[];
  /** Origins of decision points that the operator allows although they are not public or not https. */
  readonly decisionPointOrigins: readonly string[];
  /** What identity providers publish, kept a while. */
  readonly providers: ProviderCache;
  readonly now: Clock;
}

/** A ledger entry before its organisation is stamped on it. */
export type OrgEntry = Omit<EntryInput, 'org'>;
