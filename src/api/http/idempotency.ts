import type { MiddlewareHandler } from 'hono';
import { concatBytes, utf8 } from '../../kit/bytes.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { failure, problemResponse } from '../../kit/errors.ts';
import { beginIdempotent, finishIdempotent, forgetIdempotent } from '../../storage/main/write/idempotency.ts';
import type { ApiEnv } from '../app.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The answer as it may be told again: what is shown once is left out. */
function retold(body: string, shownOnce: readonly string[]): string {
  if (shownOnce.length === 0) return body;
  try {
    const value = JSON.parse(body) as Record<string, unknown>;
    return JSON.stringify(Object.fromEntries(Object.entries(value).filter(([k]) => !shownOnce.includes(k))));
  } catch {
    return '{}';
  }
}

/**
 * `Idempotency-Key` on a POST: the first request is carried out, the same one again within a day gets the first one's answer
 * (with `Idempotency-Replayed: true`), another request under the same key is refused. An answer of 500 or above is forgotten,
 * so that trying again tries again. (Stripe's rules; draft-ietf-httpapi-idempotency-key-header.)
 */
export const idempotent =
  (shownOnce: readonly string[]): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (key === undefined) return next();
    if (!KEY.test(key))
      return problemResponse(
        failure('malformed', 'An Idempotency-Key is 1 to 255 printable characters without spaces.', {
          field: 'Idempotency-Key',
        }),
      );
    const { db, now } = c.get('deps');
    const { org, user } = c.get('principal');
    const id = { org, user, key };
    const head = utf8(`${c.req.method} ${new URL(c.req.url).pathname}\n`);
    const request = sha256Hex(concatBytes([head, new Uint8Array(await c.req.arrayBuffer())]));
    const begun = await beginIdempotent(db, id, request, now());
    if (begun.kind === 'mismatch')
      return problemResponse(
        failure('unprocessable', 'This Idempotency-Key was used for another request; make a new one.', {
          field: 'Idempotency-Key',
        }),
      );
    if (begun.kind === 'in_progress')
      return problemResponse(
        failure('conflict', 'The first request with this Idempotency-Key is still under way; try again in a moment.', {
          retryAfterSeconds: 1,
        }),
      );
    if (begun.kind === 'replay') {
      const type = begun.status < 400 ? 'application/json' : 'application/problem+json';
      return new Response(begun.body, {
        status: begun.status,
        headers: { 'content-type': type, 'idempotency-replayed': 'true' },
      });
    }
    try {
      await next();
    } catch (cause) {
      await forgetIdempotent(db, id);
      throw cause;
    }
    // A rate that was used up or a fault of ours is no outcome of the request.
    if (c.res.status >= 500 || c.res.status === 429) await forgetIdempotent(db, id);
    else await finishIdempotent(db, id, c.res.status, retold(await c.res.clone().text(), c.res.ok ? shownOnce : []));
    return undefined;
  };
