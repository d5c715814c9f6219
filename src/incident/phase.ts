import type { ActionState, Phase } from '../contracts/incident.ts';
import type { ActionRecord, IncidentState } from './state.ts';

/** Nothing of Vedette's stands in AWS for an action in one of these. */
const AT_REST: ReadonlySet<ActionState> = new Set([
  'denied',
  'done_by_hand',
  'forbidden',
  'expired',
  'released',
  'gone',
  'drifted',
  'failed',
]);
/** AWS is or may be changed. */
const IN_CUSTODY: ReadonlySet<ActionState> = new Set([
  'requested',
  'waiting',
  'applying',
  'unknown',
  'held',
  'verified',
  'reverting',
  'contested',
]);

export const atRest = (s: ActionState): boolean => AT_REST.has(s);
export const inCustody = (s: ActionState): boolean => IN_CUSTODY.has(s);
/** Not yet custody's: on its way there, or a person's task. */
const isComing = (s: ActionState): boolean =>
  s === 'proposed' || s === 'permitted' || s === 'awaiting_approval' || s === 'scheduled' || s === 'manual';
/** Something of it is still to come: custody has it, or it is on its way there. */
export const isLive = (s: ActionState): boolean => IN_CUSTODY.has(s) || isComing(s);
/** AWS is or may be changed, be it in part: what failed halfway has a lease while its first steps stand (`CustodyStatus`). */
export const stands = (a: Pick<ActionRecord, 'state' | 'status'>): boolean =>
  inCustody(a.state) || (a.state === 'failed' && a.status?.state === 'failed' && a.status.leaseUntil !== undefined);
export const isHeld = (s: ActionState): boolean => s === 'held' || s === 'verified';

/** The phase that a state is in: the step that needs attention first. Pure, so that it can never disagree with the actions. */
export function phaseOf(s: IncidentState): Phase {
  const has = (...states: ActionState[]): boolean => s.actions.some((a) => states.includes(a.state));
  // What custody still says of a merged incident's actions comes first: nothing that stands in AWS may be out of sight.
  if (s.mergedInto !== undefined && !s.actions.some((a) => inCustody(a.state))) return 'merged';
  if (s.closedAt !== undefined) return 'closed';
  // A task, too, is a person's word that is waited for.
  if (has('awaiting_approval', 'manual')) return 'await_approval';
  if (has('permitted', 'scheduled', 'requested', 'waiting', 'applying', 'unknown', 'reverting')) return 'respond';
  if (s.escalations.length > 0) return 'escalated';
  if (s.round.stage === 'waiting' && s.round.number === 1) return 'triage';
  if (s.round.stage === 'waiting' || s.round.stage === 'investigating') return 'investigate';
  if (s.round.stage === 'proposing' || s.round.stage === 'previewing' || s.round.stage === 'deciding') return 'decide';
  if (has('held')) return 'verify';
  // What a person contained stands as much as what Vedette did.
  if (has('verified', 'done_by_hand')) return 'hold';
  return 'triage';
}
