import { z } from '@hono/zod-openapi';
import { AccessInput } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const putAccess = route({
  method: 'put',
  path: '/identity-providers/access',
  tag: 'Sign-in',
  summary: 'Let people who came through Cloudflare Access sign in',
  access: 'admin',
  body: AccessInput,
  answer: z.object({ teamDomain: z.string() }),
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.directory.putAccess({ v: 1, caller: principal, body })),
});
