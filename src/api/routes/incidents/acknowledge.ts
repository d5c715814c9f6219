import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const acknowledgeIncident = route({
  method: 'post',
  path: '/incidents/{id}/acknowledge',
  tag: 'Incidents',
  summary: 'Say that a person looks at it',
  access: 'analyst',
  params: IdParam('id'),
  answer: z.object({ phase: z.string() }),
  answerDescription: 'The phase after the request was noted',
  handle: async ({ deps, principal, params }) =>
    unwrap(
      await deps.incidents.acknowledge({
        v: 1,
        org: principal.org,
        incident: params.id,
        actor: `user:${principal.user}`,
      }),
    ),
});
