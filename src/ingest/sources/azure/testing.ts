import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8, SignJWT, type JWTPayload } from 'jose';
import { entraKeysUrl } from './entra-keys.ts';

export const TENANT = '7a1f0c52-3c0e-4d5b-9a34-0c8e5f2b6d11';
export const AUDIENCE = '2f6c1d9e-84b3-4a57-9c02-6e1f7d3a5b88';
export const KID = 'sample';

/** A key pair as Entra's, in PEM and as a line of its key set. */
export function entraKey(kid = KID): { readonly pem: string; readonly jwk: Record<string, unknown> } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    jwk: {
      ...publicKey.export({ format: 'jwk' }),
      use: 'sig',
      kid,
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    },
  };
}

/** Entra's answer to who asks for a tenant's keys. */
export const playedEntra = (...keys: readonly { readonly jwk: Record<string, unknown> }[]): Record<string, string> => ({
  [entraKeysUrl(TENANT)]: JSON.stringify({ keys: keys.map((k) => k.jwk) }),
});

/** A token as Entra makes them; `claims` replace what it would say. */
export async function entraToken(
  pem: string,
  now: number,
  claims: JWTPayload,
  header: { readonly alg?: string; readonly kid?: string } = {},
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return new SignJWT({
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    aud: AUDIENCE,
    tid: TENANT,
    iat: seconds,
    nbf: seconds,
    exp: seconds + 3_600,
    ver: '2.0',
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: KID, ...header })
    .sign(await importPKCS8(pem, header.alg ?? 'RS256'));
}
