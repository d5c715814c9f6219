import type { Context } from 'hono';
import type { ApiEnv } from '../app.ts';

/**
 * The version that a change is meant for: as the body or query says it, else `If-Match: "<version>"` (RFC 9110 §13.1.1).
 * Something else there matches no version, and the change is refused. `*`: any.
 */
export function ifVersion(c: Context<ApiEnv>, said: string | undefined): { readonly ifVersion?: string } {
  const header = c.req.header('if-match');
  const version = said ?? (header === '*' ? undefined : header?.replace(/^"(.*)"$/, '$1').slice(0, 100));
  return version === undefined ? {} : { ifVersion: version === '' ? 'none' : version };
}
