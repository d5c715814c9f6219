import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const signInMethods = route({
  method: 'get',
  path: '/sign-in/methods',
  tag: 'Sign-in',
  summary: 'Ways to sign in here besides passkeys',
  access: 'public',
  answer: z.object({ oidc: z.array(z.object({ id: z.string(), name: z.string() })), access: z.boolean() }),
  handle: async ({ deps }) => unwrap(await deps.signIn.methods({ v: 1 })),
});
