import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { GOOGLE_KEYS_URL } from './keys.ts';

/** A key as Google might sign with, PKCS #8 PEM: what the client takes for its secret. */
export const signingKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** What Google's key endpoint would answer with such keys, by its URL: `outside` of a test's door. */
export async function playedGoogle(...keys: readonly string[]): Promise<Record<string, string>> {
  const listed = await Promise.all(
    keys.map(async (pem) => {
      const jwk = createPublicKey(pem).export({ format: 'jwk' });
      return { ...jwk, use: 'sig', alg: 'RS256', kid: await calculateJwkThumbprint(jwk) };
    }),
  );
  return { [GOOGLE_KEYS_URL]: JSON.stringify({ keys: listed }) };
}
