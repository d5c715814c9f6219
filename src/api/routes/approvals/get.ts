import { z } from '@hono/zod-openapi';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { ApprovalView, PlanView } from '../../views.ts';

export const getApproval = route({
  method: 'get',
  path: '/approvals/{id}',
  tag: 'Approvals',
  summary: 'One plan and the verdicts given on it',
  access: 'viewer',
  params: IdParam('id'),
  answer: z.object({ plan: PlanView, approvals: z.array(ApprovalView) }),
  handle: async ({ deps, principal, params }) =>
    unwrap(await deps.approvals.plan({ v: 1, caller: principal, plan: params.id })),
});
