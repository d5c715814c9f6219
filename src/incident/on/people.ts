import type { EventOf } from '../events.ts';
import { inCustody } from '../phase.ts';
import type { Step } from '../step.ts';
import { close, rearm } from './custody.ts';

/** A person wants it given back before the lease ends. */
export function onRelease(step: Step, event: EventOf<'release_requested'>): void {
  const { actor, reason } = event.body;
  step.record('release_requested', actor, { reason });
  for (const a of step.state.actions) {
    // A contested release waits for a person to look and to ask again.
    if (!inCustody(a.state) || (a.releasing && a.state !== 'contested')) continue;
    step.setAction(a.draft.opId, { releasing: true });
    step.effect({ kind: 'release', opId: a.draft.opId, spec: a.draft.spec, reason }, a.draft.opId);
  }
  rearm(step);
}

/** A person closes: only what holds nothing can be closed. */
export function onClose(step: Step, event: EventOf<'close_requested'>): void {
  const { actor, reason } = event.body;
  if (
    step.state.closedAt !== undefined ||
    step.state.actions.some((a) => inCustody(a.state) || a.state === 'permitted')
  )
    return step.ignore();
  for (const plan of step.state.plans.filter((p) => p.state === 'asking')) {
    step.setPlan(plan.id, { state: 'void' });
    for (const op of plan.ops) step.setAction(op, { state: 'denied', detail: 'the incident was closed' });
    step.clear(`plan:${plan.id}`);
    step.effect({ kind: 'void', plan: plan.id, reason: 'the incident was closed' }, plan.id);
  }
  for (const a of step.state.actions.filter((x) => x.state === 'proposed'))
    step.setAction(a.draft.opId, { state: 'denied', detail: 'the incident was closed' });
  step.record('close_requested', actor, { reason });
  step.set({ escalations: [] });
  close(step, reason);
}
