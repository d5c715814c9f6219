import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type IDToken,
} from 'openid-client';
import * as z from 'zod';
import { Id, V1 } from '../../contracts/common.ts';
import { ClientInfo, type IssuedSession } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { IdentityProviderRow } from '../../storage/authority/identity-providers.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { CEREMONY_OVER } from './ceremony.ts';
import { issueSession } from './issue-session.ts';
import { OIDC_MS } from './limits.ts';
import { displayName, domainOf, Email, matchUser, type Visitor } from './match-user.ts';
import { oidcClient, providerMetadata } from './oidc-client.ts';
import { grantFailure } from './oidc-failure.ts';
import { relyingPartyAt } from './origins.ts';

const Origin = z.string().max(300);
const BeginRequest = z.object({ v: V1, origin: Origin, provider: Id });
const FinishRequest = z.object({ v: V1, origin: Origin, ceremony: Id, url: z.url().max(8000), client: ClientInfo });

/** What a round trip remembers; what only the provider's answer may prove knowledge of is sealed. */
const Body = z.object({ provider: Id, origin: Origin, sealed: z.string() });
const Secrets = z.object({ verifier: z.string(), state: z.string(), nonce: z.string() });
const Domains = z.array(z.string());

export const redirectUri = (origin: string): string => `${origin}/api/v1/sign-in/oidc/callback`;

const placeOf = (org: string, id: string) => ({ org, table: 'ceremony' as const, id });

/**
 * Where to send the browser: the provider's authorization endpoint, with PKCE (S256), state and nonce. Errors: `forbidden`
 * (unknown origin), `not_found`, `unavailable` (the provider does not answer).
 */
export async function oidcBegin(
  deps: GateDeps,
  input: unknown,
): Promise<Result<{ ceremony: string; redirect: string }, Failure>> {
  const parsed = parseInput(BeginRequest, input);
  if (!parsed.ok) return parsed;
  const { origin, provider: id } = parsed.value;
  const known = relyingPartyAt(deps.consoleOrigins, origin);
  if (!known.ok) return known;
  const provider = await deps.store.doors.oidcProvider(id);
  if (!provider) return err(failure('not_found', 'there is no such identity provider: reload the page'));
  const metadata = await providerMetadata(deps, provider.issuer);
  if (!metadata.ok) return metadata;
  const secrets = { verifier: randomPKCECodeVerifier(), state: randomState(), nonce: randomNonce() };
  const { config } = oidcClient(deps, { ...provider, secret: null, metadata: metadata.value });
  let redirect: URL;
  try {
    redirect = buildAuthorizationUrl(config, {
      redirect_uri: redirectUri(origin),
      scope: 'openid email profile',
      code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
      state: secrets.state,
      nonce: secrets.nonce,
    });
  } catch {
    return err(failure('unavailable', 'the identity provider names no https address to sign in at; tell an admin'));
  }
  const now = deps.now();
  const ceremony = newId('cer', now);
  const sealed = await (await deps.envelope()).seal(placeOf(provider.org, ceremony), JSON.stringify(secrets));
  const body: z.infer<typeof Body> = { provider: provider.id, origin, sealed };
  await deps.store.commit([
    deps.store.ceremonies.sweep(now),
    deps.store.ceremonies.create(provider.org, {
      id: ceremony,
      user: null,
      purpose: 'oidc',
      body: JSON.stringify(body),
      expiresAt: now + OIDC_MS,
    }),
  ]);
  return ok({ ceremony, redirect: redirect.href });
}

interface RoundTrip {
  readonly provider: IdentityProviderRow;
  readonly secrets: z.infer<typeof Secrets>;
}

