import { z } from '@hono/zod-openapi';
import { WindowId, WindowInput, WindowView } from '../../../contracts/windows.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const putWindow = route({
  method: 'put',
  path: '/windows/{id}',
  tag: 'Policies',
  summary: 'Make or change a maintenance window: an RFC 5545 rule in a time zone',
  access: 'admin',
  params: z.object({ id: WindowId }),
  body: WindowInput,
  answer: WindowView,
  handle: async ({ deps, principal, params, body }) =>
    unwrap(await deps.admin.putWindow({ v: 1, caller: principal, id: params.id, body })),
});
