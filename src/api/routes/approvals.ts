import { createRoute, z } from '@hono/zod-openapi';
import { Approval } from '../../contracts/plan.ts';
import { requires, unwrap, type ApiApp } from '../app.ts';
import { IdParam, json, PROBLEMS } from '../schemas.ts';
import { PlanView } from '../views.ts';

const ApprovalView = Approval.openapi('Approval');
/** What the approver's own tool signed; the gate verifies it against its own copy of the plan. */
const Submission = Approval.pick({ planDigest: true, verdict: true, reason: true, keyId: true, signature: true });

const pending = createRoute({
  method: 'get',
  path: '/approvals',
  summary: 'Plans that wait for a person, each with its live diff and digest',
  middleware: requires('viewer'),
  responses: { 200: json(z.object({ plans: z.array(PlanView) }), 'Pending plans'), ...PROBLEMS },
});
const one = createRoute({
  method: 'get',
  path: '/approvals/{id}',
  summary: 'One plan and the approvals given to it',
  middleware: requires('viewer'),
  request: { params: IdParam('id') },
  responses: { 200: json(z.object({ plan: PlanView, approvals: z.array(ApprovalView) }), 'The plan'), ...PROBLEMS },
});
const submit = createRoute({
  method: 'post',
  path: '/approvals/{id}',
  summary: 'Approve or deny a plan by a signature over its digest',
  middleware: requires('approver'),
  request: { params: IdParam('id'), body: { required: true, content: { 'application/json': { schema: Submission } } } },
  responses: {
    200: json(
      z.object({ approval: ApprovalView, complete: z.boolean(), incident: z.string(), phase: z.string() }),
      'Verified and kept',
    ),
    ...PROBLEMS,
  },
});

export function approvalRoutes(app: ApiApp): void {
  app.openapi(pending, async (c) =>
    c.json(unwrap(await c.get('deps').approvals.pending({ v: 1, caller: c.get('principal') })), 200),
  );
  app.openapi(one, async (c) =>
    c.json(
      unwrap(await c.get('deps').approvals.plan({ v: 1, caller: c.get('principal'), plan: c.req.valid('param').id })),
      200,
    ),
  );
  app.openapi(submit, async (c) => {
    const { approvals, incidents } = c.get('deps');
    const caller = c.get('principal');
    const plan = c.req.valid('param').id;
    const done = unwrap(await approvals.submit({ v: 1, caller, body: { ...c.req.valid('json'), plan } }));
    const { phase } = unwrap(
      await incidents.approvalArrived({
        v: 1,
        org: caller.org,
        incident: done.incident,
        plan,
        actor: `user:${caller.user}`,
      }),
    );
    return c.json({ ...done, phase }, 200);
  });
}
