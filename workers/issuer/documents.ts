/** Members that a public key may have (RFC 7517, RFC 7518 §6): whatever else a setting holds is never served. */
const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'] as const;
/** Members that only a private or symmetric key has. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

export type Documents =
  | { readonly ok: true; readonly discovery: string; readonly jwks: string }
  | { readonly ok: false; readonly reason: string };

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** The two documents of an issuer (OpenID Connect Discovery 1.0 §3), or why the settings do not make them. */
export function documents(issuer: string, jwksText: string): Documents {
  let url: URL;
  try {
    url = new URL(issuer);
  } catch {
    return { ok: false, reason: 'ISSUER_URL is not a URL' };
  }
  if (url.protocol !== 'https:' || url.search !== '' || url.hash !== '')
    return { ok: false, reason: 'ISSUER_URL must be an https URL without query or fragment' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(jwksText);
  } catch {
    return { ok: false, reason: 'JWKS is not JSON' };
  }
  const keys = isObject(parsed) ? parsed['keys'] : undefined;
  if (!Array.isArray(keys) || !keys.every(isObject)) return { ok: false, reason: 'JWKS has no list of keys' };
  if (keys.some((k) => PRIVATE_MEMBERS.some((m) => Object.hasOwn(k, m))))
    return { ok: false, reason: 'JWKS holds a private key; put public keys there and rotate that one' };
  const shown = keys.map((k) =>
    Object.fromEntries(PUBLIC_MEMBERS.filter((m) => typeof k[m] === 'string').map((m) => [m, k[m]])),
  );
  const iss = issuer.replace(/\/$/, '');
  return {
    ok: true,
    jwks: JSON.stringify({ keys: shown }),
    discovery: JSON.stringify({
      issuer: iss,
      jwks_uri: `${iss}/.well-known/jwks.json`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'],
    }),
  };
}
