import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const replayDeadLetter = route({
  method: 'post',
  path: '/dead-letters/{id}/replay',
  tag: 'Deliveries',
  summary: 'Process a dead letter again, from what was kept',
  access: 'analyst',
  params: IdParam('id'),
  answer: z.object({ replayed: z.literal(true) }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.deadLetters.replay({ v: 1, org: principal.org, id: params.id, actor: `user:${principal.user}` })),
});
