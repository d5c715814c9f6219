import type { EventOf } from '../events.ts';
import { stands } from '../phase.ts';
import { MAX_KEPT_INCIDENTS, type IncidentState } from '../state.ts';
import type { Step } from '../step.ts';
import { ROUND_TIMERS } from './custody.ts';
import { scheduleRound } from './findings.ts';

/** Why this incident cannot be merged into `into`, and what to do about it; undefined if it can. */
export function whyNotMerged(s: IncidentState, into: string): string | undefined {
  if (into === s.id) return 'an incident cannot be merged into itself; name another one';
  const elsewhere = s.mergedInto ?? s.merging;
  if (elsewhere !== undefined) return `this incident was merged into ${elsewhere}; go on with that one`;
  if (s.actions.some((a) => stands(a) || a.state === 'permitted'))
    return 'this incident holds or changes something in AWS; release it first, then merge';
  if (s.actions.some((a) => a.state === 'awaiting_approval') || s.plans.some((p) => p.state === 'asking'))
    return 'a plan of this incident waits for approval; approve or deny it first, then merge';
  if (s.actions.some((a) => a.state === 'scheduled' || a.state === 'manual'))
    return 'a plan of this incident waits for its maintenance window or for a person; let it end first, then merge';
  return undefined;
}

/** Why this incident cannot take over another one, and what to do about it; undefined if it can. */
export function whyNotAbsorbing(s: IncidentState): string | undefined {
  const elsewhere = s.mergedInto ?? s.merging;
  if (elsewhere !== undefined) return `${s.id} was itself merged; merge into ${elsewhere} instead`;
  if (s.closedAt !== undefined) return `${s.id} is closed; reopen it first, then merge into it`;
  return undefined;
}

/** A person merges: from here on nothing is planned or asked for here, and the findings are on their way. */
export function onMergeRequested(step: Step, event: EventOf<'merge_requested'>): void {
  const { actor, reason, into } = event.body;
  if (whyNotMerged(step.state, into) !== undefined) return step.ignore();
  for (const a of step.state.actions.filter((x) => x.state === 'proposed'))
    step.setAction(a.draft.opId, { state: 'denied', detail: 'the incident was merged' });
  for (const name of ROUND_TIMERS) step.clear(name);
  const { round } = step.state;
  step.drop('reopenedBy');
  step.set({ merging: into, again: false, round: { ...round, stage: round.stage === 'none' ? 'none' : 'done' } });
  step.record('merge_requested', actor, { into, reason });
  step.effect({ kind: 'merge', into, actor, reason });
}

/** The other incident has all of it: this one ends, whatever it was waiting for. */
export function onMerged(step: Step, event: EventOf<'merged'>): void {
  const { into, findings } = event.body;
  if (step.state.merging !== into) return step.ignore();
  step.drop('merging');
  step.set({
    mergedInto: into,
    closedAt: step.state.closedAt ?? step.at,
    closeReason: `merged into ${into}`,
    escalations: [],
  });
  step.record('merged', 'worker:supervisor', { into, findings });
  if (step.announced) step.notify('merged', [`goes on as ${into}`]);
}

/** The other incident does not take it: this one goes on by itself. Without an answer it is tried on, and a person hears of it. */
export function onMergeFailed(step: Step, event: EventOf<'effect_failed'>): void {
  if (step.state.merging === undefined) return;
  if (event.body.refused !== true)
    return step.escalate(`The findings could not be handed over to ${step.state.merging} yet; it is tried again.`);
  step.escalate(`The merge into ${step.state.merging} was refused: ${event.body.error}`);
  step.drop('merging');
  if (step.state.closedAt === undefined) scheduleRound(step);
}

/** This incident took over another one; its findings came as findings do. */
export function onAbsorbed(step: Step, event: EventOf<'absorbed'>): void {
  const { actor, reason, incident, findings } = event.body;
  step.set({ absorbed: withOne(step.state.absorbed, incident) });
  step.record('absorbed', actor, { incident, findings, reason });
}

/** Another incident is about an entity of this one: for people to see, nothing is merged for it. */
export function onRelated(step: Step, event: EventOf<'related'>): void {
  const { incident } = event.body;
  if (incident === step.state.id || step.state.related?.includes(incident) === true) return step.ignore();
  step.set({ related: withOne(step.state.related, incident) });
}

const withOne = (known: readonly string[] | undefined, incident: string): string[] =>
  [...(known ?? []).filter((i) => i !== incident), incident].slice(-MAX_KEPT_INCIDENTS);
