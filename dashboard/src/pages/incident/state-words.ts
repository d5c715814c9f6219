import type { ActionState } from '../../../../src/contracts/incident.ts';
import type { Tone } from '../../ui/badge.tsx';

/** How an action's state reads. */
const STATES: Record<ActionState, readonly [word: string, tone: Tone]> = {
  proposed: ['Proposed', 'neutral'],
  awaiting_approval: ['Awaiting approval', 'warn'],
  permitted: ['Permitted', 'accent'],
  scheduled: ['Waits for its window', 'accent'],
  manual: ['Task for a person', 'warn'],
  done_by_hand: ['Done by hand, verified', 'ok'],
  denied: ['Denied', 'neutral'],
  forbidden: ['Forbidden by policy', 'neutral'],
  expired: ['Expired', 'neutral'],
  requested: ['Requested', 'accent'],
  waiting: ['Waiting its turn', 'accent'],
  applying: ['Being carried out', 'accent'],
  unknown: ['Not known', 'danger'],
  held: ['In place', 'ok'],
  verified: ['In place, verified', 'ok'],
  reverting: ['Being given back', 'accent'],
  released: ['Given back', 'neutral'],
  contested: ['Changed by others', 'danger'],
  gone: ['Target is gone', 'neutral'],
  drifted: ['Target changed', 'danger'],
  failed: ['Failed', 'danger'],
};
export const stateOf = (state: string): readonly [word: string, tone: Tone] =>
  Object.hasOwn(STATES, state) ? STATES[state as ActionState] : [state, 'neutral'];

const BEFORE: readonly string[] = [
  'proposed',
  'awaiting_approval',
  'permitted',
  'scheduled',
  'manual',
  'denied',
  'forbidden',
  'expired',
];
/** Whether AWS was ever asked for it: before that there is nothing to prove. */
export const wasTried = (state: string): boolean => !BEFORE.includes(state);

const HELD: readonly string[] = [
  'requested',
  'waiting',
  'applying',
  'unknown',
  'held',
  'verified',
  'reverting',
  'contested',
];
/** Whether something of it stands in AWS, or may. */
export const isHeld = (state: string): boolean => HELD.includes(state);
