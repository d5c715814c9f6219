import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';

export const rotateSource = route({
  method: 'post',
  path: '/sources/{id}/rotate',
  tag: 'Sources',
  summary: 'A new secret, shown once; the one before stays good for a while',
  access: 'admin',
  params: IdParam('id'),
  answer: z.object({ id: z.string(), secret: z.string(), previousUntil: z.int() }),
  shownOnce: ['secret'],
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.admin.rotateSource({ v: 1, caller: principal, id: params.id })),
});
