import { z } from '@hono/zod-openapi';
import { Id } from '../../../contracts/common.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const taskDone = route({
  method: 'post',
  path: '/incidents/{id}/tasks/{operation}/done',
  tag: 'Incidents',
  summary: 'Say that a task of a manual plan is done; AWS is read, and what it shows counts',
  access: 'analyst',
  params: IdParam('id').extend({ operation: Id.openapi({ param: { name: 'operation', in: 'path' } }) }),
  body: z.object({ note: z.string().trim().min(1).max(1000) }),
  answer: z.object({ phase: z.string() }),
  handle: async ({ deps, principal, params, body }) =>
    unwrap(
      await deps.incidents.taskDone({
        v: 1,
        org: principal.org,
        incident: params.id,
        actor: `user:${principal.user}`,
        opId: params.operation,
        note: body.note,
      }),
    ),
});
