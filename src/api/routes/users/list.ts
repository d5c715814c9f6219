import { z } from '@hono/zod-openapi';
import { UserView } from '../../../contracts/sign-in.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listUsers = route({
  method: 'get',
  path: '/users',
  tag: 'Users',
  summary: 'People of the organisation',
  access: 'viewer',
  answer: z.object({ users: z.array(UserView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.directory.users({ v: 1, caller: principal })),
});
