import { z } from '@hono/zod-openapi';
import { WindowId } from '../../../contracts/windows.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const removeWindow = route({
  method: 'delete',
  path: '/windows/{id}',
  tag: 'Policies',
  summary: 'Remove a maintenance window; policies that name it ask a person instead',
  access: 'admin',
  params: z.object({ id: WindowId }),
  answer: z.object({ id: z.string() }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.admin.removeWindow({ v: 1, caller: principal, id: params.id })),
});
