import { z } from '@hono/zod-openapi';
import { SourceInput } from '../../../contracts/access.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const createSource = route({
  method: 'post',
  path: '/sources',
  tag: 'Sources',
  summary: 'A new sender: its path and its secret, shown once',
  access: 'admin',
  body: SourceInput,
  status: 201,
  answer: z.object({ id: z.string(), kind: z.string(), path: z.string(), secret: z.string() }),
  shownOnce: ['secret'],
  handle: async ({ deps, principal, body }) => unwrap(await deps.admin.createSource({ v: 1, caller: principal, body })),
});
