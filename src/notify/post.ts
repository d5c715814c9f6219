import type { Answer } from './connector.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Slack and PagerDuty mostly answer within a second. */
const TIMEOUT_MS = 10_000;
/** As much of an answer as is looked at: Slack repeats the message that it took. */
const BODY_MAX_CHARS = 64 * 1024;

/**
 * Posts JSON once. `undefined`: the other side could not be reached or did not answer in time, so that nobody knows whether it
 * took it. Errors are swallowed, for they may name the address, which may be a secret.
 */
export async function postJson(
  fetch: Fetch,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(body),
      // A redirect would carry the message to an address that nobody allowed.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = (await response.text()).slice(0, BODY_MAX_CHARS);
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: text };
  } catch {
    return undefined;
  }
}