/** Spends the ceremony, whatever comes of it: a second answer to the same question is never looked at. */
async function takeRoundTrip(deps: GateDeps, id: string, origin: string): Promise<RoundTrip | undefined> {
  const row = await deps.store.doors.takeCeremony(id, 'oidc', deps.now());
  if (!row || row.org === null) return undefined;
  const body = Body.parse(JSON.parse(row.body));
  if (body.origin !== origin) return undefined;
  const [provider, opened] = await Promise.all([
    deps.store.identityProviders.find(row.org, body.provider),
    (await deps.envelope()).open(placeOf(row.org, id), body.sealed),
  ]);
  if (provider?.kind !== 'oidc' || !opened.ok) return undefined;
  return { provider, secrets: Secrets.parse(JSON.parse(opened.value)) };
}

async function clientSecret(deps: GateDeps, p: IdentityProviderRow): Promise<Result<string | null, Failure>> {
  if (p.clientSecret === null) return ok(null);
  const place = { org: p.org, table: 'identity_provider' as const, id: p.id };
  const opened = await (await deps.envelope()).open(place, p.clientSecret);
  if (opened.ok) return opened;
  return err(failure('unavailable', "the provider's client secret does not open; an admin must add the provider anew"));
}

/** Code for ID token, verified: signature, issuer, audience, expiry, nonce. */
async function redeemCode(
  deps: GateDeps,
  { provider, secrets }: RoundTrip,
  url: URL,
): Promise<Result<IDToken, Failure>> {
  const metadata = await providerMetadata(deps, provider.issuer);
  if (!metadata.ok) return metadata;
  const secret = await clientSecret(deps, provider);
  if (!secret.ok) return secret;
  const client = oidcClient(deps, { ...provider, secret: secret.value, metadata: metadata.value });
  try {
    const tokens = await authorizationCodeGrant(client.config, url, {
      pkceCodeVerifier: secrets.verifier,
      expectedState: secrets.state,
      expectedNonce: secrets.nonce,
      idTokenExpected: true,
    });
    client.keepKeys();
    const claims = tokens.claims();
    return claims ? ok(claims) : err(failure('unauthenticated', 'the identity provider sent no ID token'));
  } catch (cause) {
    return err(grantFailure(cause));
  }
}

/** Only an address that the provider says it verified (OpenID Connect Core 1.0 §5.1), in a domain it may speak of. */
function visitorOf(provider: IdentityProviderRow, claims: IDToken): Result<Visitor, Failure> {
  const email = Email.safeParse(claims['email']);
  if (!email.success || claims['email_verified'] !== true)
    return err(
      failure(
        'forbidden',
        'the identity provider names no e-mail address that it verified (claims email and email_verified); ask whoever runs it',
      ),
    );
  if (!Domains.parse(JSON.parse(provider.domains)).includes(domainOf(email.data)))
    return err(
      failure('forbidden', 'addresses of your domain do not sign in through this identity provider; ask an admin'),
    );
  return ok({ email: email.data, name: displayName(claims['name'], email.data) });
}

/**
 * A session for an answer of the provider: `url` is what the browser came back to, `ceremony` what its cookie kept. Errors:
 * `malformed`, `forbidden` (origin; address unverified, foreign or unknown), `unauthenticated`, `unavailable`.
 */
export async function oidcFinish(deps: GateDeps, input: unknown): Promise<Result<IssuedSession, Failure>> {
  const parsed = parseInput(FinishRequest, input);
  if (!parsed.ok) return parsed;
  const { origin, ceremony, client } = parsed.value;
  const known = relyingPartyAt(deps.consoleOrigins, origin);
  if (!known.ok) return known;
  const url = new URL(parsed.value.url);
  if (`${url.origin}${url.pathname}` !== redirectUri(origin))
    return err(failure('malformed', 'this is not where the identity provider was told to answer', { field: '/url' }));
  const trip = await takeRoundTrip(deps, ceremony, origin);
  if (!trip) return err(failure('unauthenticated', CEREMONY_OVER));
  const claims = await redeemCode(deps, trip, url);
  if (!claims.ok) return claims;
  const visitor = visitorOf(trip.provider, claims.value);
  if (!visitor.ok) return visitor;
  const matched = await matchUser(deps, trip.provider, visitor.value);
  if (!matched.ok) return matched;
  return issueSession(deps, { org: trip.provider.org, user: matched.value.user, method: 'oidc', client });
}
