import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { beginSession, SignedIn } from '../../http/begin-session.ts';
import { clientInfo } from '../../http/client-info.ts';
import { route } from '../../http/route.ts';

export const redeemLink = route({
  method: 'post',
  path: '/sign-in/link',
  tag: 'Sign-in',
  summary: 'Sign in by a one-time link; its token stands behind the # of the link and reaches no log',
  access: 'public',
  body: z.object({ token: z.string().min(16).max(200) }),
  answer: SignedIn,
  handle: async ({ c, deps, body }) =>
    beginSession(c, unwrap(await deps.signIn.redeemLink({ v: 1, token: body.token, client: clientInfo(c) }))),
});
