import type { Condition } from '../ast.ts';
import { namesIn, within, type Judgement, type Plan, type Statistic } from './plan.ts';
import { priority, weighs, type Entry, type Segment } from './segment.ts';

/** A window that held: when, since when, and the count or statistic. */
export interface Held {
  readonly first: number;
  readonly last: number;
  readonly value: number;
}

/**
 * The earliest instant in `current` at whose window `[t − timespan, t]` a rising correlation held, undefined if none. `previous` is the
 * timespan before; windows reach no further.
 */
export function risingHeld(plan: Plan, previous: Segment | undefined, current: Segment): Held | undefined {
  const { judgement, spec } = plan;
  if (judgement.kind === 'ordered') {
    const entries = [...(previous?.list() ?? []), ...current.list()];
    for (const held of orderedEnds(entries, judgement.chain, spec.timespanMs))
      if (held.last >= current.start) return held;
    return undefined;
  }
  const threshold = Math.max(previous?.threshold ?? 0, current.threshold);
  const listed = (s: Segment | undefined): Entry[] =>
    (s?.list() ?? []).filter((e) => threshold === 0 || priority(plan.keeping, e) > threshold);
  const counter = counterOf(plan, threshold);
  return slide(listed(previous), listed(current), spec.timespanMs, counter);
}

interface Counter {
  add(e: Entry): void;
  remove(e: Entry): void;
  /** The value if the condition holds, else undefined */
  holds(): number | undefined;
}

function slide(
  previous: readonly Entry[],
  current: readonly Entry[],
  spanMs: number,
  counter: Counter,
): Held | undefined {
  const leaving = previous.toSorted((a, b) => a.to - b.to);
  const coming = current.toSorted((a, b) => a.from - b.from);
  if (coming.length === 0) return undefined;
  for (const e of leaving) counter.add(e);
  let gone = 0;
  for (let i = 0; i < coming.length;) {
    const t = coming[i]!.from;
    for (; i < coming.length && coming[i]!.from === t; i++) counter.add(coming[i]!);
    for (; gone < leaving.length && leaving[gone]!.to < t - spanMs; gone++) counter.remove(leaving[gone]!);
    const value = counter.holds();
    if (value === undefined) continue;
    const begins = t - spanMs;
    let first = coming[0]!.from;
    for (const e of leaving.slice(gone)) first = Math.min(first, e.from >= begins ? e.from : e.to);
    return { first, last: t, value };
  }
  return undefined;
}

function counterOf(plan: Plan, threshold: number): Counter {
  const { judgement, keeping, spec } = plan;
  const weight = (e: Entry): number => Math.max(weighs(keeping, e.x), threshold);
  if (judgement.kind === 'sum') {
    let total = 0;
    const signed = (e: Entry): number => Math.sign(e.x) * weight(e);
    return {
      add: (e) => void (total += signed(e)),
      remove: (e) => void (total -= signed(e)),
      holds: () => (within(spec.bounds, total) ? total : undefined),
    };
  }
  const present = new Map<number, number>();
  let count = 0;
  const each = Math.max(1, threshold);
  const several = judgement.kind !== 'count';
  return {
    add: (e) => {
      const n = present.get(e.key) ?? 0;
      present.set(e.key, n + 1);
      if (n === 0 || !several) count += each;
    },
    remove: (e) => {
      const n = present.get(e.key)! - 1;
      if (n > 0) present.set(e.key, n);
      else present.delete(e.key);
      if (n === 0 || !several) count -= each;
    },
    holds: () => {
      if (judgement.kind === 'expression') {
        const has = (rule: string) => present.has(spec.rules.indexOf(rule));
        return meets(judgement.expression, has, has) ? present.size : undefined;
      }
      const least = judgement.kind === 'count' || judgement.kind === 'distinct' ? judgement.least : Infinity;
      return Math.round(count) >= least ? Math.round(count) : undefined;
    },
  };
}

/** An expression over rules: `has` answers for what is wanted, `hasNear` for what stands under a not. */
function meets(c: Condition, has: (rule: string) => boolean, hasNear: (rule: string) => boolean, sign = true): boolean {
  switch (c.kind) {
    case 'search':
      return sign ? has(c.name) : hasNear(c.name);
    case 'not':
      return !meets(c.of, has, hasNear, !sign);
    case 'and':
      return c.of.every((part) => meets(part, has, hasNear, sign));
    default:
      return c.of.some((part) => meets(part, has, hasNear, sign));
  }
}

interface Link {
  readonly start: number;
  readonly event: number;
}

/**
 * The instants at which events of the rules of `chain` have come one after the other within the timespan, earliest first. Events of one
 * time (a second, with some senders) are in either order; one event is not two links in a row.
 */
