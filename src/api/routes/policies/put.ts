import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const putPolicies = route({
  method: 'put',
  path: '/policies',
  tag: 'Policies',
  summary: 'A whole new version of the policies, in force at once; refused with the place where Cedar finds fault',
  access: 'admin',
  body: z.object({ policies: z.record(z.string().max(100), z.string().max(20_000)) }),
  answer: z.object({ version: z.string() }),
  handle: async ({ deps, principal, body }) => unwrap(await deps.admin.putPolicies({ v: 1, caller: principal, body })),
});
