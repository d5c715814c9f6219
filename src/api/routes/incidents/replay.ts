import { z } from '@hono/zod-openapi';
import { ReplayStep } from '../../../contracts/incident.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const replayIncident = route({
  method: 'get',
  path: '/incidents/{id}/replay',
  tag: 'Incidents',
  summary: 'What each event changed, and whether today’s reducer comes to the same state',
  access: 'viewer',
  params: IdParam('id'),
  answer: z.object({
    reducer: z.string(),
    writtenUnder: z.array(z.string()),
    steps: z.array(ReplayStep),
    divergence: z.int().nullable(),
  }),
  answerDescription: '`divergence`: the event at which today’s reducer parts from what was decided then, or null',
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.incidents.replay({ v: 1, org: principal.org, incident: params.id })),
});
