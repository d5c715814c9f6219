import { z } from '@hono/zod-openapi';
import { Id } from '../../../contracts/common.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const mergeIncident = route({
  method: 'post',
  path: '/incidents/{id}/merge',
  tag: 'Incidents',
  summary: 'Move all findings into another incident and end this one; refused while this one holds something in AWS',
  access: 'analyst',
  params: IdParam('id'),
  body: z.object({ into: Id, reason: z.string().trim().min(1).max(1000) }),
  answer: z.object({ phase: z.string() }),
  answerDescription: 'The phase after the request was noted',
  handle: async ({ deps, principal, params, body }) =>
    unwrap(
      await deps.incidents.merge({
        v: 1,
        org: principal.org,
        incident: params.id,
        actor: `user:${principal.user}`,
        into: body.into,
        reason: body.reason,
      }),
    ),
});
