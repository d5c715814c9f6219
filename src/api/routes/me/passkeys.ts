import { z } from '@hono/zod-openapi';
import { PasskeyView } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listPasskeys = route({
  method: 'get',
  path: '/me/passkeys',
  tag: 'Me',
  summary: 'One’s own passkeys',
  access: 'viewer',
  answer: z.object({ passkeys: z.array(PasskeyView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.me.passkeys({ v: 1, caller: principal })),
});
