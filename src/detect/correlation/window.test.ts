import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CorrelationAst } from '../ast.ts';
import { planOf, specOf } from './plan.ts';
import { Segment } from './segment.ts';
import { makeCorrelation, makeHit, T0 } from './testing/make-correlation.ts';
import { episodes, heldTimespans } from './testing/oracle.ts';
import type { CorrelationSpec, Firing, Hit } from './types.ts';
import { countHits, segmentStart, settle, type Window } from './window.ts';

/** One group whose state goes through its stored form after every batch, as it does in a shard. */
class Group {
  readonly firings: Firing[] = [];
  readonly plan;
  private stored = new Map<number, string>();
  constructor(ast: CorrelationAst) {
    this.plan = planOf(specOf(ast));
  }
  private open(): Window {
    const segments = new Map([...this.stored].map(([start, text]) => [start, Segment.fromJson(this.plan, text)]));
    return { group: ['ann'], foreign: false, segments };
  }
  private save(window: Window): void {
    this.stored = new Map([...window.segments].map(([start, s]) => [start, s.toJson()]));
  }
  count(...hits: readonly Hit[]): readonly Firing[] {
    const window = this.open();
    const { firings } = countHits(this.plan, window, hits);
    this.save(window);
    // Only an event of this call is at hand to make a finding of, now and when the call is repeated.
    if (firings.some((f) => !hits.some((h) => h.event === f.event))) throw new Error('completed by an event of before');
    this.firings.push(...firings);
    return firings;
  }
  settle(): Firing[] {
    const window = this.open();
    const starts = [...window.segments.keys()].sort((a, b) => a - b);
    const firings = starts.flatMap((s) => settle(this.plan, window, s) ?? []);
    this.save(window);
    return firings;
  }
  held(): number[] {
    return [...this.open().segments.values()]
      .filter((s) => s.episode !== undefined)
      .map((s) => s.start)
      .sort((a, b) => a - b);
  }
  bytes(): number {
    return Math.max(0, ...[...this.stored.values()].map((s) => s.length));
  }
}

const seconds = (...list: readonly number[]): Hit[] => list.map((s) => makeHit(s));

describe('an event count', () => {
  it('fires at the event that completes it, names the window, and fires once however long it goes on', () => {
    const group = new Group(makeCorrelation());
    const hits = seconds(0, 10, 20);
    expect(group.count(hits[0]!)).toEqual([]);
    expect(group.count(hits[1]!)).toEqual([]);
    expect(group.count(hits[2]!)).toEqual([
      {
        correlation: 'c1',
        group: ['ann'],
        first: T0,
        last: T0 + 20_000,
        value: 3,
        events: [hits[2]!.event, hits[1]!.event, hits[0]!.event],
        event: hits[2]!.event,
        episode: T0,
      },
    ]);
    for (let s = 21; s < 300; s++) expect(group.count(makeHit(s))).toEqual([]);
  });

  it('slides: three events on both sides of a full minute count, three in more than the timespan do not', () => {
    expect(new Group(makeCorrelation()).count(...seconds(50, 60, 70))).toHaveLength(1);
    expect(new Group(makeCorrelation()).count(...seconds(0, 30, 60))).toHaveLength(1);
    expect(new Group(makeCorrelation()).count(...seconds(0, 30, 61))).toEqual([]);
  });

  it('fires again after a whole timespan without, not before', () => {
    const group = new Group(makeCorrelation());
    expect(group.count(...seconds(0, 1, 2))).toHaveLength(1);
    expect(group.count(...seconds(70, 71, 72))).toEqual([]);
    expect(group.count(...seconds(200, 201, 202))).toHaveLength(1);
  });

  it('counts an event once, whatever the batch, and gives the hit that completed it the same firing again', () => {
    const group = new Group(makeCorrelation());
    const hits = seconds(0, 10, 20);
    expect(group.count(hits[0]!, hits[0]!, { ...hits[0]!, rule: 'r1' })).toEqual([]);
    expect(group.count(hits[0]!, hits[1]!)).toEqual([]);
    const [firing] = group.count(...hits);
    expect(group.count(hits[0]!)).toEqual([]);
    expect(group.count(...hits)).toEqual([firing]);
    expect(group.count(hits[2]!)).toEqual([firing]);
  });

  it('is completed by a late event just as well', () => {
    const group = new Group(makeCorrelation());
    const [a, b, c] = seconds(0, 10, 20);
    group.count(c!);
    group.count(a!);
    expect(group.count(b!)).toMatchObject([{ first: T0, last: T0 + 20_000, event: b!.event }]);
  });

  it('stays right with more events than are kept, and stays small', () => {
    const group = new Group(makeCorrelation({ bounds: [{ op: 'gte', value: 900 }] }));
    for (let i = 0; i < 10; i++) group.count(...Array.from({ length: 89 }, (_, n) => makeHit(59 - n / 89)));
    expect(group.firings).toEqual([]);
    expect(group.count(...Array.from({ length: 10 }, (_, n) => makeHit(61 + n)))).toHaveLength(1);
    for (let i = 0; i < 20; i++)
      group.count(...Array.from({ length: 1_000 }, (_, n) => makeHit(80 + n / 100 + i / 1e4)));
    expect(group.bytes()).toBeLessThan(72_000);
  });

  it('of more than a thousand is an estimate within a tenth, not a matter of order or repetition', () => {
    const make = () => new Group(makeCorrelation({ bounds: [{ op: 'gte', value: 20_000 }] }));
    const hits = Array.from({ length: 22_000 }, (_, i) => makeHit((i % 590) / 10, { event: `x${i}` }));
    const below = make();
    below.count(...hits.slice(0, 18_000), ...hits.slice(0, 18_000));
    expect(below.firings).toEqual([]);
    const above = make();
    for (let i = 0; i < hits.length; i += 4_000) above.count(...hits.slice(i, i + 4_000));
    expect(above.firings).toHaveLength(1);
    expect(above.bytes()).toBeLessThan(128_000);
  });
});

