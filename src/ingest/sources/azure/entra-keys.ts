import { createLocalJWKSet, type LocalJWKSet } from 'jose';
import { failure, type Failure } from '../../../kit/errors.ts';
import { Recent } from '../../../kit/recent.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import { isObject, parseJson, readText, textOf } from '../../read-json.ts';
import { DENIED } from '../../secrets.ts';
import type { Outside } from '../../source.ts';

/** `jwks_uri` of a tenant's OpenID configuration, whose issuer is `…/v2.0`; tokens of version 1 are signed by the same keys. */
export const entraKeysUrl = (tenant: string): string =>
  `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`;
/** Issuers of a tenant's tokens, version 1 and 2: https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference */
export const entraIssuers = (tenant: string): [string, string] => [
  `https://sts.windows.net/${tenant}/`,
  `https://login.microsoftonline.com/${tenant}/v2.0`,
];

/** Also how often a stranger with made-up key ids can make us ask. */
const ASK_AGAIN_SECONDS = 60;
/** Microsoft asks for a look once a day, and keys are published before they sign. */
const FRESH_MS = 60 * 60_000;
/** While Entra does not answer, what was read is good for as long as Microsoft's own libraries keep it. */
const STALE_MS = 24 * 60 * 60_000;
/** Five to ten at a time. */
const MOST_KEYS = 32;
const TENANTS_HELD = 50;

interface Held {
  readonly bytes: Uint8Array;
  readonly keys: LocalJWKSet;
  readonly ids: ReadonlySet<string>;
  readonly readAt: number;
}
/** By whom they were asked for: one per isolate, one per test. */
const held = new WeakMap<Outside, Recent<Held>>();

/** Keys say whose tokens they sign; one that signs for others only is left out. */
function signsFor(tenant: string, issuer: string | undefined): boolean {
  return issuer === undefined || entraIssuers(tenant).includes(issuer.slice(0, 200).replace('{tenantid}', tenant));
}

function readKeys(bytes: Uint8Array, tenant: string, now: number): Held | undefined {
  const text = readText(bytes);
  const document = text.ok ? parseJson(text.value) : text;
  if (!document.ok || !isObject(document.value)) return undefined;
  const listed = document.value['keys'];
  if (!Array.isArray(listed)) return undefined;
  const usable = listed
    .slice(0, MOST_KEYS)
    .filter(isObject)
    .filter(
      (k) => textOf(k, 'kty') === 'RSA' && textOf(k, 'kid') !== undefined && signsFor(tenant, textOf(k, 'issuer')),
    );
  if (usable.length === 0) return undefined;
  return {
    bytes,
    keys: createLocalJWKSet({ keys: usable }),
    ids: new Set(usable.map((k) => textOf(k, 'kid') ?? '')),
    readAt: now,
  };
}

const AWAY = failure('unavailable', 'the signing keys of Entra could not be read now; send it again later', {
  retryAfterSeconds: 10,
});

/**
 * A tenant's keys, among them `id`: `unauthenticated` if there is none of that id, `unavailable` if they cannot be had. An id that is
 * not known makes us read them anew, at most once a minute (`outside` remembers its answer that long).
 */
export async function entraKeys(
  outside: Outside,
  tenant: string,
  id: string,
  now: number,
): Promise<Result<LocalJWKSet, Failure>> {
  let tenants = held.get(outside);
  if (!tenants) held.set(outside, (tenants = new Recent<Held>(TENANTS_HELD)));
  const known = tenants.get(tenant);
  const hit = known?.ids.has(id) === true ? known : undefined;
  if (hit && now - hit.readAt < FRESH_MS) return ok(hit.keys);
  const answer = await outside.get(entraKeysUrl(tenant), ASK_AGAIN_SECONDS);
  // Within the minute it is the very answer that was read already.
  const read = !answer.ok ? undefined : answer.value === known?.bytes ? known : readKeys(answer.value, tenant, now);
  if (!read) return hit && now - hit.readAt < STALE_MS ? ok(hit.keys) : err(AWAY);
  tenants.set(tenant, read);
  return read.ids.has(id) ? ok(read.keys) : err(DENIED);
}
