import type { Finding } from '../../src/contracts/finding.ts';
import { findingOfDraft } from '../../src/detect/correlation/finding.ts';
import { groupKey } from '../../src/detect/correlation/keys.ts';
import { planOf, type Plan } from '../../src/detect/correlation/plan.ts';
import { Segment } from '../../src/detect/correlation/segment.ts';
import type { Firing, Hit } from '../../src/detect/correlation/types.ts';
import {
  countHits,
  keptMs,
  segmentsAround,
  segmentStart,
  settle,
  settlesAt,
  type Window,
} from '../../src/detect/correlation/window.ts';
import type { CountReply, CountRequest } from './api.ts';
import type { CorrelationWindowStore, Place, SegmentRow, Who } from './store.ts';

/** Segments held at once: each up to some 70 KB of JSON. */
const MAX_SEGMENTS_HELD = 256;
/** Of all correlations of a shard together. The oldest of the largest goes first. */
export const SHARD_MAX_BYTES = 512 * 1024 * 1024;
/** Rows removed at once when the shard is full as a whole. */
const EVICT_STEP_ROWS = 500;

interface Group {
  readonly rule: number;
  readonly grp: string;
  readonly plan: Plan;
  readonly hits: Hit[];
  readonly starts: Set<number>;
}

interface Opened {
  readonly window: Window;
  readonly rows: ReadonlyMap<number, SegmentRow>;
}

