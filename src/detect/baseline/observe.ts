import type { Baseline } from './baseline.ts';
import { FEATURES } from './features.ts';
import { noveltyOf } from './novelty.ts';
import { STATES, type History, type Verdict, type Verdicts } from './types.ts';

/** What was seen of one principal on one day. Values are told by hash only. */
export interface DayOfPrincipal {
  /** 32 hex digits made of organisation and principal */
  readonly principal: string;
  readonly day: number;
  readonly tally: readonly [number, number];
  /** [place of the feature, hash of the value] */
  readonly values: readonly (readonly [number, number])[];
  /** [key of the event, places in `values`]: events that could be findings by themselves */
  readonly candidates: readonly (readonly [string, readonly number[]])[];
}

export interface JudgedDay {
  readonly history: History;
  /** [place of the state in STATES, days], for each value in order */
  readonly verdicts: readonly (readonly [number, number])[];
  /** Keys of the candidates that are told */
  readonly told: readonly string[];
}

export const verdictOf = ([state, days]: readonly [number, number]): Verdict => ({
  state: STATES[state] ?? 'unknown',
  days,
});

/** Teaches a baseline a day and judges what was taught by the days before. The same again gives the same. */
export function observeDay(baseline: Baseline, seen: DayOfPrincipal): JudgedDay {
  baseline.learn(seen.day, seen.tally, seen.values);
  const history = baseline.history(seen.day);
  const verdicts = seen.values.map(([feature, hash]) => baseline.judge(seen.day, feature, hash, history));
  const told = seen.candidates.flatMap(([event, places]) => {
    const own: { -readonly [K in keyof Verdicts]: Verdicts[K] } = {};
    for (const place of places) {
      const feature = FEATURES[seen.values[place]?.[0] ?? -1];
      const verdict = verdicts[place];
      if (feature !== undefined && verdict !== undefined) own[feature] = verdict;
    }
    return noveltyOf(own) !== undefined && baseline.admitted.admit(seen.day, event) ? [event] : [];
  });
  return { history, verdicts: verdicts.map((v) => [STATES.indexOf(v.state), v.days]), told };
}
