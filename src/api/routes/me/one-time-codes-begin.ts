import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const beginOneTimeCodes = route({
  method: 'post',
  path: '/me/one-time-codes',
  tag: 'Me',
  summary: 'Begin one-time codes (RFC 6238): the secret is shown once',
  access: 'viewer',
  status: 201,
  answer: z.object({ uri: z.string(), secret: z.string() }),
  shownOnce: ['uri', 'secret'],
  handle: async ({ deps, principal }) => unwrap(await deps.me.oneTimeCodesBegin({ v: 1, caller: principal })),
});
