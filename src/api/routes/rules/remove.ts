import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { RuleParam } from '../../rules/text.ts';

export const removeRule = route({
  method: 'delete',
  path: '/rules/{id}',
  tag: 'Rules',
  summary: 'Remove an own rule; its versions stay',
  access: 'admin',
  params: RuleParam,
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.detections.removeRule({ v: 1, caller: principal, id: params.id })),
});
