import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const removeAccess = route({
  method: 'delete',
  path: '/identity-providers/access',
  tag: 'Sign-in',
  summary: 'Take Cloudflare Access away',
  access: 'admin',
  answer: z.object({ removed: z.literal(true) }),
  handle: async ({ deps, principal }) => unwrap(await deps.directory.removeAccess({ v: 1, caller: principal })),
});
