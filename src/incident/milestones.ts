import { inCustody, isHeld } from './phase.ts';
import type { IncidentState } from './state.ts';
import type { Step } from './step.ts';

/** Earliest event time of an incident's findings, ms; states that were written before it was kept have it of the findings they keep. */
export function firstEventAt(s: IncidentState): number | undefined {
  if (s.firstEventAt !== undefined) return s.firstEventAt;
  const first = Math.min(...s.findings.map((f) => f.time));
  return Number.isFinite(first) ? first : undefined;
}

/**
 * Notes when something of ours first stood in AWS and when the last of it was given back, each by the event that said so.
 * Only a change counts: a state from before this was kept, which holds already, does not say since when.
 */
export function milestones(step: Step, before: IncidentState): void {
  const s = step.state;
  if (s.actions === before.actions) return;
  const holds = s.actions.some((a) => isHeld(a.state));
  if (holds && !before.actions.some((a) => isHeld(a.state)) && s.containedAt === undefined)
    step.set({ containedAt: step.at });
  const live = (x: IncidentState): boolean => x.actions.some((a) => inCustody(a.state));
  if (live(s)) step.drop('releasedAt');
  else if (live(before) && s.actions.some((a) => a.state === 'released')) step.set({ releasedAt: step.at });
}
