/** Members that a public key may have (RFC 7517, RFC 7518 §6): whatever else a setting holds is never served. */
const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'] as const;
/** Members that only a private or symmetric key has. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;
/** What a key of each type must say of itself (RFC 7518 §6.2.1, §6.3.1; RFC 8037 §2). */
const NEEDED_BY_TYPE: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['RSA', ['n', 'e']],
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
]);
/** The algorithm that each provider must support (OpenID Connect Discovery 1.0 §3), and what a key without `alg` is for. */
const DEFAULT_ALGORITHM = 'RS256';

export type Documents =
  | { readonly ok: true; readonly discovery: string; readonly jwks: string }
  | { readonly ok: false; readonly reason: string };

type Obj = Record<string, unknown>;
const isObject = (v: unknown): v is Obj => typeof v === 'object' && v !== null && !Array.isArray(v);
const isText = (v: unknown): v is string => typeof v === 'string' && v !== '';
const refuse = (reason: string): Documents => ({ ok: false, reason });

/** Why a text cannot be this Worker's issuer, or undefined if it can. */
function issuerFault(issuer: string): string | undefined {
  const url = URL.parse(issuer);
  if (url === null) return 'ISSUER_URL is not a URL';
  if (url.protocol !== 'https:' || issuer.includes('?') || issuer.includes('#') || url.username + url.password !== '')
    return 'ISSUER_URL must be an https URL without query, fragment or credentials';
  // The documents are looked for below the issuer's path, and this Worker serves them at the root of its host.
  return url.pathname === '/' ? undefined : 'ISSUER_URL must have no path: the documents are served at the root';
}

/** Why a key set cannot be published, or undefined if it can. The reason names a key by its place, never by its content. */
function keysFault(keys: readonly Obj[]): string | undefined {
  if (keys.some((k) => PRIVATE_MEMBERS.some((m) => Object.hasOwn(k, m))))
    return 'JWKS holds a private key; put public keys there and rotate that one';
  for (const [i, key] of keys.entries()) {
    const needed = NEEDED_BY_TYPE.get(key['kty']);
    if (needed === undefined) return `JWKS keys[${i}].kty is none of RSA, EC, OKP`;
    const missing = ['kid', ...needed].find((m) => !isText(key[m]));
    if (missing !== undefined) return `JWKS keys[${i}].${missing} is missing or not text`;
  }
  return new Set(keys.map((k) => k['kid'])).size === keys.length ? undefined : 'JWKS has two keys with one kid';
}

/** The two documents of an issuer (OpenID Connect Discovery 1.0 §3), or why the settings do not make them. */
export function documents(issuer: string, jwksText: string): Documents {
  const wrong = issuerFault(issuer);
  if (wrong !== undefined) return refuse(wrong);
  let parsed: unknown;
  try {
    parsed = JSON.parse(jwksText);
  } catch {
    return refuse('JWKS is not JSON');
  }
  const keys = isObject(parsed) ? parsed['keys'] : undefined;
  if (!Array.isArray(keys) || !keys.every(isObject)) return refuse('JWKS has no list of keys');
  const fault = keysFault(keys);
  if (fault !== undefined) return refuse(fault);
  const shown = keys.map((k) => Object.fromEntries(PUBLIC_MEMBERS.filter((m) => isText(k[m])).map((m) => [m, k[m]])));
  const algorithms = new Set([DEFAULT_ALGORITHM, ...keys.map((k) => k['alg']).filter(isText)]);
  const iss = issuer.replace(/\/$/, '');
  return {
    ok: true,
    jwks: JSON.stringify({ keys: shown }),
    discovery: JSON.stringify({
      issuer: iss,
      jwks_uri: `${iss}/.well-known/jwks.json`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [...algorithms],
      claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti'],
    }),
  };
}
