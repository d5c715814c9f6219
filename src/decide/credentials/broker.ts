import { z } from 'zod';
import type { AwsCredentials } from '../../contracts/aws.ts';
import { digestOf } from '../../kit/crypto.ts';
import { MINUTE_MS } from '../../kit/clock.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { AccountRow } from '../../storage/authority/accounts.ts';
import type { Permission } from '../action-facts.ts';
import type { GateDeps } from '../deps.ts';
import { buildSessionPolicy } from '../session-policy.ts';

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

/** Credentials for exactly these permissions: the role under a session policy; without a role the account's keys as they are. */
export async function narrow(
  deps: Pick<GateDeps, 'envelope' | 'assumeRole'>,
  n: Narrowing,
): Promise<Result<AwsCredentials, Failure>> {
  const policy = buildSessionPolicy(n.permissions);
  if (!policy.ok) return policy;
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
    policy: policy.value,
    externalId: n.account.externalId,
  });
}

export type ReadCache = Map<string, AwsCredentials & { readonly expiresAt: number }>;

/** As {@link narrow}, for reads: kept in this isolate's memory until ten minutes before they expire. Static keys are not kept. */
export async function narrowForRead(
  deps: Pick<GateDeps, 'envelope' | 'assumeRole' | 'now'>,
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
