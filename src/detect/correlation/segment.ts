import { sha256 } from '../../kit/crypto.ts';
import type { Keeping, Plan } from './plan.ts';
import { within } from './plan.ts';
import type { Firing, Hit } from './types.ts';

/** One thing that counts: an event, a value or a rule. Times are ms since the start of the segment. */
export interface Entry {
  /** 53 bits of a hash (of an event's id or a value), or the number of a rule */
  readonly key: number;
  /** First and last time; an event has only one */
  readonly from: number;
  readonly to: number;
  /** The value where that is a number, else the number of the rule */
  readonly x: number;
}

/** Event ids that are kept for people to look at. */
export const EVENTS_MAX = 20;
const TWO_53 = 2 ** 53;

type Packed = readonly [key: number, from: number, to: number, x: number];
interface SegmentJson {
  /** Entries, flat: four numbers each */
  readonly e: readonly number[];
  readonly d?: number;
  readonly r: readonly (readonly [number, string])[];
  readonly n: number;
  readonly m?: readonly [number, number];
  readonly p?: number;
  readonly f?: Firing;
}

/**
 * What one group of one correlation did in one aligned timespan. A sliding window touches two of these at most. Everything in
 * here is a function of the set of hits: their order, their batches and their repetition change nothing. Bounded:
 * about 2,000 entries, whatever comes.
 */
export class Segment {
  /** Start, ms */
  readonly start: number;
  private readonly entries = new Map<number | string, Entry>();
  /** The highest priority that was dropped from a sample; 0 as long as nothing was */
  private dropped = 0;
  /** The latest events, latest first: [time since the start, id] */
  private recent: (readonly [number, string])[] = [];
  /** Lowest and highest value */
  private lowest = Number.POSITIVE_INFINITY;
  private highest = Number.NEGATIVE_INFINITY;
  /** Start of the episode that this timespan belongs to, once it held */
  episode: number | undefined;
  /** The firing that this timespan began */
  firing: Firing | undefined;

  constructor(start: number) {
    this.start = start;
  }

  /** Counts a hit; false if that told nothing new (the same event again, a value that counts not). */
  add(plan: Plan, hit: Hit): boolean {
    const at = hit.time - this.start;
    const entry = entryOf(plan, hit, at);
    if (entry === undefined) return false;
    const { keeping } = plan;
    const name = nameOf(keeping, entry);
    const known = this.entries.get(name);
    if (known === undefined) {
      if (this.dropped > 0 && priority(keeping, entry) <= this.dropped) return false;
      this.entries.set(name, entry);
    } else {
      if (known.from <= entry.from && known.to >= entry.to) return false;
      // An event has one time: if it comes with two, the earlier holds, whichever came first.
      const [from, to] =
        keeping.by === 'value' || keeping.by === 'rule'
          ? [Math.min(known.from, entry.from), Math.max(known.to, entry.to)]
          : [Math.min(known.from, entry.from), Math.min(known.from, entry.from)];
      if (from === known.from && to === known.to) return false;
      this.entries.set(name, { ...known, from, to });
    }
    if (keeping.numeric) {
      this.lowest = Math.min(this.lowest, entry.x);
      this.highest = Math.max(this.highest, entry.x);
    }
    this.remember(at, hit.event);
    return true;
  }

