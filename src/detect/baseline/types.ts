import type { Feature } from './features.ts';

/**
 * - `unknown`: too little is known of the principal
 * - `usual`
 * - `first`: not seen in the history, and the principal seldom does anything new of this feature
 * - `first_of_many`: not seen in the history, but new values are nothing new for this principal
 * - `rare`: seen on few of many days
 */
export const STATES = ['unknown', 'usual', 'first', 'first_of_many', 'rare'] as const;
export type State = (typeof STATES)[number];

/** What one value of a principal was worth on a day, by the days before it. */
export interface Verdict {
  readonly state: State;
  /** Days of the history on which it was seen */
  readonly days: number;
}

/** How much is known of a principal before a day. */
export interface History {
  /** Since the first day that is still remembered */
  readonly days: number;
  /** Days with events */
  readonly active: number;
  /** About how many events; see tally.ts */
  readonly events: number;
  /** True if some day had more events than are told apart */
  readonly atLeast: boolean;
}

/** Verdicts of one event by feature; features that it does not tell are missing. */
export type Verdicts = Partial<Readonly<Record<Feature, Verdict>>>;
