import { describe, expect, it } from 'vitest';
import { digestOf } from '../../kit/crypto.ts';
import type { Action } from '../action.ts';
import type { Op, Outputs } from './state.ts';
import { CustodianDouble, opFor } from './test/custodian-double.ts';
import { carryOut, snapshotOf, toyAction, type Toy } from './test/toy-action.ts';

const action = toyAction as Action;
const arn = (name: string): string => `arn:aws:test:us-east-1:111122223333:toy/${name}`;
const NAMES = ['a', 'x', 'z'] as const;
type Name = (typeof NAMES)[number];

/** A custodian that talks to its neighbours. */
class Neighbour extends CustodianDouble {
  readonly toy: Toy = { flag: false, items: [] };
  neighbours: (lock: string) => Neighbour = () => this;

  override run(input: Parameters<CustodianDouble['run']>[0]): Outputs {
    const out = super.run(input);
    for (const { do: what, lock, opId } of out.locks) {
      const other = this.neighbours(lock);
      if (what === 'unlock') other.run({ type: 'unlock', opId });
      else
        this.run({
          type: 'locked',
          opId,
          lock,
          granted: other.run({ type: 'lock', opId, owner: this.record.name }).granted,
        });
    }
    return out;
  }

  /** Reads and carries out whatever is asked for. */
  work(): void {
    for (let job = this.jobs.shift(); job; job = this.jobs.shift()) {
      const snapshot = snapshotOf(this.toy);
      const { fence } = job;
      if (this.record.pending?.kind !== 'job' || this.record.pending.fence !== fence) continue;
      const { verdict } = this.run({ type: 'intend', fence, asOf: this.now, snapshot, facts: this.facts(snapshot) });
      if (verdict.do === 'prove') this.run({ type: 'prove', fence, proof: 'effective', detail: '' });
      if (verdict.do !== 'go') continue;
      carryOut(this.toy, verdict.request);
      this.run({ type: 'observe', fence, step: verdict.step, outcome: { kind: 'accepted' } });
    }
  }
}

function neighbourhood() {
  const all = new Map<Name, Neighbour>(NAMES.map((n) => [n, new Neighbour(action)]));
  const at = (name: Name): Neighbour => all.get(name)!;
  for (const one of all.values()) one.neighbours = (lock) => at(NAMES.find((n) => arn(n) === lock)!);
  const before = digestOf(action.material(snapshotOf({ flag: false, items: [] })));
  const op = (n: number, target: Name, locks: readonly Name[], over: Partial<Op> = {}): Op => {
    const made = opFor(action, { name: target }, { n, preImageDigest: before, now: at('x').now });
    return { ...made, spec: { ...made.spec, locks: locks.map(arn).sort() }, ...over };
  };
  /** Lets so much time pass for everybody, everybody working. */
  const pass = (ms: number): void => {
    const end = at('x').now + ms;
    for (;;) {
      for (const one of all.values()) one.work();
      const next = Math.min(...[...all.values()].map((c) => c.due() ?? Infinity));
      const to = Math.min(next, end);
      for (const one of all.values()) one.passTo(Math.max(to, one.now));
      if (next > end) break;
    }
    for (const one of all.values()) one.work();
  };
  const locked = () => NAMES.filter((n) => at(n).record.lockedBy !== undefined);
  return { at, op, pass, locked };
}

describe('two actions whose locks overlap', () => {
  it('never act at the same time; who comes second is told why, and may come again', () => {
    const { at, op, pass, locked } = neighbourhood();
    at('x').acquire(op(1, 'x', ['x', 'z']));
    at('z').acquire(op(2, 'z', ['a', 'z']));
    expect(locked()).toEqual(['z']);
    expect(at('x').status('op_1')?.state).toBe('applying');
    expect(at('z').status('op_2')?.state).toBe('waiting');
    pass(at('z').times.lockTimeoutMs + 5_000);
    expect(at('x').status('op_1')?.state).toBe('held');
    expect(at('z').toy.flag).toBe(false);
    at('x').release(op(1, 'x', ['x', 'z']));
    pass(10_000);
    expect(at('x').status('op_1')?.state).toBe('released');
    pass(60_000);
    expect(at('z').status('op_2')?.state).toMatch(/held|failed/);
    if (at('z').status('op_2')?.state === 'failed') at('z').acquire(op(3, 'z', ['a', 'z']));
    pass(10_000);
    expect(at('z').toy.flag).toBe(true);
    expect(locked()).toEqual(['a']);
  });

  it('both at once, each holding what the other wants: one of them is abandoned, the other is contained', () => {
    const { at, op, pass } = neighbourhood();
    at('a').acquire(op(1, 'a', ['a', 'z']));
    at('z').acquire(op(2, 'z', ['a', 'z']));
    pass(5_000);
    const states = [at('a').status('op_1')?.state, at('z').status('op_2')?.state];
    expect(states.filter((s) => s === 'held')).toHaveLength(1);
    pass(at('a').times.lockTimeoutMs);
    at('a').release(op(1, 'a', ['a', 'z']));
    at('z').release(op(2, 'z', ['a', 'z']));
    pass(60_000);
    for (const n of NAMES) {
      expect(at(n).record.lockedBy).toBeUndefined();
      expect(at(n).record.phase).toBe('idle');
      expect(at(n).toy).toEqual({ flag: false, items: [] });
    }
  });

  it('locks are given back in the name in which they were taken, also when that operation drifted and another took over', () => {
    const { at, op, pass, locked } = neighbourhood();
    const first = op(1, 'x', ['x', 'z'], { preImageDigest: digestOf('what the plan saw') });
    const second = op(2, 'x', ['x', 'z'], { change: first.change });
    at('x').acquire(first);
    at('x').acquire(second);
    expect(locked()).toEqual(['z']);
    pass(60_000);
    expect(at('x').status('op_1')?.state).toBe('drifted');
    expect(at('x').status('op_2')?.state).toBe('held');
    expect(locked()).toEqual(['z']);
    at('x').release(second);
    pass(60_000);
    expect(at('x').status('op_2')?.state).toBe('released');
    expect(locked()).toEqual([]);
    at('z').acquire(op(3, 'z', ['z']));
    pass(10_000);
    expect(at('z').status('op_3')?.state).toBe('held');
  });
});
