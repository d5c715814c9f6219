import { z } from '@hono/zod-openapi';
import { Comment } from '../../../contracts/incident.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const listComments = route({
  method: 'get',
  path: '/incidents/{id}/comments',
  tag: 'Incidents',
  summary: 'The discussion, oldest first',
  access: 'viewer',
  params: IdParam('id'),
  answer: z.object({ comments: z.array(Comment) }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.incidents.comments({ v: 1, org: principal.org, incident: params.id })),
});
