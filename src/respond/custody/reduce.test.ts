import { describe, expect, it } from 'vitest';
import { digestOf } from '../../kit/crypto.ts';
import type { Action } from '../action.ts';
import type { Op, Outcome } from './state.ts';
import { CustodianDouble, opFor } from './test/custodian-double.ts';
import { carryOut, snapshotOf, toyAction, type Toy } from './test/toy-action.ts';

const action = toyAction as Action;

/** Custody and a toy, driven by hand: each call is one message of the protocol. */
function setUp() {
  const custody = new CustodianDouble(action);
  const toy: Toy = { flag: false, items: [] };
  const before = digestOf(action.material(snapshotOf(toy)));
  const op = (n: number, over: Partial<Op> = {}): Op => ({
    ...opFor(action, { name: 'x' }, { n, preImageDigest: before, now: custody.now }),
    ...over,
  });
  const fence = () => custody.record.fence;
  const read = (snapshot = snapshotOf(toy), at = fence()) =>
    custody.run({ type: 'intend', fence: at, asOf: custody.now, snapshot, facts: custody.facts(snapshot) }).verdict;
  const observe = (outcome: Outcome, at = fence()) => {
    const p = custody.record.pending;
    custody.run({ type: 'observe', fence: at, step: p?.kind === 'job' ? p.step : '', outcome });
  };
  /** Reads and carries out whatever custody asks for, until it asks for nothing. */
  const settle = () => {
    while (custody.jobs.splice(0).length > 0) {
      const verdict = read();
      if (verdict.do === 'go') {
        carryOut(toy, verdict.request);
        observe({ kind: 'accepted' });
      } else if (verdict.do === 'prove')
        custody.run({ type: 'prove', fence: fence(), proof: 'effective', detail: 'seen' });
    }
  };
  /** As {@link settle}, and lets custody's own waits pass, until an operation is in a state. */
  const settleUntil = (opId: string, state: string) => {
    settle();
    for (let n = 0; n < 100 && custody.status(opId)?.state !== state; n++) {
      custody.passTo(custody.due() ?? custody.now);
      settle();
    }
    return custody.status(opId)?.state;
  };
  return { custody, toy, op, fence, read, observe, settle, settleUntil };
}
const unknown: Outcome = { kind: 'unknown', detail: 'time-out' };

describe('fences', () => {
  it('an answer under an old fence changes nothing', () => {
    const { custody, op, fence, read, observe } = setUp();
    custody.acquire(op(1));
    const old = fence();
    custody.passTo(custody.now + custody.times.jobTimeoutMs);
    expect(fence()).toBeGreaterThan(old);
    const record = structuredClone(custody.record);
    expect(read(undefined, old)).toEqual({ do: 'stale' });
    expect(custody.record).toEqual(record);
    expect(read()).toMatchObject({ do: 'go', step: 'flag' });
    const intended = structuredClone(custody.record);
    for (const outcome of [{ kind: 'accepted' }, unknown] as const) observe(outcome, old);
    custody.run({ type: 'prove', fence: old, proof: 'effective', detail: '' });
    custody.run({ type: 'unread', fence: old, detail: '', final: true });
    expect(custody.record).toEqual(intended);
  });

  it('go is given once under a fence', () => {
    const { custody, op, read } = setUp();
    custody.acquire(op(1));
    expect(read().do).toBe('go');
    expect(read().do).toBe('done');
  });

  it('a late report after a time-out does not act twice', () => {
    const { custody, toy, op, fence, read, observe, settle } = setUp();
    custody.acquire(op(1));
    read();
    const late = fence();
    carryOut(toy, { service: 'ec2', operation: 'SetFlag', region: 'r', params: {} });
    custody.passTo(custody.now + custody.times.effectTimeoutMs);
    expect(custody.status('op_1')?.state).toBe('unknown');
    custody.jobs = custody.jobs.slice(-1);
    settle();
    expect(custody.status('op_1')?.state).toBe('held');
    const held = structuredClone(custody.record);
    observe({ kind: 'accepted' }, late);
    expect(custody.record).toEqual(held);
  });

  it('an outcome for another step than the one intended is not taken', () => {
    const { custody, op, fence, read } = setUp();
    custody.acquire(op(1));
    read();
    const intended = structuredClone(custody.record);
    custody.run({ type: 'observe', fence: fence(), step: 'make', outcome: { kind: 'accepted' } });
    expect(custody.record).toEqual(intended);
  });
});

