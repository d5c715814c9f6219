import { z } from '@hono/zod-openapi';
import { WindowView } from '../../../contracts/windows.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const listWindows = route({
  method: 'get',
  path: '/windows',
  tag: 'Policies',
  summary: 'Maintenance windows that policies schedule actions into, with their next openings',
  access: 'viewer',
  answer: z.object({ windows: z.array(WindowView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.admin.listWindows({ v: 1, caller: principal })),
});
