import type { ExportedJWKSCache as AccessKeys } from 'jose';
import type { ExportedJWKSCache, ServerMetadata } from 'openid-client';
import { MINUTE_MS, SECOND_MS } from '../../kit/clock.ts';
import { Recent } from '../../kit/recent.ts';

/** A person waits in front of a blank page meanwhile. */
export const PROVIDER_TIMEOUT_MS = 10 * SECOND_MS;
/** Discovery documents, key sets and token answers take some thousand bytes. */
const ANSWER_BYTES = 512 * 1024;
/** Endpoints move seldom; a provider that changed them is found again after this. */
export const DISCOVERY_MS = 30 * MINUTE_MS;
/** Providers remembered an isolate, at most twice as many. */
const PROVIDERS_KEPT = 50;

/** What was read from providers, an isolate: data alone, never promises or sockets, which belong to one request. */
export interface ProviderCache {
  readonly discovery: Recent<{ readonly metadata: ServerMetadata; readonly at: number }>;
  /** By issuer */
  readonly keys: Recent<ExportedJWKSCache>;
  /** By Access team domain */
  readonly accessKeys: Recent<AccessKeys>;
}
export const newProviderCache = (): ProviderCache => ({
  discovery: new Recent(PROVIDERS_KEPT),
  keys: new Recent(PROVIDERS_KEPT),
  accessKeys: new Recent(PROVIDERS_KEPT),
});

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
export const isLoopback = (url: URL): boolean => LOOPBACK.has(url.hostname);

/** Whether an address may be asked at all: https, or http on this very machine (development and tests). */
export const mayFetch = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));

/**
 * A fetch for what providers answer: to allowed addresses, following no redirect (it could lead anywhere), with a bound on
 * the body. Throws a TypeError otherwise.
 */
export async function boundedFetch(url: string, init: RequestInit): Promise<Response> {
  if (!mayFetch(new URL(url))) throw new TypeError('the provider names an address that is not https');
  const answer = await fetch(url, { ...init, redirect: 'manual' });
  const reader = answer.body?.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > ANSWER_BYTES) {
      await reader?.cancel();
      throw new TypeError('the provider answers more than is believable');
    }
    chunks.push(part.value);
  }
  const body = new Blob(chunks);
  // These spoke of the body as it was on the way.
  const headers = new Headers(answer.headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
  return new Response(bytes === 0 ? null : body, { status: answer.status, headers });
}
