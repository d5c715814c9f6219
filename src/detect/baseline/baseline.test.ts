import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Baseline } from './baseline.ts';
import { BASELINE_MAX_BYTES, fromBytes, toBytes } from './codec.ts';
import { FEATURES, KEEP_VALUES } from './features.ts';
import { observeDay, type DayOfPrincipal } from './observe.ts';
import { tallyBit, tallyOf, TALLY_MOST } from './tally.ts';
import { STATES } from './types.ts';

const DAY = 20_600;
const OPERATION = FEATURES.indexOf('operation');
const COUNTRY = FEATURES.indexOf('country');
const REGION = FEATURES.indexOf('region');
const BUSY: readonly [number, number] = [-1, 0];

const day = (n: number, values: readonly (readonly [number, number])[], more: Partial<DayOfPrincipal> = {}) => ({
  principal: 'p',
  day: n,
  tally: BUSY,
  values,
  candidates: [],
  ...more,
});
/** A month of work: operation 1 from country 1 in region 1 each day. */
function settled(days = 30, from = DAY - days): Baseline {
  const b = new Baseline();
  for (let n = 0; n < days; n++)
    observeDay(
      b,
      day(from + n, [
        [OPERATION, 1],
        [COUNTRY, 1],
        [REGION, 1],
      ]),
    );
  return b;
}
const stateOf = (b: Baseline, n: number, feature: number, hash: number) => b.judge(n, feature, hash).state;

const observations = fc.array(
  fc.record({
    day: fc.integer({ min: DAY, max: DAY + 40 }),
    bit: fc.integer({ min: 0, max: 31 }),
    values: fc.array(fc.tuple(fc.integer({ min: 0, max: FEATURES.length - 1 }), fc.integer({ min: 1, max: 12 })), {
      maxLength: 5,
    }),
  }),
  { maxLength: 60 },
);
const teach = (list: readonly { day: number; bit: number; values: (readonly [number, number])[] }[]): Baseline => {
  const b = new Baseline();
  for (const o of list) b.learn(o.day, [1 << o.bit, 0], o.values);
  return b;
};
const same = (a: Baseline, b: Baseline) => expect(toBytes(a)).toEqual(toBytes(b));

describe('what a baseline learns', () => {
  it('is the same in whatever order and however often it comes', () => {
    fc.assert(
      fc.property(observations, fc.infiniteStream(fc.nat()), (list, random) => {
        const shuffled = [...list, ...list.slice(0, list.length >> 1)]
          .map((o) => [random.next().value, o] as const)
          .toSorted((a, b) => a[0] - b[0])
          .map(([, o]) => o);
        same(teach(shuffled), teach(list));
      }),
      { numRuns: 200, seed: 11 },
    );
  });

  it('is what was written down', () => {
    fc.assert(
      fc.property(observations, (list) => {
        const b = teach(list);
        same(fromBytes(toBytes(b)), b);
      }),
      { numRuns: 200, seed: 12 },
    );
  });

  it('never takes more than 8 KB, whatever it is taught', () => {
    const b = new Baseline();
    let n = 1;
    for (let d = 0; d < 120; d++)
      for (const [feature, name] of FEATURES.entries()) {
        const values = Array.from({ length: KEEP_VALUES[name] + 20 }, () => [feature, n++] as const);
        const told = observeDay(b, day(DAY + d, values, { tally: [-1, -1] }));
        expect(told.verdicts).toHaveLength(values.length);
        for (let e = 0; e < 9; e++) b.admitted.admit(DAY + d, (d * 100 + e).toString(16).padStart(16, '0'));
      }
    expect(b.values.map((t) => t.size)).toEqual(FEATURES.map((f) => KEEP_VALUES[f]));
    const bytes = toBytes(b);
    expect(bytes.byteLength).toBeLessThanOrEqual(BASELINE_MAX_BYTES);
    expect(bytes.byteLength).toBeGreaterThan(7_000);
    same(fromBytes(bytes), b);
  });

  it('of one who does little is small', () => {
    expect(toBytes(settled()).byteLength).toBeLessThan(350);
  });

  it('of another version is nothing, not something else', () => {
    const bytes = toBytes(settled());
    bytes[0] = 99;
    expect(stateOf(fromBytes(bytes), DAY, COUNTRY, 2)).toBe('unknown');
  });
});

