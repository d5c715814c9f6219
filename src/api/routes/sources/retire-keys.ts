import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const retireSourceKeys = route({
  method: 'post',
  path: '/sources/{id}/keys/retire',
  tag: 'Sources',
  summary: 'End the secret before the newest now, for one that leaked',
  description:
    'Rotate first, give the sender the new one, then call this. Ingest forgets the old one within 15 seconds.',
  access: 'admin',
  params: IdParam('id'),
  answer: z.object({ id: z.string(), ended: z.int() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.admin.retireSourceKeys({ v: 1, caller: principal, id: params.id })),
});
