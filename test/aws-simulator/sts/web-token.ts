import { createPublicKey, verify } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import { MINUTE_MS } from '../../../src/kit/clock.ts';
import { ApiError } from '../api-error.ts';
import type { OidcProvider } from '../model.ts';

/** What AWS takes: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
const ALGORITHMS: Readonly<Record<string, { readonly hash: string; readonly type: 'RSA' | 'EC' }>> = {
  RS256: { hash: 'sha256', type: 'RSA' },
  RS384: { hash: 'sha384', type: 'RSA' },
  RS512: { hash: 'sha512', type: 'RSA' },
  ES256: { hash: 'sha256', type: 'EC' },
  ES384: { hash: 'sha384', type: 'EC' },
  ES512: { hash: 'sha512', type: 'EC' },
};
/** Two numbers of one length one after the other, as JWTs have them, in ASN.1, which is all that workerd's `verify` takes. */
function derOf(raw: Buffer): Buffer {
  const whole = (part: Buffer): Buffer => {
    const from = part.findIndex((b) => b !== 0);
    const digits = from < 0 ? Buffer.from([0]) : part.subarray(from);
    const padded = digits[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
    return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
  };
  const half = raw.length / 2;
  const body = Buffer.concat([whole(raw.subarray(0, half)), whole(raw.subarray(half))]);
  const length = body.length < 0x80 ? [body.length] : [0x81, body.length];
  return Buffer.concat([Buffer.from([0x30, ...length]), body]);
}

/** How far a token's times may lie ahead of AWS's clock */
const AHEAD_MOST_MS = 5 * MINUTE_MS;
const TOKEN_MOST_CHARS = 20_000;

const invalid = (why: string): ApiError => new ApiError('InvalidIdentityToken', why, 400);

export interface WebIdentity {
  readonly provider: OidcProvider;
  readonly subject: string;
  readonly audience: string;
  /** The party that the token was made for, where it names one besides its audience */
  readonly authorizedParty: string | undefined;
}

function read(token: string): { kid: unknown; alg: string; claims: JWTPayload } {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return { kid, alg: alg ?? '', claims: decodeJwt(token) };
  } catch {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  }
}

/**
 * Signature by one of the provider's keys. Node's and not jose's, because an operation is one transaction and may wait for
 * nothing.
 */
function isSigned(token: string, alg: string, kid: unknown, { jwks }: OidcProvider): boolean {
  const algorithm = Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined;
  if (!algorithm) return false;
  const [head = '', body = '', signature = ''] = token.split('.');
  return jwks.keys.some((key) => {
    if (key['kty'] !== algorithm.type || (key['kid'] !== undefined && key['kid'] !== kid)) return false;
    if (key['alg'] !== undefined && key['alg'] !== alg) return false;
    try {
      const publicKey = createPublicKey({ key, format: 'jwk' });
      return verify(
        algorithm.hash,
        Buffer.from(`${head}.${body}`),
        publicKey,
        algorithm.type === 'EC' ? derOf(Buffer.from(signature, 'base64url')) : Buffer.from(signature, 'base64url'),
      );
    } catch {
      return false;
    }
  });
}

/** Who a token speaks of, proven by its issuer. Throws STS's own errors. `providers` are those of the role's account. */
export function verifiedToken(token: string, providers: readonly OidcProvider[], now: number): WebIdentity {
  if (token.length < 4 || token.length > TOKEN_MOST_CHARS)
    throw new ApiError(
      'ValidationError',
      `1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length between 4 and ${TOKEN_MOST_CHARS}`,
    );
  const { kid, alg, claims } = read(token);
  const { iss, sub, aud, exp, nbf, iat } = claims;
  if (typeof iss !== 'string') throw invalid('Missing a required claim: iss');
  const host = iss.replace(/^https:\/\//, '').replace(/\/$/, '');
  const provider = iss.startsWith('https://') ? providers.find((p) => p.host === host) : undefined;
  if (!provider) throw invalid(`No OpenIDConnect provider found in your account for ${iss.slice(0, 200)}`);
  if (!isSigned(token, alg, kid, provider))
    throw invalid(
      'The web identity token that was passed could not be validated: its signature is not of the provider’s keys',
    );
  for (const [name, value] of Object.entries({ sub, aud, exp, iat }))
    if (value === undefined) throw invalid(`Missing a required claim: ${name}`);
  if (exp! * 1000 <= now)
    throw new ApiError(
      'ExpiredTokenException',
      `Token expired: current date/time ${Math.floor(now / 1000)} must be before the expiration date/time ${exp}`,
      400,
    );
  if (Math.max(nbf ?? 0, iat!) * 1000 > now + AHEAD_MOST_MS) throw invalid('Token is not valid yet');
  const audiences = Array.isArray(aud) ? aud : [aud!];
  const azp = typeof claims['azp'] === 'string' ? claims['azp'] : undefined;
  const audience = azp ?? audiences[0];
  if (audience === undefined || (azp === undefined && audiences.length > 1) || !provider.clientIds.includes(audience))
    throw invalid('Incorrect token audience');
  if (typeof sub !== 'string' || sub === '') throw invalid('Missing a required claim: sub');
  return {
    provider,
    subject: sub,
    audience: audiences[0]!,
    authorizedParty: azp,
  };
}