describe('what a value is worth on a day', () => {
  it('a value that never was is a first time, a known one is usual', () => {
    const b = settled();
    expect(stateOf(b, DAY, COUNTRY, 2)).toBe('first');
    expect(stateOf(b, DAY, COUNTRY, 1)).toBe('usual');
    expect(b.history(DAY)).toEqual({ days: 30, active: 30, events: 30 * tallyOf(-1, 0), atLeast: false });
  });

  it('depends on the days before only: the event again, or others of that day and later ones, change nothing', () => {
    fc.assert(
      fc.property(observations, fc.integer({ min: DAY + 10, max: DAY + 40 }), (list, on) => {
        const earlier = list.filter((o) => o.day < on).map((o) => ({ ...o, bit: o.bit }));
        const rest = list.filter((o) => o.day >= on);
        const head = { day: on, bit: 0, values: [] };
        const [a, b] = [teach([...earlier, head]), teach([...earlier, head, ...rest, ...rest])];
        for (let f = 0; f < FEATURES.length; f++)
          for (let v = 1; v <= 12; v++) expect(b.judge(on, f, v)).toEqual(a.judge(on, f, v));
      }),
      { numRuns: 200, seed: 13 },
    );
  });

  it('late events count for their own day', () => {
    const b = settled();
    expect(stateOf(b, DAY, COUNTRY, 2)).toBe('first');
    b.learn(DAY - 3, BUSY, [[COUNTRY, 2]]);
    expect(b.judge(DAY, COUNTRY, 2)).toMatchObject({ days: 1 });
    expect(stateOf(b, DAY - 3, COUNTRY, 2)).toBe('first');
  });

  it.each([
    ['six days of history', settled(6)],
    [
      'few events',
      (() => {
        const b = new Baseline();
        for (let n = 0; n < 20; n++) b.learn(DAY - 20 + n, [1, 0], [[COUNTRY, 1]]);
        return b;
      })(),
    ],
    ['nothing', new Baseline()],
  ])('of a principal with %s nothing is said', (_, b) => {
    expect(stateOf(b, DAY, COUNTRY, 2)).toBe('unknown');
    expect(stateOf(b, DAY, COUNTRY, 1)).toBe('unknown');
  });

  it('after 90 days without it a value is a first time again, within them it is rare', () => {
    const b = new Baseline();
    b.learn(DAY, BUSY, [[COUNTRY, 2]]);
    const states = Array.from({ length: 100 }, (_, n) => {
      b.learn(DAY + n, BUSY, [[COUNTRY, 1]]);
      return stateOf(b, DAY + n, COUNTRY, 2);
    });
    expect(new Set(states.slice(20, 91))).toEqual(new Set(['rare']));
    expect(new Set(states.slice(91))).toEqual(new Set(['first']));
  });

  it('old days weigh less: what stopped long ago becomes rare, what began lately does not', () => {
    const b = new Baseline();
    for (let n = 0; n < 90; n++)
      b.learn(DAY + n, BUSY, [
        [COUNTRY, 1],
        [REGION, n < 10 ? 1 : 2],
        [OPERATION, n >= 80 ? 1 : 2],
      ]);
    expect(stateOf(b, DAY + 90, REGION, 1)).toBe('rare');
    expect(stateOf(b, DAY + 90, OPERATION, 1)).toBe('usual');
  });

  it('one busy day does not make a value usual', () => {
    const b = settled(60);
    for (let n = 0; n < 50; n++) b.learn(DAY - 1, [-1, -1], [[COUNTRY, 2]]);
    expect(b.judge(DAY, COUNTRY, 2)).toEqual({ state: 'rare', days: 1 });
  });

  it('for one who does new things all the time a new one is no surprise', () => {
    const b = new Baseline();
    for (let n = 0; n < 40; n++)
      b.learn(DAY - 40 + n, BUSY, [
        [OPERATION, 100 + (n >> 1)],
        [COUNTRY, 1],
      ]);
    expect(stateOf(b, DAY, OPERATION, 7)).toBe('first_of_many');
    expect(stateOf(b, DAY, COUNTRY, 7)).toBe('first');
  });

  it('a value that had to make room is not taken for a new one', () => {
    const b = settled();
    const many = Array.from({ length: 400 }, (_, i) => [COUNTRY, 1_000 + i * 77_777] as const);
    for (const value of many) b.learn(DAY - 1, BUSY, [value]);
    for (const [f, hash] of many) expect(stateOf(b, DAY, f, hash)).toMatch(/^(usual|rare)$/);
  });

  it('the error of forgetting is on the quiet side, and small', () => {
    const b = settled();
    b.learn(
      DAY - 1,
      BUSY,
      Array.from({ length: 100 + KEEP_VALUES.operation }, (_, i) => [OPERATION, i * 99_991] as const),
    );
    const missed = Array.from({ length: 5_000 }, (_, i) =>
      stateOf(b, DAY, OPERATION, i * 104_729 + 1_000_000_007),
    ).filter((s) => s === 'usual');
    expect(missed.length / 5_000).toBeLessThan(0.02);
  });
});

