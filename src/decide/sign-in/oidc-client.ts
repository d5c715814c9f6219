import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  getJwksCache,
  None,
  setJwksCache,
  type ClientAuth,
  type CustomFetch,
  type ServerMetadata,
} from 'openid-client';
import { SECOND_MS } from '../../kit/clock.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';
import { boundedFetch, DISCOVERY_MS, isLoopback, mayFetch, PROVIDER_TIMEOUT_MS } from './outgoing.ts';

const TIMEOUT_SECONDS = PROVIDER_TIMEOUT_MS / SECOND_MS;
const fetchIt: CustomFetch = (url, init) => boundedFetch(url, init as RequestInit);

/** An issuer that may be configured, by OpenID Connect Discovery 1.0 §3: https, no query, no fragment. Undefined otherwise. */
export function readIssuer(text: string): URL | undefined {
  const url = URL.parse(text);
  if (!url || !mayFetch(url) || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    return undefined;
  return url;
}

/**
 * What an issuer publishes of itself, out of the isolate's memory for a while. The document must name the very issuer that
 * was configured: the library lets some vendors' differ, whose tenants then could speak for one another.
 */
export async function providerMetadata(
  deps: Pick<GateDeps, 'providers' | 'now'>,
  issuer: string,
): Promise<Result<ServerMetadata, Failure>> {
  const now = deps.now();
  const kept = deps.providers.discovery.get(issuer);
  if (kept && kept.at + DISCOVERY_MS > now) return ok(kept.metadata);
  const url = readIssuer(issuer);
  if (!url) return err(failure('unprocessable', 'an issuer is an https address without query', { field: '/issuer' }));
  try {
    const found = await discovery(url, 'discovery', undefined, None(), {
      timeout: TIMEOUT_SECONDS,
      [customFetch]: fetchIt,
      execute: isLoopback(url) ? [allowInsecureRequests] : [],
    });
    const metadata = JSON.parse(JSON.stringify(found.serverMetadata())) as ServerMetadata;
    if (URL.parse(metadata.issuer)?.href !== url.href) throw new Error('another issuer');
    deps.providers.discovery.set(issuer, { metadata, at: now });
    return ok(metadata);
  } catch {
    return err(
      failure(
        'unavailable',
        'the identity provider does not show an OpenID Connect discovery document of this issuer; try again, or check the issuer',
        { field: '/issuer' },
      ),
    );
  }
}

/** `client_secret_basic` is what a provider that names no method takes (OpenID Connect Discovery 1.0 §3). */
function clientAuth(metadata: ServerMetadata, secret: string | null): ClientAuth {
  if (secret === null) return None();
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret);
}

/**
 * A client of a provider, for one request. ID tokens are verified by signature too: by itself the library trusts the
 * connection that they came over.
 */
export function oidcClient(
  deps: Pick<GateDeps, 'providers'>,
  p: { readonly issuer: string; readonly clientId: string; readonly secret: string | null; metadata: ServerMetadata },
): { config: Configuration; keepKeys: () => void } {
  const config = new Configuration(p.metadata, p.clientId, undefined, clientAuth(p.metadata, p.secret));
  config.timeout = TIMEOUT_SECONDS;
  config[customFetch] = fetchIt;
  if (isLoopback(new URL(p.issuer))) allowInsecureRequests(config);
  enableNonRepudiationChecks(config);
  const keys = deps.providers.keys.get(p.issuer);
  if (keys) setJwksCache(config, keys);
  return {
    config,
    keepKeys: () => {
      const read = getJwksCache(config);
      if (read) deps.providers.keys.set(p.issuer, structuredClone(read));
    },
  };
}
