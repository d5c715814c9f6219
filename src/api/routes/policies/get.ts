import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';

export const getPolicies = route({
  method: 'get',
  path: '/policies',
  tag: 'Policies',
  summary: 'The policies in force: Cedar text by policy id',
  access: 'viewer',
  answer: z.object({ version: z.string(), policies: z.record(z.string(), z.string()) }),
  handle: async ({ deps, principal }) => unwrap(await deps.admin.listPolicies({ v: 1, caller: principal })),
});