describe('other rising correlations', () => {
  it('a value count counts distinct values, and events without a value not at all', () => {
    const group = new Group(makeCorrelation({ type: 'value_count', fields: ['ip'] }));
    const at = (s: number, value?: string) => makeHit(s, value === undefined ? {} : { value });
    expect(group.count(at(0, 'a'), at(1, 'a'), at(2, 'b'), at(3), at(4, 'b'))).toEqual([]);
    expect(group.count(at(5, 'c'))).toMatchObject([{ value: 3 }]);
  });

  it('a value count is exact up to its threshold however many values come, and an estimate above a thousand', () => {
    const at = (i: number) => makeHit((i * 59) / 30_000, { value: `v${i}` });
    const all = Array.from({ length: 30_000 }, (_, i) => at(i));
    const exact = new Group(makeCorrelation({ type: 'value_count', bounds: [{ op: 'gte', value: 1_000 }] }));
    expect(exact.count(...all.slice(0, 999), ...all.slice(0, 500))).toEqual([]);
    expect(exact.count(all[999]!)).toHaveLength(1);
    for (const [least, fires] of [
      [27_000, 1],
      [33_000, 0],
    ] as const) {
      const estimated = new Group(makeCorrelation({ type: 'value_count', bounds: [{ op: 'gte', value: least }] }));
      for (let i = 0; i < all.length; i += 5_000) estimated.count(...all.slice(i, i + 5_000), ...all.slice(0, 100));
      expect(estimated.firings).toHaveLength(fires);
      expect(estimated.bytes()).toBeLessThan(128_000);
    }
  });

  it('a sum of very many keeps its large values', () => {
    const group = new Group(makeCorrelation({ type: 'value_sum', bounds: [{ op: 'gte', value: 1_000_000 }] }));
    const small = Array.from({ length: 8_000 }, (_, i) => makeHit(i / 200, { value: '10', event: `s${i}` }));
    group.count(...small.slice(0, 4_000));
    group.count(makeHit(20, { value: '850000' }), ...small.slice(4_000));
    expect(group.firings).toEqual([]);
    expect(group.count(makeHit(50, { value: '100000' }))).toHaveLength(1);
  });

  it('a sum adds, a maximum and a minimum need one value beyond', () => {
    const sum = new Group(makeCorrelation({ type: 'value_sum', bounds: [{ op: 'gt', value: 100 }] }));
    expect(sum.count(makeHit(0, { value: '60' }), makeHit(1, { value: '40' }), makeHit(2, { value: 'many' }))).toEqual(
      [],
    );
    expect(sum.count(makeHit(3, { value: '0.5' }))).toMatchObject([{ value: 100.5 }]);
    const max = new Group(makeCorrelation({ type: 'value_max', bounds: [{ op: 'gte', value: 10 }] }));
    expect(max.count(makeHit(0, { value: '9' }))).toEqual([]);
    expect(max.count(makeHit(1, { value: '10' }))).toHaveLength(1);
    const min = new Group(makeCorrelation({ type: 'value_min', bounds: [{ op: 'lt', value: 0 }] }));
    expect(min.count(makeHit(0, { value: '0' }))).toEqual([]);
    expect(min.count(makeHit(1, { value: '-1' }))).toHaveLength(1);
  });

  it('a temporal one wants every rule, in any order; with a bound so many of them', () => {
    const rules = ['r1', 'r2', 'r3'];
    const all = new Group(makeCorrelation({ type: 'temporal', rules, bounds: [] }));
    expect(all.count(makeHit(9, { rule: 'r3' }), makeHit(1, { rule: 'r1' }), makeHit(2, { rule: 'r1' }))).toEqual([]);
    expect(all.count(makeHit(5, { rule: 'r2' }))).toHaveLength(1);
    const two = new Group(makeCorrelation({ type: 'temporal', rules, bounds: [{ op: 'gte', value: 2 }] }));
    expect(two.count(makeHit(0, { rule: 'r3' }), makeHit(1, { rule: 'r1' }))).toHaveLength(1);
  });

  it('an expression over rules holds as it reads', () => {
    const rule = (name: string) => ({ kind: 'search' as const, name });
    const expression = {
      kind: 'and' as const,
      of: [rule('r1'), { kind: 'or' as const, of: [rule('r2'), rule('r3')] }],
    };
    const group = new Group(makeCorrelation({ type: 'temporal', rules: ['r1', 'r2', 'r3'], bounds: [], expression }));
    expect(group.count(makeHit(0, { rule: 'r2' }), makeHit(1, { rule: 'r3' }))).toEqual([]);
    expect(group.count(makeHit(2, { rule: 'r1' }))).toHaveLength(1);
  });

  it('an ordered one wants the order; events of one second are in either, one event is not two of them', () => {
    const make = () => new Group(makeCorrelation({ type: 'temporal_ordered', rules: ['r1', 'r2'], bounds: [] }));
    expect(make().count(makeHit(5, { rule: 'r1' }), makeHit(1, { rule: 'r2' }))).toEqual([]);
    expect(make().count(makeHit(1, { rule: 'r1' }), makeHit(5, { rule: 'r2' }))).toHaveLength(1);
    expect(make().count(makeHit(5, { rule: 'r2' }), makeHit(5, { rule: 'r1' }))).toHaveLength(1);
    expect(make().count(makeHit(5, { rule: 'r2', event: 'x' }), makeHit(5, { rule: 'r1', event: 'x' }))).toEqual([]);
    expect(make().count(makeHit(0, { rule: 'r1' }), makeHit(61, { rule: 'r2' }))).toEqual([]);
  });
});

