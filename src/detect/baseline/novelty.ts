import type { EventTraits } from '../../contracts/event.ts';
import type { Feature } from './features.ts';
import type { Verdicts } from './types.ts';

/**
 * Features that tell the same thing are one: an address in a new country is in a new network too. The order is how much a first
 * time says; the first one names the finding's rule.
 */
const INDEPENDENT: readonly (readonly Feature[])[] = [
  ['country', 'network'],
  ['access_key'],
  ['region'],
  ['user_agent'],
  ['operation'],
];
/** Two things at once that a principal never did. */
const LOW = 2;
const MEDIUM = 3;

export interface Novelty {
  readonly level: 'low' | 'medium';
  /** The features that are new, each standing for an independent one */
  readonly features: readonly Feature[];
}

/**
 * Whether an event is unusual enough to be told by itself: a principal that seldom does anything new does several new things at once. A new
 * hour adds to others but is none of the two: people work late.
 */
export function noveltyOf(verdicts: Verdicts): Novelty | undefined {
  const isFirst = (f: Feature) => verdicts[f]?.state === 'first';
  const features = INDEPENDENT.flatMap((group) => group.filter(isFirst).slice(0, 1));
  if (features.length < LOW) return undefined;
  const all = isFirst('hour') ? [...features, 'hour' as const] : features;
  return { level: all.length >= MEDIUM ? 'medium' : 'low', features: all };
}

const CHANGES: ReadonlySet<EventTraits['activity']> = new Set(['create', 'update', 'delete', 'sign-in']);

/** Whether an event may be told at all: somebody changed something or signed in, and it worked. */
export const mayBeTold = (traits: EventTraits, outcome: 'success' | 'failure' | 'unknown'): boolean =>
  outcome === 'success' && !traits.byService && traits.principal !== undefined && CHANGES.has(traits.activity);

/** Whether habits are learnt from an event: what failed could be anybody's try, what a service does is no habit. */
export const mayBeLearnt = (traits: EventTraits, outcome: 'success' | 'failure' | 'unknown'): boolean =>
  outcome !== 'failure' && !traits.byService && traits.principal !== undefined;
