import { z } from '@hono/zod-openapi';
import { Id } from '../../../contracts/common.ts';
import { unwrap } from '../../app.ts';
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
  handle: async ({ deps, principal, params, body }) =>
    unwrap(
      await deps.incidents.assign({
        v: 1,
        org: principal.org,
        incident: params.id,
        actor: `user:${principal.user}`,
        assignee: body.assignee,
      }),
    ),
});