describe('a write of unknown outcome', () => {
  /** Brings custody to a create step that was sent and not answered. */
  const atUnknownCreate = () => {
    const world = setUp();
    world.custody.acquire(world.op(1, { leaseMs: 7_200_000 }));
    world.toy.flag = true;
    const before = world.custody.record;
    // The flag stands since before: the first step that is absent is the one that creates.
    world.custody.record = { ...before, op: { ...before.op!, preImageDigest: digestOf({ flag: true, items: 0 }) } };
    expect(world.read()).toMatchObject({ do: 'go', step: 'make' });
    const sentAt = world.custody.now;
    world.observe(unknown);
    return { ...world, sentAt };
  };

  it('that created something needs two readings after its signature lapsed before it is sent again', () => {
    const { custody, read, sentAt } = atUnknownCreate();
    const { goValidMs, signatureLifetimeMs, consistencyWindowMs, absentGapMs } = custody.times;
    const safe = sentAt + goValidMs + signatureLifetimeMs + consistencyWindowMs;
    for (let n = 0; n < 200 && custody.now < safe; n++) {
      expect(read().do).toBe('done');
      custody.passTo(Math.min(safe, custody.due()!));
    }
    expect(custody.status('op_1')?.state).toBe('unknown');
    // One reading is not enough, and the next counts only after a while.
    expect(read().do).toBe('done');
    expect(custody.record.doubt?.absentAt).toHaveLength(1);
    custody.passTo(custody.now + absentGapMs);
    expect(read().do).toBe('done');
    expect(read().do).toBe('go');
    expect(custody.now).toBeGreaterThanOrEqual(safe + absentGapMs);
  });

  it('a reading that was begun before its signature lapsed does not count, however late it arrives', () => {
    const { custody, sentAt, fence } = atUnknownCreate();
    const asOf = custody.now;
    const { goValidMs, signatureLifetimeMs, consistencyWindowMs } = custody.times;
    const snapshot = snapshotOf({ flag: true, items: [] });
    custody.now = sentAt + goValidMs + signatureLifetimeMs + consistencyWindowMs + 1;
    custody.run({ type: 'intend', fence: fence(), asOf, snapshot, facts: custody.facts(snapshot) });
    expect(custody.record.doubt?.absentAt).toEqual([]);
  });

  it('that is found standing is settled; with two of them out, either may still land and release waits for both', () => {
    const { custody, toy, op, read, observe, settle } = setUp();
    custody.acquire(op(1));
    read();
    observe(unknown);
    read(); // absent: an idempotent step goes again at once
    expect(read()).toMatchObject({ do: 'go', step: 'flag' });
    observe(unknown);
    toy.flag = true;
    custody.jobs = custody.jobs.slice(-1);
    settle();
    expect(custody.status('op_1')?.state).toBe('held');
    expect(custody.record.unresolved).toHaveLength(2);
    custody.release(op(1));
    expect(custody.jobs).toEqual([]);
    expect(custody.status('op_1')).toMatchObject({ state: 'reverting' });
    expect(custody.due()).toBe(Math.max(...custody.record.unresolved.map((u) => u.until)));
  });

  it('of a revert keeps the next operation waiting until it cannot land any more', () => {
    const { custody, toy, op, read, observe, settle } = setUp();
    custody.acquire(op(1));
    settle();
    custody.release(op(1));
    expect(read()).toMatchObject({ do: 'go', step: 'unmake' });
    observe(unknown);
    read(); // absent: again
    expect(read().do).toBe('go');
    toy.items = [];
    observe({ kind: 'accepted' });
    custody.jobs = custody.jobs.slice(-1);
    settle();
    expect(custody.status('op_1')?.state).toBe('released');
    custody.acquire(op(2, { permitUntil: custody.now + 7_200_000 }));
    expect(custody.status('op_2')?.state).toBe('waiting');
    const lapse = custody.record.unresolved[0]!.until;
    custody.passTo(lapse - 1);
    expect(custody.status('op_2')?.state).toBe('waiting');
    custody.passTo(lapse);
    expect(custody.status('op_2')?.state).toBe('applying');
  });

  it('whose target reads neither old nor new goes to a person', () => {
    const { custody, toy, read } = atUnknownCreate();
    toy.items = ['op_1', 'op_1'];
    // For as long as AWS's replicas may disagree it is looked at again.
    for (let n = 0; n < 100 && custody.status('op_1')?.state === 'unknown'; n++) {
      read();
      custody.passTo(custody.due()!);
    }
    expect(custody.status('op_1')?.state).toBe('contested');
  });
});

