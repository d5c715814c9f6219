import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { beginSession, SignedIn } from '../../http/begin-session.ts';
import { route } from '../../http/route.ts';

export const secondFactorCode = route({
  method: 'post',
  path: '/me/second-factor/code',
  tag: 'Sign-in',
  summary: 'Show a one-time code as the second factor',
  access: 'second-factor',
  body: z.object({ code: z.string().regex(/^[0-9]{6}$/, 'six digits') }),
  answer: SignedIn,
  handle: async ({ c, deps, principal, body }) =>
    beginSession(c, unwrap(await deps.me.oneTimeCode({ v: 1, caller: principal, code: body.code }))),
});
