import { HOUR_MS } from '../../src/kit/clock.ts';
import { hourOf } from '../../src/storage/raw/folders.ts';

/** How an hour of the archive stands; `pending` while the hunt may still come to it. */
export type HourState = 'checked' | 'pending' | { readonly why: string };

export interface Ranges {
  readonly checked: { from: number; to: number }[];
  readonly unchecked: { from: number; to: number; why: string }[];
}

/** Hours of a span, cut to it, with neighbours of one kind as one range; oldest first. */
export function rangesOf(from: number, to: number, stateOf: (hour: number) => HourState): Ranges {
  const ranges: Ranges = { checked: [], unchecked: [] };
  for (let hour = hourOf(from); hour < to; hour += HOUR_MS) {
    const state = stateOf(hour);
    if (state === 'pending') continue;
    const own = { from: Math.max(hour, from), to: Math.min(hour + HOUR_MS, to) };
    if (state === 'checked') {
      const last = ranges.checked.at(-1);
      if (last?.to === own.from) last.to = own.to;
      else ranges.checked.push(own);
    } else {
      const last = ranges.unchecked.at(-1);
      if (last?.to === own.from && last.why === state.why) last.to = own.to;
      else ranges.unchecked.push({ ...own, why: state.why });
    }
  }
  return ranges;
}
