import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World, type Fate } from './test/world.ts';

const fates = fc.constantFrom<Fate>(
  'answered',
  'answered',
  'late',
  'late',
  'answer-lost',
  'dropped',
  'throttled',
  'expired',
);
const at = fc.nat(5);
/** Mostly the present. */
const back = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(3) });
const past = fc.record({ flag: back, items: back });

/** One move of the world. Progress is more frequent than mishap, or nothing would ever get far. */
const move = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({ do: fc.constant('complete' as const), at, keep: fc.boolean(), fate: fates, past }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('start' as const), at, keep: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('advance' as const), at, fate: fates, past }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('land' as const), at }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('acquire' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('meddle' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(200, 1_000, 3_000, 7_000, 15_000, 40_000),
    }),
  },
);

const OPERATIONS = 4;

function play(moves: readonly (typeof move extends fc.Arbitrary<infer M> ? M : never)[]): World {
  const world = new World(OPERATIONS);
  world.custody.acquire(world.ops[0]!);
  for (const m of moves) {
    world.pump();
    if ('past' in m) world.past = m.past;
    if (m.do === 'complete') world.complete(m.at, m.keep, m.fate);
    else if (m.do === 'start') world.start(m.at, m.keep);
    else if (m.do === 'advance') world.advance(m.at, m.fate);
    else if (m.do === 'crash') world.running.splice(m.at, 1);
    else if (m.do === 'lose') world.queue.splice(m.at, 1);
    else if (m.do === 'land') world.land(m.at);
    else if (m.do === 'acquire') world.custody.acquire(world.ops[m.at % OPERATIONS]!);
    else if (m.do === 'meddle') world.meddle();
    else if (m.do === 'release') world.custody.release(world.ops[m.at % OPERATIONS]!);
    else world.pass(m.ms);
    world.check();
  }
  return world;
}

/** A run of its own every day; the seed is in the name of the test, and brings the same walks back. */
const RUNS = 10_000;
const seed = Number(process.env['FC_SEED'] ?? Math.floor(Date.now() / 86_400_000));

describe('custody under every interleaving', () => {
  it(`the effect stands once, the pre-image survives, and what is released is as it was (seed ${seed})`, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(move, { maxLength: 150, size: 'max' }), (moves) => {
        const world = play(moves);
        seen.add(world.custody.record.phase);
        if (world.custody.record.reapplied !== undefined) seen.add('contained again');
        if (world.custody.record.payer !== undefined) seen.add('under another permit');
        world.rest();
        expect(world.toy).toEqual({ flag: false, items: [] });
        const ends = world.ops.map((op) => world.custody.status(op.opId)?.state ?? 'released');
        expect(ends.filter((end) => !['released', 'failed', 'drifted'].includes(end))).toEqual([]);
      }),
      { numRuns: RUNS, seed },
    );
    // Guards the test itself: the walks do reach the places that matter.
    for (const phase of [
      'applying',
      'held',
      'reverting',
      'contested',
      'failed',
      'idle',
      'contained again',
      'under another permit',
    ])
      expect(seen).toContain(phase);
  }, 300_000);
});
