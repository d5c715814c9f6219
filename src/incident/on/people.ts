import { sha256Hex } from '../../kit/crypto.ts';
import type { EventOf } from '../events.ts';
import { stands } from '../phase.ts';
import { MAX_COMMENTS, type IncidentState, type PlanRecord } from '../state.ts';
import type { Step } from '../step.ts';
import { close, rearm } from './custody.ts';
import { scheduleRound } from './findings.ts';
import { decidedOn } from './permits.ts';

/** A person wants it given back before the lease ends. */
export function onRelease(step: Step, event: EventOf<'release_requested'>): void {
  const { actor, reason } = event.body;
  step.record('release_requested', actor, { reason });
  for (const a of step.state.actions) {
    // A contested release waits for a person to look and to ask again.
    if (!stands(a) || (a.releasing && a.state !== 'contested')) continue;
    step.setAction(a.draft.opId, { releasing: true });
    step.effect({ kind: 'release', opId: a.draft.opId, spec: a.draft.spec, reason }, a.draft.opId);
  }
  rearm(step);
}

/** Plans that wait for a person or a window: closing ends them. */
const WAITING: ReadonlySet<PlanRecord['state']> = new Set(['asking', 'scheduled', 'manual']);

/** A person closes: only what holds nothing can be closed. */
export function onClose(step: Step, event: EventOf<'close_requested'>): void {
  const { actor, reason, resolution } = event.body;
  if (
    step.state.closedAt !== undefined ||
    livesElsewhere(step.state) ||
    step.state.actions.some((a) => stands(a) || a.state === 'permitted')
  )
    return step.ignore();
  for (const plan of step.state.plans.filter((p) => WAITING.has(p.state))) {
    step.setPlan(plan.id, { state: 'void' });
    for (const op of plan.ops)
      if (step.action(op)?.state !== 'done_by_hand')
        step.setAction(op, { state: 'denied', detail: 'the incident was closed' });
    for (const name of [`plan:${plan.id}`, `escalate:${plan.id}`, `window:${plan.id}`]) step.clear(name);
    step.effect({ kind: 'void', plan: plan.id, reason: 'the incident was closed' }, plan.id);
    decidedOn(step, plan.id, 'void', 'the incident was closed');
  }
  for (const a of step.state.actions.filter((x) => x.state === 'proposed'))
    step.setAction(a.draft.opId, { state: 'denied', detail: 'the incident was closed' });
  step.record('close_requested', actor, { reason, ...(resolution === undefined ? {} : { resolution }) });
  step.set({ escalations: [], ...(resolution === undefined ? {} : { resolution }) });
  close(step, reason);
}

/** Merged, or on its way there: people go on with the other incident. */
export const livesElsewhere = (s: IncidentState): boolean => s.merging !== undefined || s.mergedInto !== undefined;

/** A person opens it again: it is investigated anew, and from then on it is theirs to close. */
export function onReopen(step: Step, event: EventOf<'reopen_requested'>): void {
  if (step.state.closedAt === undefined || livesElsewhere(step.state)) return step.ignore();
  const { actor, reason } = event.body;
  step.reopen(actor, { reason });
  step.set({ reopenedBy: actor });
  scheduleRound(step);
}

/**
 * Somebody said something. The ledger is kept for years and cannot forget, so that its line names the comment and its
 * SHA-256 (of the UTF-8 text) only; the text stays in the log.
 */
export function onCommented(step: Step, event: EventOf<'commented'>): void {
  const { actor, comment, text } = event.body;
  const count = step.state.comments ?? 0;
  if (count >= MAX_COMMENTS) return step.ignore();
  step.set({ comments: count + 1 });
  step.record('commented', actor, { comment, digest: sha256Hex(text) });
}

/** Whose it is; nobody's with null. */
export function onAssigned(step: Step, event: EventOf<'assigned'>): void {
  const { actor, assignee } = event.body;
  if (livesElsewhere(step.state) || (step.state.assignee ?? null) === assignee) return step.ignore();
  if (assignee === null) step.drop('assignee');
  else step.set({ assignee });
  step.record('assigned', actor, { assignee });
}

/** A person looks at it. Stops nothing; the first time counts. */
export function onAcknowledged(step: Step, event: EventOf<'acknowledged'>): void {
  if (livesElsewhere(step.state) || step.state.acknowledgedAt !== undefined) return step.ignore();
  step.set({ acknowledgedAt: step.at });
  step.record('acknowledged', event.body.actor, {});
  step.notify('acknowledged', [event.body.actor]);
}