describe('holders', () => {
  it('an acquire repeated is one holder', () => {
    const { custody, op } = setUp();
    custody.acquire(op(1));
    custody.acquire(op(1));
    expect(custody.record.holders).toHaveLength(1);
  });

  it('another change on the same target waits, and fails when its permit runs out first', () => {
    const { custody, op, settle } = setUp();
    custody.acquire(op(1));
    settle();
    custody.acquire(op(2, { change: digestOf('another'), permitUntil: custody.now + 5_000 }));
    expect(custody.status('op_2')?.state).toBe('waiting');
    custody.passTo(custody.now + 5_000);
    expect(custody.status('op_2')).toMatchObject({ state: 'failed' });
    expect(custody.status('op_1')?.state).toBe('held');
  });

  it('an acquire while the release runs waits for its end, then drifts if its plan saw the contained state', () => {
    const { custody, op, settle, settleUntil } = setUp();
    custody.acquire(op(1));
    settle();
    custody.release(op(1));
    custody.acquire(op(2, { preImageDigest: digestOf({ flag: true, items: 1 }) }));
    expect(custody.status('op_2')?.state).toBe('waiting');
    settle();
    expect(custody.status('op_1')?.state).toBe('released');
    expect(settleUntil('op_2', 'drifted')).toBe('drifted');
  });

  it('released before it was acquired, an operation never begins', () => {
    const { custody, op } = setUp();
    custody.release(op(1));
    custody.acquire(op(1));
    expect(custody.status('op_1')?.state).toBe('released');
    expect(custody.jobs).toEqual([]);
  });

  it('released while its first write is under way, it is undone as soon as the outcome is known', () => {
    const { custody, toy, op, read, observe, settleUntil } = setUp();
    custody.acquire(op(1));
    const verdict = read();
    custody.release(op(1));
    expect(custody.status('op_1')?.state).toBe('reverting');
    if (verdict.do === 'go') carryOut(toy, verdict.request);
    observe({ kind: 'accepted' });
    custody.jobs = custody.jobs.slice(-1);
    expect(settleUntil('op_1', 'released')).toBe('released');
    expect(toy).toEqual({ flag: false, items: [] });
  });

  it('the lease runs from when the containment stands, and its end releases', () => {
    const { custody, toy, op, settle } = setUp();
    custody.acquire(op(1, { leaseMs: 60_000 }));
    custody.now += 5_000;
    settle();
    expect(custody.status('op_1')?.leaseUntil).toBe(custody.now + 60_000);
    custody.passTo(custody.now + 60_000);
    settle();
    expect(custody.status('op_1')?.state).toBe('released');
    expect(toy.flag).toBe(false);
  });

  it('every change of state is reported, and nothing else is', () => {
    const { custody, op, settle } = setUp();
    custody.acquire(op(1));
    expect(custody.reports).toHaveLength(1);
    custody.acquire(op(1));
    expect(custody.reports).toHaveLength(1);
    settle();
    const after = custody.reports.length;
    custody.run({ type: 'alarm' });
    expect(custody.reports).toHaveLength(after);
  });
});

describe('what keeps failing has an owner', () => {
  it('jobs that nobody answers end in a failure that is told, with nothing written', () => {
    const { custody, op } = setUp();
    custody.acquire(op(1, { leaseMs: 7_200_000 }));
    custody.passTo(custody.now + 3_600_000);
    expect(custody.status('op_1')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('not answered') as string,
    });
  });

  it('while held, silence is told and the containment stays', () => {
    const { custody, op, settle } = setUp();
    custody.acquire(op(1, { leaseMs: 7_200_000 }));
    settle();
    custody.passTo(custody.now + 3_600_000);
    expect(custody.status('op_1')).toMatchObject({
      state: 'held',
      detail: expect.stringContaining('not answered') as string,
    });
  });

  it('a release that AWS has no time for asks a person, and goes on trying', () => {
    const { custody, toy, op, read, observe, settle } = setUp();
    custody.acquire(op(1, { leaseMs: 7_200_000 }));
    settle();
    custody.release(op(1));
    for (let n = 0; n < 30 && custody.status('op_1')?.state === 'reverting'; n++) {
      if (read().do === 'go') observe({ kind: 'rejected', error: 'throttled', detail: 'slow down' });
      else custody.passTo(custody.due()!);
    }
    expect(custody.status('op_1')).toMatchObject({
      state: 'contested',
      detail: expect.stringMatching(/^slow down; .*tried again/),
    });
    custody.jobs = [];
    custody.passTo(custody.now + custody.times.probeEveryMs);
    settle();
    expect(custody.status('op_1')?.state).toBe('released');
    expect(toy).toEqual({ flag: false, items: [] });
  });
});

