import { concatBytes } from '../kit/bytes.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { AwsError } from './types.ts';

/**
 * Longest answer that is read. A page of a thousand instances, each with its interfaces, is about 5 MB; Workers have 128 MB in all.
 */
export const ANSWER_MOST_BYTES = 8 * 1024 * 1024;

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

const unknown = (code: string, message: string, status?: number): AwsError => ({
  kind: 'unknown',
  code,
  message,
  ...(status === undefined ? {} : { status }),
});

/**
 * Sends one request, once, and reads the whole answer. Never follows a redirect: a signed request goes where it was signed
 * for or nowhere. Every failure is `unknown`, for AWS may have carried the request out: `Timeout`, `Network`
 * (no answer), `Truncated` (an answer that broke off), `TooLarge`.
 */
export async function exchange(
  fetcher: typeof fetch,
  url: string,
  init: { readonly method: string; readonly headers: Headers; readonly body: string },
  timeoutMs: number,
): Promise<Result<Reply, AwsError>> {
  const signal = AbortSignal.timeout(timeoutMs);
  let response: Response | undefined;
  try {
    const { method, headers, body: sent } = init;
    // `fetch` throws where a GET or HEAD has a body, if only an empty one.
    response = await fetcher(url, { method, headers, body: sent === '' ? null : sent, redirect: 'manual', signal });
    const body = await readBounded(response);
    if (body === undefined)
      return err(unknown('TooLarge', `the answer has more than ${ANSWER_MOST_BYTES} bytes`, response.status));
    return ok({ status: response.status, body, headers: response.headers });
  } catch {
    // What the platform says of a failed fetch can hold the address and is of no use to a person; the code says what matters.
    if (signal.aborted) return err(unknown('Timeout', `no whole answer within ${timeoutMs} ms`, response?.status));
    if (response) return err(unknown('Truncated', 'the answer broke off', response.status));
    return err(unknown('Network', 'the connection failed or was closed without an answer'));
  }
}

async function readBounded(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new TextDecoder().decode(concatBytes(chunks));
    const chunk = value as Uint8Array;
    length += chunk.byteLength;
    if (length > ANSWER_MOST_BYTES) {
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(chunk);
  }
}
