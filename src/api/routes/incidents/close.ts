import { z } from '@hono/zod-openapi';
import { Resolution } from '../../../contracts/incident.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const closeIncident = route({
  method: 'post',
  path: '/incidents/{id}/close',
  tag: 'Incidents',
  summary: 'Close an incident that holds nothing',
  access: 'analyst',
  params: IdParam('id'),
  body: z.object({ reason: z.string().trim().min(1).max(1000), resolution: Resolution.optional() }),
  answer: z.object({ phase: z.string() }),
  answerDescription: 'The phase after the request was noted',
  handle: async ({ deps, principal, params, body }) =>
    unwrap(
      await deps.incidents.close({
        v: 1,
        org: principal.org,
        incident: params.id,
        actor: `user:${principal.user}`,
        reason: body.reason,
        ...(body.resolution === undefined ? {} : { resolution: body.resolution }),
      }),
    ),
});
