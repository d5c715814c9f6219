import { SourceRotation } from '../../contracts/access.ts';
import { DAY_MS, HOUR_MS } from '../../kit/clock.ts';
import { equalInConstantTime } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { requireSource, type OneSource } from './require-source.ts';
import { givenSecret, kindOf, newSecret } from './source-input.ts';

/** Until then senders may still use the secret before. */
const ROTATION_OVERLAP_MS = DAY_MS;
/** A key that proved nothing for so long, while its successor did, is out of use; several times what its last use is kept to. */
const OUT_OF_USE_MS = HOUR_MS;

export interface GoodKey {
  readonly id: string;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

export async function newSealedKey(deps: GateDeps, org: string, source: string, secret: string, at: number) {
  const id = newId('key', at);
  const sealed = await (await deps.envelope()).seal({ org, table: 'source_key', id }, secret);
  return { id, source, secret: sealed, createdAt: at };
}

const minuteOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

/**
 * Why a source with these good keys, newest first, must not get another one without a word about which of them ends; undefined if
 * nobody can lose a delivery by it: the newest is in use, and the one before has not been for an hour.
 */
export function whyNotRotated([newest, older]: readonly GoodKey[], source: string, now: number): string | undefined {
  if (newest === undefined || older === undefined) return undefined;
  const isIdle = older.lastUsedAt === null || now - older.lastUsedAt >= OUT_OF_USE_MS;
  if (newest.lastUsedAt !== null && isIdle) return undefined;
  const old =
    older.lastUsedAt === null ? 'proved no delivery yet' : `last proved a delivery at ${minuteOf(older.lastUsedAt)}`;
  const fresh = newest.lastUsedAt === null ? 'none yet' : `one at ${minuteOf(newest.lastUsedAt)}`;
  return (
    `two keys are good already, and a third would end ${older.id}, which ${old}; the newest, ${newest.id}, proved ${fresh}. ` +
    `Give the newest to the sender, then end the old one with POST /sources/${source}/keys/retire, or wait: it ends by itself at ${minuteOf(older.expiresAt ?? now)}. ` +
    'To rotate all the same, send endKey "old", and the old one ends now; or endKey "new" if the newest got lost, and the old one goes on for a day'
  );
}

/**
 * A new secret for a source; the one before stays good for a day. Two are good at once, never three: where two are, the older ends
 * if it is out of use, else `endKey` says which. It is made here and answered, or given by its sender and not answered. Errors:
 * `malformed`, `not_found`, `unprocessable`, `conflict` with what to do.
 */
export async function rotateSource(
  deps: GateDeps,
  req: OneSource & { readonly body?: unknown },
): Promise<Result<{ id: string; secret?: string; previousUntil: number }, Failure>> {
  const found = await requireSource(deps, req);
  if (!found.ok) return found;
  const parsed = parseInput(SourceRotation, req.body ?? {});
  if (!parsed.ok) return parsed;
  const { org, actor, source } = found.value;
  const about = kindOf(source.kind);
  if (!about)
    return err(failure('conflict', `this version does not know ${source.kind}; its secret cannot be rotated`));
  const made = newSecret(about, source.id);
  if (made === undefined)
    return err(failure('unprocessable', 'its sender signs with a key of its vendor: there is no secret to rotate'));
  const { endKey } = parsed.value;
  const given = parsed.value.secret === undefined ? undefined : givenSecret(about, parsed.value.secret);
  if (given?.ok === false) return given;
  const at = deps.now();
  const good = await goodKeys(deps, org, source.id, at);
  const [newest, older] = good;
  const same = given && (await keyWith(deps, org, good, given.value));
  if (same)
    return err(
      failure('conflict', `this is the secret of ${same.id}, which is good already; nothing was changed`, {
        field: '/secret',
      }),
    );
  if (endKey === 'new' && (newest === undefined || older === undefined))
    return err(
      failure('unprocessable', 'only one key is good: it cannot end before its successor is in use', {
        field: '/endKey',
      }),
    );
  const refused = endKey === undefined ? whyNotRotated(good, source.id, at) : undefined;
  if (refused !== undefined) return err(failure('conflict', refused));
  const previousUntil = at + ROTATION_OVERLAP_MS;
  const [ends, goesOn] = endKey === 'new' ? [newest, older] : [older, newest];
  const { sources } = deps.store;
  const statements = [
    ...(endKey === 'new' && newest ? [sources.endKey(org, newest.id)] : [sources.endRetiredKeys(org, source.id)]),
    ...(goesOn === undefined ? [] : [sources.expireKey(org, goesOn.id, previousUntil)]),
    sources.addKey(org, await newSealedKey(deps, org, source.id, given?.value ?? made, at)),
  ];
  const body = {
    source: source.id,
    previousUntil,
    ...(ends === undefined ? {} : { ended: ends.id }),
    ...(given === undefined ? {} : { given: true }),
  };
  try {
    await commitWithEntry(deps, org, statements, [
      entry(org, { chain: ORG_CHAIN, type: 'source.rotated', actor, at, body }),
    ]);
  } catch (cause) {
    // One key is in force: whoever is second finds another there than the one that was looked at.
    const [now] = await goodKeys(deps, org, source.id, at);
    if (now?.id === newest?.id) throw cause;
    return err(failure('conflict', 'somebody else rotated it just now; look at its keys before you rotate again'));
  }
  return ok({ id: source.id, ...(given === undefined ? { secret: made } : {}), previousUntil });
}

/** The key among these that has this secret. One that does not open any more has none. */
async function keyWith(
  deps: GateDeps,
  org: string,
  keys: readonly { readonly id: string; readonly secret: string }[],
  secret: string,
) {
  const envelope = await deps.envelope();
  for (const key of keys) {
    const opened = await envelope.open({ org, table: 'source_key', id: key.id }, key.secret);
    if (opened.ok && equalInConstantTime(opened.value, secret)) return key;
  }
  return undefined;
}

/** Those that open now, newest first. */
async function goodKeys(deps: GateDeps, org: string, source: string, at: number) {
  return (await deps.store.sources.keys(org, source)).filter((k) => k.expiresAt === null || k.expiresAt > at);
}

/** Ends the secret before the newest now, for one that leaked; ingest forgets it within seconds. */
export async function retireSourceKeys(
  deps: GateDeps,
  req: OneSource,
): Promise<Result<{ id: string; ended: number }, Failure>> {
  const found = await requireSource(deps, req);
  if (!found.ok) return found;
  const { org, actor, source } = found.value;
  const at = deps.now();
  const retired = (await goodKeys(deps, org, source.id, at)).filter((k) => k.expiresAt !== null);
  const ended = retired.length;
  if (ended === 0) return ok({ id: source.id, ended });
  await commitWithEntry(
    deps,
    org,
    // These and no others: a rotation meanwhile makes one of the key that its sender still uses.
    retired.map((k) => deps.store.sources.endKey(org, k.id)),
    [entry(org, { chain: ORG_CHAIN, type: 'source.keys_retired', actor, at, body: { source: source.id, ended } })],
  );
  return ok({ id: source.id, ended });
}
