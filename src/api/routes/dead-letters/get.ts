import { z } from '@hono/zod-openapi';
import { getDeadLetter } from '../../../storage/main/read/dead-letters.ts';
import { fail } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { DeadLetterView } from '../../views.ts';

export const getDeadLetterRoute = route({
  method: 'get',
  path: '/dead-letters/{id}',
  tag: 'Deliveries',
  summary: 'One dead letter, with the message itself where it is one',
  access: 'viewer',
  params: IdParam('id'),
  answer: DeadLetterView.extend({ body: z.string().nullable() }),
  handle: async ({ deps, principal, params }) =>
    (await getDeadLetter(deps.db, principal.org, params.id)) ??
    fail('not_found', 'There is no such dead letter in this organisation.'),
});
