import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const removeDecisionPoint = route({
  method: 'delete',
  path: '/decision-point',
  tag: 'Policies',
  summary: 'Take the external decision point away: the policies decide again',
  access: 'admin',
  answer: z.object({ removed: z.literal(true) }),
  handle: async ({ deps, principal }) => unwrap(await deps.admin.removeDecisionPoint({ v: 1, caller: principal })),
});
