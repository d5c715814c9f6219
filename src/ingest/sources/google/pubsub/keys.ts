import { createLocalJWKSet, type LocalJWKSet } from 'jose';
import { failure, type Failure } from '../../../../kit/errors.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { isObject, parseJson, readText, textOf } from '../../../read-json.ts';
import { DENIED } from '../../../secrets.ts';
import type { Outside } from '../../../source.ts';

/** Google's signing keys for identity tokens: `jwks_uri` of https://accounts.google.com/.well-known/openid-configuration */
export const GOOGLE_KEYS_URL = 'https://www.googleapis.com/oauth2/v3/certs';
/** Also how often a stranger with made-up key ids can make us ask. */
const ASK_AGAIN_SECONDS = 60;
/** Google lets its answer be kept for some six hours, and publishes keys days before it signs with them. */
const FRESH_MS = 60 * 60_000;
/** While Google does not answer, what was read is good for as long as Google says. */
const STALE_MS = 6 * 60 * 60_000;
/** There are two or three at a time. */
const MOST_KEYS = 16;

interface Held {
  readonly bytes: Uint8Array;
  readonly keys: LocalJWKSet;
  readonly ids: ReadonlySet<string>;
  readonly readAt: number;
}
/** By whom they were asked for: one per isolate, one per test. */
const held = new WeakMap<Outside, Held>();

function readKeys(bytes: Uint8Array, now: number): Held | undefined {
  const text = readText(bytes);
  const document = text.ok ? parseJson(text.value) : text;
  if (!document.ok || !isObject(document.value)) return undefined;
  const listed = document.value['keys'];
  if (!Array.isArray(listed)) return undefined;
  const usable = listed
    .slice(0, MOST_KEYS)
    .filter(isObject)
    .filter((k) => textOf(k, 'kty') === 'RSA' && textOf(k, 'kid') !== undefined);
  if (usable.length === 0) return undefined;
  return {
    bytes,
    keys: createLocalJWKSet({ keys: usable }),
    ids: new Set(usable.map((k) => textOf(k, 'kid') ?? '')),
    readAt: now,
  };
}

const AWAY = failure('unavailable', 'Google’s signing keys could not be read now; send it again later', {
  retryAfterSeconds: 10,
});

/**
 * Google's keys, among them `id`: `unauthenticated` if there is none of that id, `unavailable` if they cannot be had. An id
 * that is not known makes us read them anew, at most once a minute (`outside` remembers its answer that long).
 */
export async function googleKeys(outside: Outside, id: string, now: number): Promise<Result<LocalJWKSet, Failure>> {
  const known = held.get(outside);
  const hit = known?.ids.has(id) === true ? known : undefined;
  if (hit && now - hit.readAt < FRESH_MS) return ok(hit.keys);
  const answer = await outside.get(GOOGLE_KEYS_URL, ASK_AGAIN_SECONDS);
  // Within the minute it is the very answer that was read already.
  const read = !answer.ok ? undefined : answer.value === known?.bytes ? known : readKeys(answer.value, now);
  if (!read) return hit && now - hit.readAt < STALE_MS ? ok(hit.keys) : err(AWAY);
  held.set(outside, read);
  return read.ids.has(id) ? ok(read.keys) : err(DENIED);
}