  private remember(at: number, event: string): void {
    const full = this.recent.length === EVENTS_MAX;
    if ((full && at < this.recent.at(-1)![0]) || this.recent.some(([, id]) => id === event)) return;
    this.recent.push([at, event]);
    this.recent.sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? 1 : -1));
    if (this.recent.length > EVENTS_MAX) this.recent.length = EVENTS_MAX;
  }

  get size(): number {
    return this.entries.size;
  }
  get range(): readonly [number, number] {
    return [this.lowest, this.highest];
  }
  /** Priority below which a sample knows nothing; 0 while it is whole. */
  get threshold(): number {
    return this.dropped;
  }
  /** Entries with their times in ms since 1970. */
  list(): Entry[] {
    return [...this.entries.values()].map((e) => ({ ...e, from: e.from + this.start, to: e.to + this.start }));
  }
  /** The latest events, latest first: time in ms, id. */
  latest(): (readonly [number, string])[] {
    return this.recent.map(([at, id]) => [at + this.start, id]);
  }

  /** Drops what the judgement can do without. */
  trim({ keeping }: Plan): void {
    const { how, most } = keeping;
    if (how === 'sample') this.sample(keeping);
    else if (how === 'ends') this.keepEnds(this.entries, most);
    else if (how === 'ends-by-rule') {
      const byRule = Map.groupBy(this.entries, ([, e]) => e.x);
      for (const list of byRule.values()) this.keepEnds(new Map(list), most);
    }
  }

  private sample(keeping: Keeping): void {
    if (this.entries.size <= keeping.most) return;
    const ranked = [...this.entries]
      .map(([name, e]) => ({ name, rank: priority(keeping, e) }))
      .sort((a, b) => b.rank - a.rank);
    this.dropped = Math.max(this.dropped, ranked[keeping.most]!.rank);
    for (const { name } of ranked.slice(keeping.most)) this.entries.delete(name);
  }

  private keepEnds(of: ReadonlyMap<number | string, Entry>, most: number): void {
    if (of.size <= 2 * most) return;
    const list = [...of];
    const byTime = (pick: 'from' | 'to', sign: number) =>
      list.toSorted(([, a], [, b]) => sign * (a[pick] - b[pick]) || a.key - b.key).slice(0, most);
    const kept = new Set([...byTime('from', 1), ...byTime('to', -1)].map(([name]) => name));
    for (const [name] of list) if (!kept.has(name)) this.entries.delete(name);
  }

  toJson(): string {
    const packed = [...this.entries.values()].flatMap((e): Packed => [e.key, e.from, e.to - e.from, e.x]);
    return JSON.stringify({
      e: packed,
      ...(this.dropped > 0 ? { d: this.dropped } : {}),
      r: this.recent,
      n: this.start,
      ...(this.lowest <= this.highest ? { m: [this.lowest, this.highest] } : {}),
      ...(this.episode === undefined ? {} : { p: this.episode }),
      ...(this.firing === undefined ? {} : { f: this.firing }),
    } satisfies SegmentJson);
  }

  static fromJson({ keeping }: Plan, text: string): Segment {
    const json = JSON.parse(text) as SegmentJson;
    const segment = new Segment(json.n);
    for (let i = 0; i + 3 < json.e.length; i += 4) {
      const from = json.e[i + 1]!;
      const entry: Entry = { key: json.e[i]!, from, to: from + json.e[i + 2]!, x: json.e[i + 3]! };
      segment.entries.set(nameOf(keeping, entry), entry);
    }
    segment.dropped = json.d ?? 0;
    segment.recent = [...json.r];
    if (json.m !== undefined) [segment.lowest, segment.highest] = json.m;
    segment.episode = json.p;
    segment.firing = json.f;
    return segment;
  }
}

function entryOf(plan: Plan, hit: Hit, at: number): Entry | undefined {
  const { spec, keeping, judgement } = plan;
  const rule = spec.rules.indexOf(hit.rule);
  if (rule < 0) return undefined;
  if (keeping.by === 'rule') return { key: rule, from: at, to: at, x: rule };
  if (keeping.by === 'value')
    return hit.value === undefined ? undefined : { key: hash53(hit.value), from: at, to: at, x: 0 };
  if (!keeping.numeric) return { key: hash53(hit.event), from: at, to: at, x: keeping.by === 'event' ? 0 : rule };
  const x = numberOf(hit.value);
  if (x === undefined || (judgement.kind === 'count' && !within(spec.bounds, x))) return undefined;
  return { key: hash53(hit.event), from: at, to: at, x };
}

const nameOf = (keeping: Keeping, e: Entry): number | string =>
  keeping.by === 'event-and-rule' ? `${e.key}:${e.x}` : e.key;

function numberOf(value: string | undefined): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const x = Number(value);
  return Number.isFinite(x) ? x : undefined;
}

/** What a hash is as a number between 0 (excluded) and 1. */
const uniform = (key: number): number => (key + 1) / TWO_53;

/** Sums are dominated by large values: those stay. Everything else is drawn by hash alone. */
export const weighs = (keeping: Keeping, x: number): number => (keeping.weighted ? Math.abs(x) : 1);

/**
 * Priority sampling (Duffield, Lund, Thorup 2007, https://doi.org/10.1145/1314690.1314696) with hashes for random numbers: the same
 * event always has the same priority, so that a sample does not depend on order or repetition.
 */
export const priority = (keeping: Keeping, e: Pick<Entry, 'key' | 'x'>): number =>
  weighs(keeping, e.x) / uniform(e.key);

/** 53 bits of a SHA-256. */
export function hash53(text: string): number {
  const bytes = sha256(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return (view.getUint32(0) & 0x1f_ff_ff) * 2 ** 32 + view.getUint32(4);
}
