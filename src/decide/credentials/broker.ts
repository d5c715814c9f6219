import * as z from 'zod';
import type { AwsCredentials } from '../../contracts/aws.ts';
import { digestOf } from '../../kit/crypto.ts';
import { MINUTE_MS } from '../../kit/clock.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { AccountRow } from '../../storage/authority/accounts.ts';
import type { Permission } from '../action-facts.ts';
import type { AssumeRequest, GateDeps } from '../deps.ts';
import { buildSessionPolicy } from '../session-policy.ts';
import { mintWebIdentity, type WebIdentityClaims } from './web-identity.ts';

const StoredKeys = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** Cached read credentials are handed out while they are good for this long. */
const READ_MARGIN_MS = 10 * MINUTE_MS;
/** Sets of read credentials an isolate keeps. */
const CACHE_SETS = 200;

export interface Narrowing {
  readonly org: string;
  readonly account: AccountRow;
  readonly roleArn: string | null;
  readonly region: string;
  readonly permissions: readonly Permission[];
  readonly sessionName: string;
}

type BrokerDeps = Pick<GateDeps, 'envelope' | 'assumeRole' | 'assumeRoleWithToken' | 'webIdentity' | 'store' | 'now'>;

/**
 * Credentials for exactly these permissions: the role under a session policy, assumed with a token of our issuer or with
 * the account's keys; without a role the keys as they are. Errors: `unprocessable`, `forbidden`, `internal`; `unavailable`
 * (STS, or keyless access is stopped).
 */
export async function narrow(deps: BrokerDeps, n: Narrowing): Promise<Result<AwsCredentials, Failure>> {
  const policy = buildSessionPolicy(n.permissions);
  if (!policy.ok) return policy;
  return n.account.auth === 'web_identity' ? withToken(deps, n, policy.value) : withKeys(deps, n, policy.value);
}

/** Why no token is made for an organisation now, by the kill switch. */
async function stopped(deps: Pick<GateDeps, 'store'>, org: string): Promise<Failure | undefined> {
  const stop = await deps.store.keyless.stopOf(org);
  return stop
    ? failure('unavailable', `keyless access to AWS is stopped: ${stop.reason.slice(0, 200)}; an admin resumes it`)
    : undefined;
}

async function withToken(deps: BrokerDeps, n: Narrowing, policy: string): Promise<Result<AwsCredentials, Failure>> {
  const { account, roleArn } = n;
  if (roleArn === null)
    return err(failure('unprocessable', `account ${account.account} is keyless and has no role for this`));
  const role = roleArn === account.writeRoleArn ? 'write' : 'read';
  return assumeWithToken(deps, { org: n.org, account: account.account, role }, { ...n, roleArn, policy });
}

async function assumeWithToken(
  deps: BrokerDeps,
  claims: WebIdentityClaims,
  request: AssumeRequest,
): Promise<Result<AwsCredentials, Failure>> {
  const { webIdentity } = deps;
  if (!webIdentity)
    return err(
      failure(
        'unprocessable',
        "this installation issues no tokens: its operator sets the gate's ISSUER_URL and OIDC_KEYS",
      ),
    );
  const stop = await stopped(deps, claims.org);
  if (stop) return err(stop);
  const token = await mintWebIdentity(await webIdentity.signer(), webIdentity.issuer, claims, deps.now());
  const { region, roleArn, sessionName, policy } = request;
  return deps.assumeRoleWithToken(token, { region, roleArn, sessionName, policy });
}

/** A role that reads a log bucket. Its account need not be registered. */
export interface PullNarrowing {
  readonly org: string;
  readonly roleArn: string;
  /** Account of the role */
  readonly account: string;
  /** Registered account whose static keys assume it, where it has any */
  readonly keysOf: string;
  readonly region: string;
  readonly permissions: readonly Permission[];
  readonly sessionName: string;
}

/**
 * Credentials of a role that reads a log bucket, for exactly these permissions: assumed with the keys of a registered account that has
 * some, with its external id, else with a token of our issuer. Errors as those of {@link narrow}.
 */
export async function assumePullRole(deps: BrokerDeps, n: PullNarrowing): Promise<Result<AwsCredentials, Failure>> {
  const policy = buildSessionPolicy(n.permissions);
  if (!policy.ok) return policy;
  const account = await deps.store.accounts.find(n.org, n.keysOf);
  if (account?.auth === 'static') return withKeys(deps, { ...n, account }, policy.value);
  return assumeWithToken(deps, { org: n.org, account: n.account, role: 'pull' }, { ...n, policy: policy.value });
}

async function withKeys(deps: BrokerDeps, n: Narrowing, policy: string): Promise<Result<AwsCredentials, Failure>> {
  const opened = await (
    await deps.envelope()
  ).open({ org: n.org, table: 'account', id: n.account.account }, n.account.keys);
  if (!opened.ok) return err(failure('internal', `the keys of account ${n.account.account}: ${opened.error}`));
  const keys = StoredKeys.parse(JSON.parse(opened.value));
  if (n.roleArn === null) return ok({ ...keys, narrowed: false });
  return deps.assumeRole(keys, {
    region: n.region,
    roleArn: n.roleArn,
    sessionName: n.sessionName,
    policy,
    externalId: n.account.externalId,
  });
}

export type ReadCache = Map<string, AwsCredentials & { readonly expiresAt: number }>;

/** As {@link narrow}, for reads: kept in this isolate's memory until ten minutes before they expire. Static keys are not kept. */
export async function narrowForRead(
  deps: BrokerDeps,
  cache: ReadCache,
  n: Narrowing,
): Promise<Result<AwsCredentials, Failure>> {
  const key = digestOf([
    n.org,
    n.account.account,
    n.account.updatedAt,
    n.roleArn,
    n.region,
    n.permissions,
    n.sessionName,
  ]);
  const stop = n.account.auth === 'web_identity' ? await stopped(deps, n.org) : undefined;
  if (stop) {
    cache.delete(key);
    return err(stop);
  }
  const kept = cache.get(key);
  if (kept && kept.expiresAt - READ_MARGIN_MS > deps.now()) return ok(kept);
  cache.delete(key);
  const made = await narrow(deps, n);
  if (made.ok && made.value.expiresAt !== undefined) {
    if (cache.size >= CACHE_SETS) cache.delete(cache.keys().next().value!);
    cache.set(key, { ...made.value, expiresAt: made.value.expiresAt });
  }
  return made;
}
