import * as z from 'zod';
import type { Principal, SourceGrant } from '../contracts/access.ts';
import { Id, V1 } from '../contracts/common.ts';
import { HOUR_MS } from '../kit/clock.ts';
import { equalInConstantTime } from '../kit/crypto.ts';
import type { Failure } from '../kit/errors.ts';
import { keyUseStepMs } from '../kit/key-use.ts';
import { ok, type Result } from '../kit/result.ts';
import { readApiKey } from './api-key.ts';
import type { GateDeps } from './deps.ts';
import { parseInput } from './parse.ts';

const AuthenticateRequest = z.object({ v: V1, apiKey: z.string().max(200) });
const LookupRequest = z.object({ v: V1, source: Id });
const UsedRequest = z.object({ v: V1, source: Id, key: Id });

/** Last use is kept to the hour: one write an hour and key, not one a request. */
const LAST_USED_STEP_MS = HOUR_MS;

/** Who an API key is, or null. Why it is not good is nobody's business. */
export async function authenticate(deps: Pick<GateDeps, 'store' | 'now'>, input: unknown): Promise<Principal | null> {
  const request = AuthenticateRequest.safeParse(input);
  const brought = request.success ? readApiKey(request.data.apiKey) : undefined;
  if (!brought) return null;
  const found = await deps.store.doors.apiKey(brought.id);
  if (!found || !equalInConstantTime(found.key.hash, brought.hash)) return null;
  const { key, user } = found;
  const now = deps.now();
  if (key.revokedAt !== null || user.disabledAt !== null || (key.expiresAt !== null && key.expiresAt <= now))
    return null;
  if (key.lastUsedAt === null || key.lastUsedAt + LAST_USED_STEP_MS <= now)
    await deps.store.commit([deps.store.people.touchApiKey(user.org, key.id, now - (now % LAST_USED_STEP_MS))]);
  return { org: user.org, user: user.id, name: user.name, role: user.role, key: key.id };
}

/** Secrets one source is checked against at once: the one in force and its predecessor. */
const SECRETS_AT_ONCE = 2;

/** What ingest needs to check a sender, or null if there is no such source. A secret that does not open is left out. */
export async function lookupSource(
  deps: Pick<GateDeps, 'store' | 'now' | 'envelope'>,
  input: unknown,
): Promise<SourceGrant | null> {
  const request = LookupRequest.safeParse(input);
  if (!request.success) return null;
  const row = await deps.store.doors.source(request.data.source);
  if (!row) return null;
  const keys = await goodKeys(deps, row);
  const envelope = await deps.envelope();
  const opened = await Promise.all(
    keys.map((k) => envelope.open({ org: row.org, table: 'source_key', id: k.id }, k.secret)),
  );
  return {
    v: 1,
    id: row.id,
    org: row.org,
    kind: row.kind,
    accounts: JSON.parse(row.accounts) as string[],
    settings: JSON.parse(row.settings) as Record<string, string | string[]>,
    secrets: opened.flatMap((o) => (o.ok ? [o.value] : [])),
    keys: keys.flatMap((k, i) => (opened[i]?.ok === true ? [{ id: k.id, usedAt: k.lastUsedAt }] : [])),
    enabled: row.enabled,
    ratePerMinute: row.ratePerMinute,
  };
}

async function goodKeys({ store, now }: Pick<GateDeps, 'store' | 'now'>, { org, id }: { org: string; id: string }) {
  const at = now();
  return (await store.sources.keys(org, id))
    .filter((k) => k.expiresAt === null || k.expiresAt > at)
    .slice(0, SECRETS_AT_ONCE);
}

/**
 * Keeps that a key proved a delivery, once in an hour, or in some minutes while two are good. Of a key that does not open any more
 * nothing is kept. Errors: `malformed`.
 */
export async function keyUsed(
  deps: Pick<GateDeps, 'store' | 'now'>,
  input: unknown,
): Promise<Result<{ kept: boolean }, Failure>> {
  const request = parseInput(UsedRequest, input);
  if (!request.ok) return request;
  const { source, key } = request.value;
  const row = await deps.store.doors.source(source);
  const keys = row === undefined ? [] : await goodKeys(deps, row);
  if (row === undefined || !keys.some((k) => k.id === key)) return ok({ kept: false });
  const now = deps.now();
  const before = now - keyUseStepMs(keys.length);
  const [changed] = await deps.store.commit([deps.store.sources.touchKey(row.org, source, key, now, before)]);
  return ok({ kept: changed === 1 });
}
