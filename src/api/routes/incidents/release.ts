import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const releaseIncident = route({
  method: 'post',
  path: '/incidents/{id}/release',
  tag: 'Incidents',
  summary: 'Give back all that the incident holds, before its lease ends',
  access: 'approver',
  params: IdParam('id'),
  body: z.object({ reason: z.string().trim().min(1).max(1000) }),
  answer: z.object({ phase: z.string() }),
  answerDescription: 'The phase after the request was noted',
  handle: async ({ deps, principal, params, body }) =>
    unwrap(
      await deps.incidents.release({
        v: 1,
        org: principal.org,
        incident: params.id,
        actor: `user:${principal.user}`,
        reason: body.reason,
      }),
    ),
});
