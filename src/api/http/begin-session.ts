import type { Context } from 'hono';
import { z } from '@hono/zod-openapi';
import { Principal } from '../../contracts/access.ts';
import { SessionView, type IssuedSession } from '../../contracts/sign-in.ts';
import type { ApiEnv } from '../app.ts';
import { keepSession } from './cookies.ts';

/** What a page learns when it signed in: never the token, which goes into the cookie alone. */
export const SignedIn = z.object({ principal: Principal, session: SessionView }).openapi('SignedIn');

/** Keeps the session's token in the browser and answers who came. */
export function beginSession(c: Context<ApiEnv>, issued: IssuedSession): z.infer<typeof SignedIn> {
  keepSession(c, issued.token, issued.session.expiresAt);
  return { principal: issued.principal, session: issued.session };
}
