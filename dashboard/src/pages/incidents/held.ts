import type { ActionView } from '../../../../src/contracts/incident.ts';
import { isHeld } from '../incident/state-words.ts';

export interface Held {
  readonly held: number;
  readonly of: number;
  /** The lease that ends first, ms. */
  readonly until: number | undefined;
}

/** How many of an incident's actions stand in AWS, and until when. */
export function heldOf(actions: readonly ActionView[]): Held {
  const held = actions.filter((a) => isHeld(a.state));
  const leases = held.flatMap((a) => (a.leaseUntil === undefined ? [] : [a.leaseUntil]));
  return { held: held.length, of: actions.length, until: leases.length === 0 ? undefined : Math.min(...leases) };
}
