import { z } from '@hono/zod-openapi';
import { Comment } from '../../../contracts/incident.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const commentOnIncident = route({
  method: 'post',
  path: '/incidents/{id}/comments',
  tag: 'Incidents',
  summary: 'Say something in the discussion',
  access: 'analyst',
  params: IdParam('id'),
  body: z.object({ text: z.string().trim().min(1).max(4000) }),
  status: 201,
  answer: Comment,
  answerDescription: 'The comment',
  handle: async ({ deps, principal, params, body }) =>
    unwrap(
      await deps.incidents.comment({
        v: 1,
        org: principal.org,
        incident: params.id,
        actor: `user:${principal.user}`,
        text: body.text,
      }),
    ),
});