describe('findings by themselves', () => {
  const strange = (event: string): DayOfPrincipal =>
    day(
      DAY,
      [
        [COUNTRY, 2],
        [OPERATION, 2],
      ],
      { candidates: [[event, [0, 1]]] },
    );
  const key = (n: number) => n.toString(16).padStart(16, '0');

  it('two new things at once are told, one is not', () => {
    const b = settled();
    expect(
      observeDay(
        b,
        day(
          DAY,
          [
            [COUNTRY, 2],
            [OPERATION, 1],
          ],
          { candidates: [[key(1), [0, 1]]] },
        ),
      ).told,
    ).toEqual([]);
    expect(observeDay(b, strange(key(2))).told).toEqual([key(2)]);
  });

  it('at most five of a principal and day, and the same five again', () => {
    const b = settled();
    const first = Array.from({ length: 9 }, (_, n) => observeDay(b, strange(key(n))).told).flat();
    const again = Array.from({ length: 9 }, (_, n) => observeDay(fromBytes(toBytes(b)), strange(key(n))).told).flat();
    expect(first).toEqual([0, 1, 2, 3, 4].map(key));
    expect(again).toEqual(first);
  });
});

it('states are stored by their place: the list only grows', () => {
  expect(STATES.slice(0, 5)).toEqual(['unknown', 'usual', 'first', 'first_of_many', 'rare']);
  expect(FEATURES.slice(0, 7)).toEqual([
    'operation',
    'region',
    'country',
    'user_agent',
    'hour',
    'network',
    'access_key',
  ]);
});

it('a tally is off by two fifths at most up to 100 events', () => {
  for (const events of [1, 5, 20, 50, 100])
    for (let run = 0; run < 20; run++) {
      const tally: [number, number] = [0, 0];
      for (let e = 0; e < events; e++) {
        const bit = tallyBit(`8f2c1d9e-${run}-4f00-${e * 7919}`);
        tally[bit >>> 5]! |= 1 << (bit & 31);
      }
      expect(Math.abs(tallyOf(...tally) - events)).toBeLessThanOrEqual(Math.max(2, events * 0.4));
    }
  expect(tallyOf(-1, -1)).toBe(TALLY_MOST);
});
