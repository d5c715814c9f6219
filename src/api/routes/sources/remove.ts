import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const removeSource = route({
  method: 'delete',
  path: '/sources/{id}',
  tag: 'Sources',
  summary: 'Delete a sender: its secrets are erased, what it delivered stays',
  description: 'Ingest takes nothing of it any more within 15 seconds.',
  access: 'admin',
  params: IdParam('id'),
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.admin.deleteSource({ v: 1, caller: principal, id: params.id })),
});
