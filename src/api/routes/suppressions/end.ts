import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const endSuppression = route({
  method: 'delete',
  path: '/suppressions/{id}',
  tag: 'Rules',
  summary: 'End a suppression now',
  access: 'analyst',
  params: IdParam('id'),
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.detections.endSuppression({ v: 1, caller: principal, id: params.id })),
});