describe('settled correlations', () => {
  const settled = (more: Parameters<typeof makeCorrelation>[0], ...hits: readonly Hit[]): Firing[] => {
    const group = new Group(makeCorrelation(more));
    expect(group.count(...hits)).toEqual([]);
    const firings = group.settle();
    expect(group.settle()).toEqual([]);
    return firings;
  };
  const values = (...list: readonly number[]) => list.map((v, i) => makeHit(i, { value: String(v) }));

  it('fewer than, at most, exactly, not: judged once the timespan is over', () => {
    for (const [op, value, fires] of [
      ['lt', 3, true],
      ['lt', 2, false],
      ['lte', 2, true],
      ['eq', 2, true],
      ['eq', 3, false],
      ['neq', 2, false],
    ] as const)
      expect(settled({ bounds: [{ op, value }] }, ...seconds(0, 1)).length, `${op} ${value}`).toBe(fires ? 1 : 0);
    const range = [
      { op: 'gte', value: 2 },
      { op: 'lte', value: 3 },
    ] as const;
    expect(settled({ bounds: range }, ...seconds(0, 1))).toMatchObject([{ value: 2, first: T0, last: T0 + 1_000 }]);
    expect(settled({ bounds: range }, ...seconds(0, 1, 2, 3))).toEqual([]);
  });

  it('average, median and percentile are those of the timespan', () => {
    const above = (value: number) => [{ op: 'gt', value }] as const;
    expect(settled({ type: 'value_avg', bounds: above(2.9) }, ...values(1, 2, 6))).toMatchObject([{ value: 3 }]);
    expect(settled({ type: 'value_avg', bounds: above(3) }, ...values(1, 2, 6))).toEqual([]);
    expect(settled({ type: 'value_median', bounds: above(2) }, ...values(9, 1, 2, 3))).toMatchObject([{ value: 2.5 }]);
    const p90 = { type: 'value_percentile', percentile: 90 } as const;
    expect(settled({ ...p90, bounds: above(9) }, ...values(...Array.from({ length: 11 }, (_, i) => i)))).toEqual([]);
    expect(settled({ ...p90, bounds: above(8.9) }, ...values(...Array.from({ length: 11 }, (_, i) => i)))).toHaveLength(
      1,
    );
  });

  it('a not waits for what must not follow, across the edge of a timespan too', () => {
    const expression = {
      kind: 'and' as const,
      of: [
        { kind: 'search' as const, name: 'r1' },
        { kind: 'not' as const, of: { kind: 'search' as const, name: 'r2' } },
      ],
    };
    const rule = { type: 'temporal', rules: ['r1', 'r2'], bounds: [], expression } as const;
    expect(settled(rule, makeHit(59, { rule: 'r1' }))).toHaveLength(1);
    expect(settled(rule, makeHit(59, { rule: 'r1' }), makeHit(61, { rule: 'r2' }))).toEqual([]);
    expect(settled(rule, makeHit(59, { rule: 'r2' }), makeHit(61, { rule: 'r1' }))).toEqual([]);
    expect(settled(rule, makeHit(59, { rule: 'r1' }), makeHit(125, { rule: 'r2' }))).toHaveLength(1);
  });
});

