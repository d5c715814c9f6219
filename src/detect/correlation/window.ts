import { deterministicDigest } from './keys.ts';
import { risingHeld, settledHeld, type Held } from './judge.ts';
import type { Plan } from './plan.ts';
import { EVENTS_MAX, Segment } from './segment.ts';
import type { Firing, Hit } from './types.ts';

/** Time for events that come late, from the end of a window (by our clock) until it is judged or forgotten. CloudTrail names 15 minutes. */
export const LATENESS_MS = 30 * 60_000;
/** A firing is kept for as long as blocks are sent again: the same hits then get the same answer. */
export const FIRING_KEPT_MS = 24 * 60 * 60_000;

/** One group of one correlation: its aligned timespans by their start in ms. */
export interface Window {
  readonly group: readonly (string | null)[];
  readonly foreign: boolean;
  readonly segments: Map<number, Segment>;
}

/** Start of the aligned timespan that a time is in, ms. */
export const segmentStart = (timespanMs: number, time: number): number => Math.floor(time / timespanMs) * timespanMs;

/** From and to which segment (starts, ms, both included) `countHits` and `settle` look for a hit of this time. */
export function segmentsAround(timespanMs: number, time: number): readonly [number, number] {
  const start = segmentStart(timespanMs, time);
  return [start - timespanMs, start + 2 * timespanMs];
}

export interface Counted {
  /** New firings, and those that one of these hits completed before */
  readonly firings: readonly Firing[];
  /** Starts of segments that changed, to be stored */
  readonly changed: ReadonlySet<number>;
}

/**
 * Counts hits of one group, in any order. A rising correlation fires once an episode: an episode is a run of adjacent aligned
 * timespans in each of which it held, so that it is armed again after a whole timespan without. An event that joins two episodes
 * which both were told takes neither back.
 */
export function countHits(plan: Plan, window: Window, hits: readonly Hit[]): Counted {
  const { timespanMs } = plan.spec;
  const { segments } = window;
  const changed = new Set<number>();
  const fresh: Hit[] = [];
  const firings = new Map<number, Firing>();
  const ids = new Set(hits.map((h) => h.event));
  for (const segment of segments.values())
    if (segment.firing !== undefined && plan.settlesAfter === undefined && ids.has(segment.firing.event))
      firings.set(segment.start, segment.firing);
  for (const hit of hits) {
    const start = segmentStart(timespanMs, hit.time);
    const segment = segments.get(start) ?? new Segment(start);
    if (!segment.add(plan, hit)) continue;
    segments.set(start, segment);
    changed.add(start);
    fresh.push(hit);
  }
  if (plan.settlesAfter === undefined) {
    const touched = new Set([...changed].flatMap((s) => [s, s + timespanMs]));
    for (const start of [...touched].sort((a, b) => a - b)) {
      const current = segments.get(start);
      if (current === undefined || current.episode !== undefined) continue;
      const held = risingHeld(plan, segments.get(start - timespanMs), current);
      if (held === undefined) continue;
      changed.add(start);
      if (joinEpisode(plan, window, current)) continue;
      current.firing = firingOf(plan, window, current, held, fresh);
      firings.set(start, current.firing);
    }
  }
  for (const start of changed) segments.get(start)!.trim(plan);
  return { firings: [...firings.values()], changed };
}

/** True if the segment goes on with an episode that was told; else it begins one. */
function joinEpisode({ spec }: Plan, { segments }: Window, current: Segment): boolean {
  const neighbours = [segments.get(current.start - spec.timespanMs), segments.get(current.start + spec.timespanMs)];
  const told = neighbours.find((s) => s?.episode !== undefined)?.episode;
  current.episode = told ?? current.start;
  return told !== undefined;
}

/** When a segment of a settled correlation is to be judged, ms by our clock; undefined for rising ones. */
export function settlesAt(plan: Plan, start: number, now: number): number | undefined {
  if (plan.settlesAfter === undefined) return undefined;
  return Math.max(start + plan.settlesAfter * plan.spec.timespanMs, now) + LATENESS_MS;
}

/** Judges a segment whose time is over; its firing if it held for the first time. Late events may have it judged again. */
export function settle(plan: Plan, window: Window, start: number): Firing | undefined {
  const { segments } = window;
  const { timespanMs } = plan.spec;
  const current = segments.get(start);
  if (current === undefined || current.episode !== undefined) return undefined;
  const held = settledHeld(plan, segments.get(start - timespanMs), current, segments.get(start + timespanMs));
  if (held === undefined || joinEpisode(plan, window, current)) return undefined;
  current.firing = firingOf(plan, window, current, held, []);
  return current.firing;
}

function firingOf(
  { spec }: Plan,
  { group, foreign, segments }: Window,
  current: Segment,
  held: Held,
  fresh: readonly Hit[],
): Firing {
  const begins = Math.min(held.first, held.last);
  const seen = new Map<string, number>();
  for (const segment of [segments.get(current.start - spec.timespanMs), current])
    for (const [time, id] of segment?.latest() ?? []) seen.set(id, time);
  for (const hit of fresh) seen.set(hit.event, hit.time);
  const inside = [...seen].filter(([, time]) => time >= begins && time <= held.last).sort(latestFirst);
  // What came with this call completed it: whoever called has that event at hand, and brings it again if the firing gets lost.
  const came = new Map(fresh.map((h) => [h.event, h.time]));
  const last =
    inside.find(([id]) => came.has(id)) ??
    [...came].sort(latestFirst)[0] ??
    inside[0] ??
    [...seen].sort(latestFirst)[0]!;
  return {
    correlation: spec.id,
    group,
    first: held.first,
    last: held.last,
    value: held.value,
    events: inside.slice(0, EVENTS_MAX).map(([id]) => id),
    event: last[0],
    episode: current.episode!,
    ...(foreign ? { foreign: true as const } : {}),
  };
}

const latestFirst = (a: readonly [string, number], b: readonly [string, number]): number =>
  b[1] - a[1] || (a[0] < b[0] ? 1 : -1);

/** How long a segment is kept after it last changed, ms by our clock. */
export const keptMs = (plan: Plan, segment: Segment): number =>
  2 * plan.spec.timespanMs +
  LATENESS_MS +
  (segment.firing === undefined ? 0 : FIRING_KEPT_MS) +
  (plan.settlesAfter === undefined ? 0 : plan.spec.timespanMs + LATENESS_MS);

/** Id of a firing: the event that a correlation of correlations counts. */
export const firingId = (f: Firing): string =>
  deterministicDigest([f.correlation, f.foreign ? 1 : 0, f.episode, ...f.group]);
