import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { PlanView } from '../../views.ts';

export const listApprovals = route({
  method: 'get',
  path: '/approvals',
  tag: 'Approvals',
  summary: 'Plans that wait for a person, each with its live diff and digest',
  access: 'viewer',
  answer: z.object({ plans: z.array(PlanView) }),
  handle: async ({ deps, principal }) => unwrap(await deps.approvals.pending({ v: 1, caller: principal })),
});
