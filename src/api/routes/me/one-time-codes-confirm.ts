import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const confirmOneTimeCodes = route({
  method: 'post',
  path: '/me/one-time-codes/confirm',
  tag: 'Me',
  summary: 'Prove that the secret arrived: from then on the codes count',
  access: 'viewer',
  body: z.object({ code: z.string().regex(/^[0-9]{6}$/, 'six digits') }),
  answer: z.object({ enabled: z.literal(true) }),
  handle: async ({ deps, principal, body }) =>
    unwrap(await deps.me.oneTimeCodesConfirm({ v: 1, caller: principal, code: body.code })),
});
