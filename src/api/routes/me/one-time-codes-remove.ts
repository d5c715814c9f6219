import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const removeOneTimeCodes = route({
  method: 'delete',
  path: '/me/one-time-codes',
  tag: 'Me',
  summary: 'Take one-time codes away',
  access: 'viewer',
  answer: z.object({ enabled: z.literal(false) }),
  handle: async ({ deps, principal }) => unwrap(await deps.me.oneTimeCodesRemove({ v: 1, caller: principal })),
});
