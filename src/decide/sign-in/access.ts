import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  jwksCache,
  jwtVerify,
  type ExportedJWKSCache,
  type JWKSCacheInput,
  type JWTPayload,
} from 'jose';
import * as z from 'zod';
import { V1 } from '../../contracts/common.ts';
import { AccessInput, ClientInfo, type IssuedSession } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { IdentityProviderRow } from '../../storage/authority/identity-providers.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { issueSession } from './issue-session.ts';
import { displayName, Email, matchUser } from './match-user.ts';
import { boundedFetch, PROVIDER_TIMEOUT_MS } from './outgoing.ts';

/** Header limits of the edge are below this. */
const ASSERTION_CHARS = 16_000;
const AccessRequest = z.object({ v: V1, assertion: z.string().max(ASSERTION_CHARS), client: ClientInfo });

/** Clocks of two edges differ by less. */
const CLOCK_TOLERANCE_SECONDS = 30;
const AUDIENCES = 10;

const NOT_GOOD = failure('unauthenticated', 'the Cloudflare Access assertion is not good here: sign in again');
const TEAM = /^https:\/\/([a-z0-9-]+\.cloudflareaccess\.com)$/;

/**
 * Which application an assertion claims to be for. Nothing is believed of it: it chooses among what admins entered, and the
 * signature is checked against that. Two organisations with one application would be ambiguous: neither is chosen.
 */
async function applicationOf(deps: GateDeps, assertion: string): Promise<IdentityProviderRow | undefined> {
  let claims: JWTPayload;
  try {
    claims = decodeJwt(assertion);
  } catch {
    return undefined;
  }
  const team = TEAM.exec(typeof claims.iss === 'string' ? claims.iss : '')?.[1];
  const audiences = [claims.aud ?? []].flat().filter((a) => AccessInput.shape.audience.safeParse(a).success);
  if (team === undefined || audiences.length === 0 || audiences.length > AUDIENCES) return undefined;
  const found = await deps.store.doors.accessProviders(team, audiences);
  return found.length === 1 ? found[0] : undefined;
}

/** The assertion's claims, if the team's keys signed it for this application and it is in its time. */
async function verified(
  deps: GateDeps,
  p: IdentityProviderRow,
  assertion: string,
): Promise<Result<JWTPayload, Failure>> {
  const issuer = `https://${p.issuer}`;
  // The library writes into it what it reads.
  const cache: JWKSCacheInput = deps.providers.accessKeys.get(p.issuer) ?? {};
  const keys = createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`), {
    timeoutDuration: PROVIDER_TIMEOUT_MS,
    [jwksCache]: cache,
    [customFetch]: (url, init) => boundedFetch(url, init),
  });
  try {
    const { payload } = await jwtVerify(assertion, keys, {
      issuer,
      audience: p.clientId,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat', 'email'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(deps.now()),
    });
    return ok(payload);
  } catch (cause) {
    // The generic code is the key set's: it did not answer, or not with keys.
    const unreachable = !(cause instanceof errors.JOSEError) || cause.code === 'ERR_JOSE_GENERIC';
    if (unreachable || cause instanceof errors.JWKSTimeout)
      return err(failure('unavailable', 'the keys of Cloudflare Access cannot be read now; try again in a minute'));
    return err(NOT_GOOD);
  } finally {
    if (isFilled(cache)) deps.providers.accessKeys.set(p.issuer, cache);
  }
}

const isFilled = (cache: JWKSCacheInput): cache is ExportedJWKSCache => 'jwks' in cache;

/**
 * A session for a `Cf-Access-Jwt-Assertion` (Cloudflare docs, "Application token": `type` app, RS256, keys at
 * `/cdn-cgi/access/certs`). Any domain: who may pass was the Access policy's to decide. Errors: `malformed`,
 * `unauthenticated`, `forbidden` (nobody here has the address), `unavailable` (no keys to be had).
 */
export async function accessSignIn(deps: GateDeps, input: unknown): Promise<Result<IssuedSession, Failure>> {
  const parsed = parseInput(AccessRequest, input);
  if (!parsed.ok) return parsed;
  const { assertion, client } = parsed.value;
  const application = await applicationOf(deps, assertion);
  if (!application) return err(NOT_GOOD);
  const claims = await verified(deps, application, assertion);
  if (!claims.ok) return claims;
  const email = Email.safeParse(claims.value['email']);
  if (!email.success || claims.value['type'] !== 'app') return err(NOT_GOOD);
  const name = displayName(undefined, email.data);
  const matched = await matchUser(deps, application, { email: email.data, name });
  if (!matched.ok) return matched;
  return issueSession(deps, { org: application.org, user: matched.value.user, method: 'access', client });
}
