import type { Context } from 'hono';
import { failure, problemResponse } from '../../kit/errors.ts';
import type { ApiEnv } from '../app.ts';

/** What is left of a caller's rate after one more request. */
export interface RateLeft {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends */
  readonly resetSeconds: number;
  readonly within: boolean;
}

/**
 * Counts one request of a key and says what is left in headers (`RateLimit-Limit`, `-Remaining`, `-Reset`, in seconds:
 * draft-ietf-httpapi-ratelimit-headers-07). Answers the 429 where the rate is used up.
 */
export async function counted(c: Context<ApiEnv>, key: string): Promise<Response | undefined> {
  const left = await c.get('deps').take(key);
  c.get('after').push(() => {
    c.header('ratelimit-limit', String(left.limit));
    c.header('ratelimit-remaining', String(left.remaining));
    c.header('ratelimit-reset', String(left.resetSeconds));
  });
  if (left.within) return undefined;
  return problemResponse(
    failure('too_fast', `This key made ${left.limit} requests in this minute; wait and try again.`, {
      retryAfterSeconds: left.resetSeconds,
    }),
  );
}