function* orderedEnds(entries: readonly Entry[], chain: readonly number[], spanMs: number): Generator<Held> {
  const sorted = entries.toSorted((a, b) => a.from - b.from);
  // best[j]: the latest start of a chain of j + 1 links, and the latest that ends in another event than that.
  const best: Link[][] = chain.map(() => []);
  const offer = (j: number, link: Link): boolean => {
    const list = best[j]!;
    if (list.some((l) => l.event === link.event && l.start >= link.start)) return false;
    const next = [...list.filter((l) => l.event !== link.event), link].sort((a, b) => b.start - a.start).slice(0, 2);
    if (!next.includes(link)) return false;
    best[j] = next;
    return true;
  };
  for (let i = 0; i < sorted.length;) {
    const t = sorted[i]!.from;
    const now: Entry[] = [];
    for (; i < sorted.length && sorted[i]!.from === t; i++) now.push(sorted[i]!);
    for (let more = true; more;) {
      more = false;
      for (const e of now)
        for (const [j, rule] of chain.entries()) {
          if (rule !== e.x) continue;
          const start = j === 0 ? t : best[j - 1]!.find((l) => l.event !== e.key)?.start;
          if (start !== undefined && offer(j, { start, event: e.key })) more = true;
        }
      if (now.length === 1) break;
    }
    const whole = best.at(-1)?.[0];
    if (whole !== undefined && t - whole.start <= spanMs && now.some((e) => e.x === chain.at(-1)))
      yield { first: whole.start, last: t, value: chain.length };
  }
}

/** Judges a window that is over. `next` matters only to what must not follow. */
export function settledHeld(
  plan: Plan,
  previous: Segment | undefined,
  current: Segment,
  next: Segment | undefined,
): Held | undefined {
  const { judgement, spec } = plan;
  if (judgement.kind === 'settled') {
    const value = statisticOf(plan, judgement.statistic, current);
    if (value === undefined || !within(spec.bounds, value)) return undefined;
    const list = current.list();
    let first = Infinity;
    let last = -Infinity;
    for (const e of list) {
      first = Math.min(first, e.from);
      last = Math.max(last, e.to);
    }
    return { first, last, value };
  }
  return judgement.kind === 'absent' ? absentHeld(plan, judgement, previous, current, next) : undefined;
}

/** What must be there is there at some event of `current`, and what must not be is neither before nor after it. */
function absentHeld(
  { spec }: Plan,
  { expression, chain }: Extract<Judgement, { kind: 'absent' }>,
  previous: Segment | undefined,
  current: Segment,
  next: Segment | undefined,
): Held | undefined {
  const { timespanMs } = spec;
  const wanted = namesIn(expression, true);
  const all = [...(previous?.list() ?? []), ...current.list(), ...(next?.list() ?? [])];
  const times = new Map<string, number[]>();
  for (const e of all.sort((a, b) => a.from - b.from)) {
    const rule = spec.rules[e.x]!;
    const list = times.get(rule);
    if (list === undefined) times.set(rule, [e.from]);
    else list.push(e.from);
  }
  const inOrder =
    chain === undefined ? undefined : new Set([...orderedEnds(all, chain, timespanMs)].map((held) => held.last));
  const ends = current.list().filter((e) => wanted.has(spec.rules[e.x]!));
  for (const t of [...new Set(ends.map((e) => e.from))].sort((a, b) => a - b)) {
    if (inOrder !== undefined && !inOrder.has(t)) continue;
    const begins = t - timespanMs;
    const found = (until: number) => (rule: string) => (firstFrom(times.get(rule) ?? [], begins) ?? Infinity) <= until;
    if (!meets(expression, found(t), found(t + timespanMs))) continue;
    const firsts = [...wanted].flatMap((rule) => {
      const first = firstFrom(times.get(rule) ?? [], begins);
      return first !== undefined && first <= t ? [first] : [];
    });
    return { first: Math.min(...firsts), last: t, value: firsts.length };
  }
  return undefined;
}

/** The first of ascending numbers that is not below `least`. */
function firstFrom(ascending: readonly number[], least: number): number | undefined {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return ascending[low];
}

/** Undefined where nothing was measured. */
function statisticOf({ keeping, spec }: Plan, statistic: Statistic, segment: Segment): number | undefined {
  if (segment.size === 0) return undefined;
  const { threshold } = segment;
  const list = segment.list();
  const weight = (e: Entry): number => Math.max(weighs(keeping, e.x), threshold);
  switch (statistic) {
    case 'count':
    case 'distinct':
      return Math.round(list.length * Math.max(1, threshold));
    case 'sum':
      return list.reduce((sum, e) => sum + Math.sign(e.x) * weight(e), 0);
    case 'min':
      return segment.range[0];
    case 'max':
      return segment.range[1];
    case 'avg':
      return list.reduce((sum, e) => sum + e.x, 0) / list.length;
    default:
      return percentileOf(
        list.map((e) => e.x).sort((a, b) => a - b),
        spec.type === 'value_median' ? 50 : (spec.percentile ?? 50),
      );
  }
}

/** By linear interpolation between the nearest ranks, as most query languages have it; the median of an even list is the mean of both middles. */
function percentileOf(ascending: readonly number[], percentile: number): number | undefined {
  if (ascending.length === 0) return undefined;
  const rank = (Math.min(100, Math.max(0, percentile)) / 100) * (ascending.length - 1);
  const below = ascending[Math.floor(rank)]!;
  const above = ascending[Math.ceil(rank)]!;
  return below + (above - below) * (rank - Math.floor(rank));
}