describe('several locks', () => {
  const target = 'arn:aws:test:us-east-1:111122223333:toy/x';
  const [low, high] = ['arn:aws:test:us-east-1:111122223333:toy/a', 'arn:aws:test:us-east-1:111122223333:toy/z'];
  const wide = (op: Op): Op => ({ ...op, spec: { ...op.spec, locks: [high, target, low].sort() } });

  it('are asked for one after the other in sorted order, and given back with the release', () => {
    const { custody, toy, op, read, settle } = setUp();
    const { out } = { out: custody.run({ type: 'acquire', op: wide(op(1)), script: { forward: [], revert: [] } }) };
    expect(out.locks).toEqual([{ do: 'lock', lock: low, opId: 'op_1' }]);
    expect(custody.status('op_1')?.state).toBe('waiting');
    expect(custody.run({ type: 'locked', opId: 'op_1', lock: low, granted: true }).locks).toEqual([
      { do: 'lock', lock: high, opId: 'op_1' },
    ]);
    custody.run({ type: 'locked', opId: 'op_1', lock: high, granted: true });
    expect(custody.status('op_1')?.state).toBe('applying');
    settle();
    expect(custody.run({ type: 'release', opId: 'op_1', org: 'org_test', spec: op(1).spec, reason: '' }).locks).toEqual(
      [],
    );
    custody.jobs = [];
    expect(read().do).toBe('done');
    custody.jobs = [];
    const snapshot = snapshotOf(toy);
    const last = custody.run({
      type: 'intend',
      fence: custody.record.fence,
      asOf: custody.now,
      snapshot,
      facts: custody.facts(snapshot),
    });
    expect(last.locks.map((l) => [l.do, l.lock])).toEqual([
      ['unlock', low],
      ['unlock', high],
    ]);
  });

  it('not complete in time are abandoned whole, also the one whose answer is still under way', () => {
    const { custody, op } = setUp();
    custody.run({ type: 'acquire', op: wide(op(1)), script: { forward: [], revert: [] } });
    custody.run({ type: 'locked', opId: 'op_1', lock: low, granted: true });
    custody.passTo(custody.now + custody.times.lockTimeoutMs - 1);
    custody.now += 1;
    const out = custody.run({ type: 'alarm' });
    expect(out.locks.map((l) => [l.do, l.lock])).toEqual([
      ['unlock', low],
      ['unlock', high],
    ]);
    expect(custody.status('op_1')).toMatchObject({ state: 'failed' });
    expect(custody.run({ type: 'locked', opId: 'op_1', lock: high, granted: true }).locks).toEqual([
      { do: 'unlock', lock: high, opId: 'op_1' },
    ]);
  });

  it('a locked target begins nothing of its own until the lock is given back', () => {
    const { custody, op } = setUp();
    const ask = (opId: string) => custody.run({ type: 'lock', opId, owner: 'other' }).granted;
    expect(ask('op_9')).toBe(true);
    expect(ask('op_9')).toBe(true);
    expect(ask('op_8')).toBe(false);
    custody.acquire(op(1));
    expect(custody.status('op_1')?.state).toBe('waiting');
    custody.run({ type: 'unlock', opId: 'op_9' });
    expect(custody.status('op_1')?.state).toBe('applying');
    expect(ask('op_8')).toBe(false);
  });

  it('a lock asked for before it was given back, and delivered after, is refused', () => {
    const { custody } = setUp();
    custody.run({ type: 'unlock', opId: 'op_9' });
    expect(custody.run({ type: 'lock', opId: 'op_9', owner: 'other' }).granted).toBe(false);
  });
});
