import { digestOf } from '../../kit/crypto.ts';
import type { EventOf } from '../events.ts';
import type { Step } from '../step.ts';
import { STATUS_PERIOD_MS } from '../times.ts';

/** Somebody approved or denied: only the gate knows what that is worth, so that it is asked. */
export function onApproval(step: Step, event: EventOf<'approval_arrived'>): void {
  const plan = step.plan(event.body.plan);
  if (plan?.state !== 'asking') return step.ignore();
  step.record('approval_arrived', event.body.actor, { plan: plan.id, digest: plan.digest });
  step.effect({ kind: 'permit', plan: plan.id, digest: plan.digest, at: step.at }, plan.id);
}

/** Leave to act: every action of that very plan is handed to custody. */
export function onPermitted(step: Step, event: EventOf<'permitted'>): void {
  const { permit, approvals, digest } = event.body;
  const plan = step.plan(event.body.plan);
  if (plan === undefined || plan.digest !== digest || (plan.state !== 'asking' && plan.state !== 'permitting'))
    return step.ignore();
  step.setPlan(plan.id, { state: 'permitted' });
  step.clear(`plan:${plan.id}`);
  step.record('permitted', 'worker:gate', { plan: plan.id, digest, approvals });
  for (const op of plan.ops) {
    const action = step.action(op);
    if (action?.preview === undefined || (action.state !== 'permitted' && action.state !== 'awaiting_approval'))
      continue;
    step.setAction(op, { state: 'requested', handed: true });
    const { draft, preview } = action;
    step.effect(
      {
        kind: 'acquire',
        request: {
          v: 1,
          opId: op,
          org: step.state.org,
          incident: step.state.id,
          plan: plan.id,
          planDigest: digest,
          spec: draft.spec,
          preImageDigest: preview.preImageDigest,
          leaseMs: draft.leaseMs,
          permit,
          at: step.at,
        },
      },
      op,
    );
    step.record('requested', 'worker:supervisor', {
      op,
      action: draft.spec.action,
      target: draft.spec.target,
      spec: digestOf(draft.spec),
    });
  }
  step.timer('status', step.at + STATUS_PERIOD_MS);
}

/** The gate did not give leave: denied, expired, over budget, or not enough approvals yet. */
export function onRefused(step: Step, event: EventOf<'permit_refused'>): void {
  const plan = step.plan(event.body.plan);
  if (plan === undefined || (plan.state !== 'asking' && plan.state !== 'permitting')) return step.ignore();
  const { code, detail } = event.body;
  step.record('permit_refused', 'worker:gate', { plan: plan.id, code, detail });
  // Not enough approvals yet: the plan goes on waiting.
  if (code === 'conflict' && plan.state === 'asking') return;
  step.setPlan(plan.id, { state: 'refused' });
  step.clear(`plan:${plan.id}`);
  const denied = code === 'forbidden' && plan.state === 'asking';
  const state = denied ? 'denied' : code === 'gone' ? 'expired' : 'forbidden';
  for (const op of plan.ops) step.setAction(op, { state, detail: detail.slice(0, 300) });
  step.escalate(`The gate gave no leave for plan ${plan.id}: ${detail}; what it would have contained stands.`);
}

/** The gate could not be asked: a plan that goes by itself ends; one that waits for people waits on, and expires in its time. */
export function onLeaveNotAsked(step: Step, id: string | undefined, error: string): void {
  const plan = id === undefined ? undefined : step.plan(id);
  if (plan?.state !== 'permitting') return;
  step.setPlan(plan.id, { state: 'void' });
  for (const op of plan.ops) step.setAction(op, { state: 'failed', detail: error.slice(0, 300) });
  step.effect({ kind: 'void', plan: plan.id, reason: 'its permit could not be asked for' }, plan.id);
}

/** A plan that nobody decided on in time is over, and a person hears of it. */
export function onPlanExpired(step: Step, id: string): void {
  step.clear(`plan:${id}`);
  const plan = step.plan(id);
  if (plan?.state !== 'asking') return;
  step.setPlan(id, { state: 'expired' });
  for (const op of plan.ops) step.setAction(op, { state: 'expired', detail: 'nobody approved in time' });
  step.effect({ kind: 'void', plan: id, reason: 'expired without approval' }, id);
  step.escalate(`Plan ${id} expired without approval; what it would have contained stands.`);
}
