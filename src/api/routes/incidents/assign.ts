import { z } from '@hono/zod-openapi';
import { Id } from '../../../contracts/common.ts';
import { fail, unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const assignIncident = route({
  method: 'post',
  path: '/incidents/{id}/assign',
  tag: 'Incidents',
  summary: 'Make it somebody’s, or nobody’s',
  access: 'analyst',
  params: IdParam('id'),
  body: z.object({ assignee: Id.nullable() }),
  answer: z.object({ phase: z.string() }),
  answerDescription: 'The phase after the request was noted',
  handle: async ({ deps, principal, params, body }) => {
    if (body.assignee !== null) {
      const { users } = unwrap(await deps.directory.users({ v: 1, caller: principal }));
      if (!users.some((u) => u.id === body.assignee && u.disabledAt === null))
        fail('unprocessable', 'There is no such person in this organisation.', { field: '/assignee' });
    }
    return unwrap(
      await deps.incidents.assign({
        v: 1,
        org: principal.org,
        incident: params.id,
        actor: `user:${principal.user}`,
        assignee: body.assignee,
      }),
    );
  },
});