describe('order, batches and repetition', () => {
  const kinds: readonly CorrelationAst[] = [
    makeCorrelation({ bounds: [{ op: 'gte', value: 3 }] }),
    makeCorrelation({ type: 'value_count', bounds: [{ op: 'gt', value: 2 }] }),
    makeCorrelation({ type: 'value_sum', bounds: [{ op: 'gte', value: 12 }] }),
    makeCorrelation({ type: 'temporal', rules: ['r1', 'r2', 'r3'], bounds: [] }),
    makeCorrelation({ type: 'temporal', rules: ['r1', 'r2', 'r3'], bounds: [{ op: 'gte', value: 2 }] }),
    makeCorrelation({ type: 'temporal_ordered', rules: ['r1', 'r2', 'r3'], bounds: [] }),
    makeCorrelation({ type: 'temporal_ordered', rules: ['r3', 'r1'], bounds: [] }),
  ];
  const hit = fc.record({
    second: fc.integer({ min: 0, max: 400 }),
    rule: fc.constantFrom('r1', 'r2', 'r3'),
    value: fc.constantFrom('1', '2', '3', '4', undefined),
  });
  const stream = fc.array(hit, { minLength: 1, maxLength: 40 }).chain((raw) => {
    const hits = raw.map(({ second, rule, value }, i): Hit => {
      const more = value === undefined ? {} : { value };
      return makeHit(second, { rule, event: `p${i}`, ...more });
    });
    return fc.record({
      hits: fc.constant(hits),
      order: fc.shuffledSubarray([...hits, ...hits], { minLength: 2 * hits.length, maxLength: 2 * hits.length }),
      size: fc.integer({ min: 1, max: 9 }),
    });
  });

  /** What another rule found, or what has no value where values are counted, is no hit: it completes nothing. */
  const isCounted = (spec: CorrelationSpec, { rule, value }: Hit): boolean =>
    spec.rules.includes(rule) && (value !== undefined || !spec.type.startsWith('value_'));

  it('an event without a value completes no count of values', () => {
    const group = new Group(makeCorrelation({ type: 'value_count', bounds: [{ op: 'gt', value: 2 }] }));
    group.count(makeHit(60, { event: 'none' }), ...['1', '2', '4'].map((value) => makeHit(0, { event: value, value })));
    expect([group.held(), group.firings.length]).toEqual([[T0], 1]);
  });

  it('the same hits come to the same episodes as a reading of all of them at once, none unsaid', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), stream, (ast, { hits, order, size }) => {
        const spec = specOf(ast);
        const known = hits.filter((h) => isCounted(spec, h));
        const group = new Group(ast);
        for (let i = 0; i < order.length; i += size) group.count(...order.slice(i, i + size));
        const held = heldTimespans(spec, known);
        expect(group.held()).toEqual(held);
        for (const run of episodes(spec, held))
          expect(group.firings.some((f) => run.includes(segmentStart(spec.timespanMs, f.episode)))).toBe(true);
        expect(group.firings.filter((f) => !held.includes(f.episode))).toEqual([]);
        // Hits that come again get the same answers: no further episode.
        const told = new Set(group.firings.map((f) => JSON.stringify(f)));
        for (const h of hits) for (const f of group.count(h)) expect(told).toContain(JSON.stringify(f));
      }),
      { numRuns: 1_000 },
    );
  });

  it('in the order of time, and all at once, each episode is told exactly once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), stream, (ast, { hits, size }) => {
        const spec = specOf(ast);
        const known = hits.filter((h) => isCounted(spec, h));
        const starts = episodes(spec, heldTimespans(spec, known)).map((run) => run[0]!);
        const ordered = hits.toSorted((a, b) => a.time - b.time);
        for (const step of [size, hits.length]) {
          const group = new Group(ast);
          for (let i = 0; i < ordered.length; i += step) group.count(...ordered.slice(i, i + step));
          expect(group.firings.map((f) => f.episode)).toEqual(starts);
        }
      }),
      { numRuns: 500 },
    );
  });

  const search = (name: string) => ({ kind: 'search' as const, name });
  const rules = ['r1', 'r2', 'r3'];
  const settling: readonly CorrelationAst[] = [
    makeCorrelation({ rules, bounds: [{ op: 'lt', value: 4 }] }),
    makeCorrelation({ rules, bounds: [{ op: 'eq', value: 3 }] }),
    makeCorrelation({ rules, type: 'value_avg', bounds: [{ op: 'gt', value: 2 }] }),
    makeCorrelation({ rules, type: 'value_median', bounds: [{ op: 'gte', value: 3 }] }),
    makeCorrelation({ rules, type: 'value_percentile', percentile: 75, bounds: [{ op: 'lt', value: 3 }] }),
    makeCorrelation({ rules, type: 'value_min', bounds: [{ op: 'gt', value: 1 }] }),
    makeCorrelation({
      rules,
      type: 'temporal',
      bounds: [],
      expression: { kind: 'and', of: [search('r1'), search('r2'), { kind: 'not', of: search('r3') }] },
    }),
    makeCorrelation({
      rules,
      type: 'temporal_ordered',
      bounds: [],
      expression: { kind: 'and', of: [search('r1'), search('r2'), { kind: 'not', of: search('r3') }] },
    }),
  ];

  it('settled correlations fire the same, to the letter', () => {
    fc.assert(
      fc.property(fc.constantFrom(...settling), stream, (ast, { hits, order, size }) => {
        const inOrder = new Group(ast);
        inOrder.count(...hits.toSorted((a, b) => a.time - b.time));
        const shuffled = new Group(ast);
        for (let i = 0; i < order.length; i += size) shuffled.count(...order.slice(i, i + size));
        expect(shuffled.settle()).toEqual(inOrder.settle());
      }),
      { numRuns: 500 },
    );
  });

  it('an ordered correlation with a not fires on the order alone, and not where the other follows', () => {
    const ast = settling.at(-1)!;
    const of = (...list: readonly (readonly [number, string])[]) => {
      const group = new Group(ast);
      group.count(...list.map(([s, rule]) => makeHit(s, { rule })));
      return group.settle().length;
    };
    expect(of([0, 'r1'], [10, 'r2'])).toBe(1);
    expect(of([0, 'r2'], [10, 'r1'])).toBe(0);
    expect(of([0, 'r1'], [10, 'r2'], [65, 'r3'])).toBe(0);
    expect(of([0, 'r1'], [10, 'r2'], [75, 'r3'])).toBe(1);
  });
});
