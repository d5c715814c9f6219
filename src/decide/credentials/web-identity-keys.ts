import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import * as z from 'zod';
import { failure, type Failure } from '../../kit/errors.ts';
import { MINUTE_MS } from '../../kit/clock.ts';
import { err, ok, type Result } from '../../kit/result.ts';

/**
 * RSA with SHA-256: what every verifier of OpenID Connect must take (Core 1.0 §15.1). STS takes ECDSA since November 2024
 * (announcement of 2024-11-20), but AWS-compatible servers often do not.
 */
export const OIDC_ALGORITHM = 'RS256';
const RSA_BITS = 2048;

/** Longest life of a token: STS asks for it once, at once. */
export const TOKEN_LIFETIME_SECONDS = 300;
/** Verifiers may keep the key set this long (the issuer's `max-age`, 15 min), and clocks differ. */
const KEY_SET_KEPT_MS = 20 * MINUTE_MS;

const Text = z.string().min(1).max(2_000);
const PublicKey = z.object({ kty: z.literal('RSA'), kid: Text, n: Text, e: Text, alg: z.literal(OIDC_ALGORITHM) });
const PrivateKey = PublicKey.extend({ d: Text, p: Text, q: Text, dp: Text, dq: Text, qi: Text });

/**
 * The secret OIDC_KEYS. `current` signs. `next` is published before it signs, `previous` (its public half alone) until
 * `until` (ms), when the last token that it signed has lapsed.
 */
export const OidcKeys = z.strictObject({
  v: z.literal(1),
  current: PrivateKey,
  /** Since when it may be in every verifier's key set, ms */
  next: z.strictObject({ key: PrivateKey, publishedAt: z.int() }),
  previous: z.strictObject({ key: PublicKey, until: z.int() }).optional(),
});
export type OidcKeys = z.infer<typeof OidcKeys>;

async function newKey(): Promise<z.infer<typeof PrivateKey>> {
  const { privateKey } = await generateKeyPair(OIDC_ALGORITHM, { modulusLength: RSA_BITS, extractable: true });
  const jwk = await exportJWK(privateKey);
  return PrivateKey.parse({ ...jwk, alg: OIDC_ALGORITHM, kid: await calculateJwkThumbprint(jwk) });
}

/** A ring to begin with, or to begin anew with after a key was taken: nothing of the old one stays valid. */
export async function newOidcKeys(now: number): Promise<OidcKeys> {
  const [current, next] = await Promise.all([newKey(), newKey()]);
  return { v: 1, current, next: { key: next, publishedAt: now } };
}

/**
 * The published next key signs from now on. Errors (`conflict`): the one before has not lapsed; the next key is not
 * published long enough, so that a verifier with a kept key set would refuse its tokens.
 */
export async function rotateOidcKeys(keys: OidcKeys, now: number): Promise<Result<OidcKeys, Failure>> {
  if (keys.previous)
    return err(failure('conflict', 'the previous key is still published: run `keys oidc retire` first'));
  const ripe = keys.next.publishedAt + KEY_SET_KEPT_MS;
  if (now < ripe)
    return err(failure('conflict', `the next key may not be known everywhere before ${new Date(ripe).toISOString()}`));
  return ok({
    v: 1,
    current: keys.next.key,
    next: { key: await newKey(), publishedAt: now },
    // The gate may sign with the old key until the new secret has reached each of its isolates.
    previous: { key: PublicKey.parse(keys.current), until: now + TOKEN_LIFETIME_SECONDS * 1000 + KEY_SET_KEPT_MS },
  });
}

/** Takes the previous key out. Errors (`conflict`): there is none, or a token that it signed may still be good. */
export function retireOidcKey(keys: OidcKeys, now: number): Result<OidcKeys, Failure> {
  const { previous, ...rest } = keys;
  if (!previous) return err(failure('conflict', 'there is no previous key to retire'));
  if (now < previous.until)
    return err(
      failure('conflict', `tokens of the previous key may be good until ${new Date(previous.until).toISOString()}`),
    );
  return ok(rest);
}

/** The key set that the issuer serves (its setting JWKS): public halves of all that sign, will sign or signed a moment ago. */
export function publicKeySet(keys: OidcKeys): string {
  const shown = [keys.current, keys.next.key, ...(keys.previous ? [keys.previous.key] : [])];
  return JSON.stringify({
    keys: shown.map(({ kty, kid, n, e, alg }) => ({ kty, kid, use: 'sig', alg, n, e })),
  });
}

export interface OidcSigner {
  readonly kid: string;
  readonly key: CryptoKey;
}

/** The key that signs, out of the secret's text. Throws without quoting the secret if it is not one. */
export async function loadOidcSigner(text: string): Promise<OidcSigner> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = OidcKeys.safeParse(value);
  if (!parsed.success) throw new Error('OIDC_KEYS is not a ring of keys; `vedette keys oidc new` makes one');
  const { current } = parsed.data;
  const jwk: JWK = { ...current };
  return { kid: current.kid, key: (await importJWK(jwk, OIDC_ALGORITHM)) as CryptoKey };
}
