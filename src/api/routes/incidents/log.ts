import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

const LoggedEvent = z.object({
  seq: z.int(),
  id: z.string(),
  type: z.string(),
  at: z.int(),
  body: z.unknown(),
  hash: z.string(),
});

export const incidentLog = route({
  method: 'get',
  path: '/incidents/{id}/log',
  tag: 'Incidents',
  summary: 'The event log of an incident: what it is made of, with its hash chain',
  access: 'viewer',
  params: IdParam('id'),
  answer: z.object({ reducer: z.string(), state: z.unknown(), events: z.array(LoggedEvent) }),
  answerDescription: 'Events in order',
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.incidents.log({ v: 1, org: principal.org, incident: params.id })),
});
