import { z } from '@hono/zod-openapi';
import { Approval } from '../../../contracts/plan.ts';
import { unwrap } from '../../app.ts';
import { route } from '../../http/route.ts';
import { IdParam } from '../../schemas.ts';
import { tellIncident } from '../../tell-incident.ts';
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
    const arrived = (incident: string) => ({
      v: 1 as const,
      org: principal.org,
      incident,
      plan: params.id,
      actor: `user:${principal.user}`,
    });
    const taken = await deps.approvals.submit({ v: 1, caller: principal, body: { ...body, plan: params.id } });
    if (!taken.ok && taken.error.code === 'conflict') {
      // Given before, and perhaps the incident never heard of it: telling it again does no harm.
      const known = await deps.approvals.plan({ v: 1, caller: principal, plan: params.id });
      if (known.ok && known.value.approvals.some((a) => a.user === principal.user))
        await tellIncident(deps.incidents, arrived(known.value.plan.incident));
    }
    const done = unwrap(taken);
    return { ...done, ...(await tellIncident(deps.incidents, arrived(done.incident))) };
  },
});
