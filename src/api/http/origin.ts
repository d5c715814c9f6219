import type { Context } from 'hono';
import { failure, type Failure } from '../../kit/errors.ts';
import type { ApiEnv } from '../app.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The origin that a request was made to, such as `https://soc.example.com`. */
export const ownOrigin = (c: Context<ApiEnv>): string => new URL(c.req.url).origin;

const isUpgrade = (c: Context<ApiEnv>): boolean => c.req.header('upgrade')?.toLowerCase() === 'websocket';

/** Whether the answer will be a socket, which takes no cookie. By the path too: the header alone is anybody's to send. */
export const forSocket = (c: Context<ApiEnv>): boolean => c.req.path === '/api/v1/stream' && isUpgrade(c);

/**
 * Why a request that a browser signs by cookie is refused: it may change something, or opens a socket, and does not come
 * from a page of ours. Browsers send `Origin` with every such request and scripts cannot forge it (Fetch Standard, "append
 * a request `Origin` header").
 */
export function crossSite(c: Context<ApiEnv>): Failure | undefined {
  if (SAFE.has(c.req.method) && !isUpgrade(c)) return undefined;
  if (c.req.header('origin') === ownOrigin(c)) return undefined;
  return failure(
    'forbidden',
    'A request signed by a cookie must come from a page of this console; send an API key from elsewhere.',
  );
}
