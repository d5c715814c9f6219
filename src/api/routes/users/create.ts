import { z } from '@hono/zod-openapi';
import { UserInput } from '../../../contracts/access.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const createUser = route({
  method: 'post',
  path: '/users',
  tag: 'Users',
  summary: 'A new person',
  access: 'admin',
  body: UserInput,
  status: 201,
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, body }) => unwrap(await deps.admin.createUser({ v: 1, caller: principal, body })),
});
