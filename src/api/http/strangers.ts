import type { MiddlewareHandler } from 'hono';
import { failure, problemResponse } from '../../kit/errors.ts';
import type { ApiEnv } from '../app.ts';
import { clientInfo } from './client-info.ts';
import { networkOf } from './network-of.ts';
import { ownOrigin } from './origin.ts';

/** For routes that need no sign-in: counted by address, and closed to other sites' pages (login CSRF). */
export const stranger = (): MiddlewareHandler<ApiEnv> => async (c, next) => {
  const origin = c.req.header('origin');
  if (c.req.method !== 'GET' && origin !== undefined && origin !== ownOrigin(c))
    return problemResponse(failure('forbidden', 'This must be asked from a page of this console.'));
  const from = networkOf(clientInfo(c).address);
  if (c.req.path !== '/api/v1/health' && !(await c.get('deps').strangerWithinRate(from)))
    return problemResponse(
      failure('too_fast', 'Too many tries from this address; wait a minute.', { retryAfterSeconds: 60 }),
    );
  await next();
  return undefined;
};