/** Counts the hits of a call and answers what they completed. Synchronous: the caller's transaction holds it all. */
export function countCall(
  store: CorrelationWindowStore,
  request: CountRequest,
  now: number,
  maxBytes = SHARD_MAX_BYTES,
): CountReply {
  const rules = new Map(request.specs.map((spec) => [spec.id, { rule: store.rule(spec), plan: planOf(spec) }]));
  const drafts = new Map((request.drafts ?? []).map(([correlation, event, d]) => [`${correlation}|${event}`, d]));
  const groups = new Map<string, Group>();
  for (const hit of request.hits) {
    const known = rules.get(hit.correlation);
    if (known === undefined)
      throw new Error(`a hit names correlation ${hit.correlation}, which is not among the specs`);
    const grp = groupKey(hit);
    const key = `${known.rule}|${grp}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { ...known, grp, hits: [], starts: new Set() };
      groups.set(key, group);
    }
    group.hits.push(hit);
    const { timespanMs } = known.plan.spec;
    const [from, to] = segmentsAround(timespanMs, hit.time);
    for (let start = from; start <= to; start += timespanMs) group.starts.add(start);
  }
  const firings: Firing[] = [];
  for (const batch of batches([...groups.values()].flatMap(portions), (g) => g.starts.size)) {
    const opened = open(store, batch);
    for (const [i, group] of batch.entries()) {
      const { window, rows } = opened[i]!;
      const counted = countHits(group.plan, window, group.hits);
      firings.push(...counted.firings);
      for (const start of counted.changed) save(store, group, window, start, rows.get(start), drafts, now);
    }
  }
  return { firings, evicted: makeRoom(store, request, new Set([...rules.values()].map((r) => r.rule)), maxBytes) };
}

/** A group whose hits are of very many timespans is counted in portions. */
function portions(group: Group): Group[] {
  if (group.starts.size <= MAX_SEGMENTS_HELD) return [group];
  const { timespanMs } = group.plan.spec;
  const sorted = group.hits.toSorted((a, b) => a.time - b.time);
  const parts: Group[] = [];
  for (const hit of sorted) {
    let part = parts.at(-1);
    if (part === undefined || part.starts.size > MAX_SEGMENTS_HELD - 4) {
      part = { ...group, hits: [], starts: new Set() };
      parts.push(part);
    }
    part.hits.push(hit);
    const [from, to] = segmentsAround(timespanMs, hit.time);
    for (let start = from; start <= to; start += timespanMs) part.starts.add(start);
  }
  return parts;
}

/** Judges segments whose time is over; answers the findings. The same as {@link countCall} as to transactions. */
export function settleDue(
  store: CorrelationWindowStore,
  now: number,
): { readonly findings: Finding[]; readonly more: boolean } {
  const places = store.due(now, MAX_SEGMENTS_HELD / 4);
  const byId = new Map(store.rules().map((r) => [r.id, planOf(r.spec)]));
  const findings: Finding[] = [];
  for (const place of places) {
    const plan = byId.get(place.rule)!;
    const { timespanMs } = plan.spec;
    const starts = new Set([-1, 0, 1].map((n) => place.start + n * timespanMs));
    const [{ window, rows }] = open(store, [{ ...place, plan, hits: [], starts }]) as [Opened];
    const row = rows.get(place.start);
    if (row === undefined) continue;
    const firing = settle(plan, window, place.start);
    const segment = window.segments.get(place.start)!;
    if (firing !== undefined && row.draft !== null)
      findings.push(findingOfDraft(JSON.parse(row.draft) as Finding, firing));
    store.put(
      {
        ...place,
        who: row.who,
        body: segment.toJson(),
        draft: row.draft,
        expires: now + keptMs(plan, segment),
        due: null,
      },
      row,
      now,
    );
  }
  return { findings, more: places.length === MAX_SEGMENTS_HELD / 4 };
}

function* batches<T>(items: readonly T[], sizeOf: (item: T) => number): Generator<T[]> {
  let batch: T[] = [];
  let size = 0;
  for (const item of items) {
    if (batch.length > 0 && size + sizeOf(item) > MAX_SEGMENTS_HELD) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(item);
    size += sizeOf(item);
  }
  if (batch.length > 0) yield batch;
}

function open(store: CorrelationWindowStore, groups: readonly Group[]): Opened[] {
  const places = groups.flatMap((g) => [...g.starts].map((start): Place => ({ rule: g.rule, grp: g.grp, start })));
  const rows = Map.groupBy(store.segments(places), (r) => `${r.rule}|${r.grp}`);
  return groups.map((g) => {
    const own = (rows.get(`${g.rule}|${g.grp}`) ?? []).filter((r) => g.starts.has(r.start));
    const who: Who =
      own[0] === undefined
        ? { group: g.hits[0]?.group ?? [], foreign: g.hits[0]?.foreign === true }
        : (JSON.parse(own[0].who) as Who);
    return {
      window: { ...who, segments: new Map(own.map((r) => [r.start, Segment.fromJson(g.plan, r.body)])) },
      rows: new Map(own.map((r) => [r.start, r])),
    };
  });
}

function save(
  store: CorrelationWindowStore,
  { rule, grp, plan, hits }: Group,
  window: Window,
  start: number,
  before: SegmentRow | undefined,
  drafts: ReadonlyMap<string, Finding>,
  now: number,
): void {
  const segment = window.segments.get(start)!;
  const due = settlesAt(plan, start, now) ?? null;
  // The latest event that came with a draft stands for the group.
  let draft = before?.draft ?? null;
  if (due !== null) {
    const own = hits.filter((h) => segmentStart(plan.spec.timespanMs, h.time) === start);
    for (const hit of own.toSorted((a, b) => a.time - b.time)) {
      const made = drafts.get(`${hit.correlation}|${hit.event}`);
      if (made !== undefined) draft = JSON.stringify(made);
    }
  }
  const who = JSON.stringify({ group: window.group, foreign: window.foreign } satisfies Who);
  const expires = now + keptMs(plan, segment) + (due === null ? 0 : Math.max(0, due - now));
  store.put({ rule, grp, start, who, body: segment.toJson(), draft, expires, due }, before, now);
}

/** Forgets the oldest groups beyond the bounds; a flood of groups costs old groups, never the shard. */
function makeRoom(
  store: CorrelationWindowStore,
  request: CountRequest,
  touched: ReadonlySet<number>,
  maxBytes: number,
): (readonly [string, number])[] {
  const evicted = new Map<string, number>();
  const note = (id: string, n: number) => void evicted.set(id, (evicted.get(id) ?? 0) + n);
  for (const { id, spec, rows } of store.rules())
    if (touched.has(id) && rows > request.maxRowsPerRule) note(spec.id, store.evict(id, rows - request.maxRowsPerRule));
  for (;;) {
    const all = store.rules();
    const total = all.reduce((sum, r) => sum + r.bytes, 0);
    const largest = all.toSorted((a, b) => b.bytes - a.bytes)[0];
    if (total <= maxBytes || largest === undefined) break;
    const n = store.evict(largest.id, EVICT_STEP_ROWS);
    if (n === 0) break;
    note(largest.spec.id, n);
  }
  return [...evicted];
}
