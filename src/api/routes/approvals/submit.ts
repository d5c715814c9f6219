import { z } from '@hono/zod-openapi';
import { Approval } from '../../../contracts/plan.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { ApprovalView } from '../../views.ts';

/** What the approver's own tool or passkey signed; the gate verifies it against its own copy of the plan. */
const Submission = Approval.pick({
  planDigest: true,
  verdict: true,
  reason: true,
  keyId: true,
  signature: true,
  assertion: true,
  breakGlass: true,
});

export const submitApproval = route({
  method: 'post',
  path: '/approvals/{id}',
  tag: 'Approvals',
  summary:
    'Approve or deny a plan: an Ed25519 signature, or a passkey’s assertion, over its digest, verdict and reason; an admin may break the glass',
  access: 'approver',
  params: IdParam('id'),
  body: Submission,
  answer: z.object({ approval: ApprovalView, complete: z.boolean(), incident: z.string(), phase: z.string() }),
  answerDescription: 'Verified and kept',
  handle: async ({ deps, principal, params, body }) => {
    const done = unwrap(await deps.approvals.submit({ v: 1, caller: principal, body: { ...body, plan: params.id } }));
    const { phase } = unwrap(
      await deps.incidents.approvalArrived({
        v: 1,
        org: principal.org,
        incident: done.incident,
        plan: params.id,
        actor: `user:${principal.user}`,
      }),
    );
    return { ...done, phase };
  },
});
