import { describe, expect, it } from 'vitest';
import { Refusals, tellRefusals } from './refusals.ts';

const grant = { id: 'src_a', org: 'org_a' };
const ofSource = (n: number) => ({ id: `src_${n}`, org: 'org_a' });

describe('refusals', () => {
  it('are told by source and reason, with the time of the last', () => {
    const refusals = new Refusals();
    refusals.note(grant, 'unauthenticated', 1);
    refusals.note(grant, 'unauthenticated', 7);
    refusals.note(grant, 'malformed', 3);
    expect(refusals.take(8)).toEqual([
      {
        v: 1,
        org: 'org_a',
        source: 'src_a',
        counts: [
          { code: 'unauthenticated', count: 2, at: 7 },
          { code: 'malformed', count: 1, at: 3 },
        ],
      },
    ]);
    expect(refusals.take(9)).toEqual([]);
  });

  it('of a flood are one telling in five seconds, in fixed room', () => {
    const refusals = new Refusals();
    let tellings = 0;
    let due: number | undefined;
    for (let now = 0; now < 60_000; now += 10) {
      for (let i = 0; i < 5; i++) refusals.note(ofSource((now * 5 + i) % 1_000), 'unauthenticated', now);
      const wait = refusals.wait(now);
      if (wait !== undefined) due = now + wait;
      if (due === undefined || now < due) continue;
      due = undefined;
      expect(refusals.take(now).length).toBeLessThanOrEqual(50);
      tellings++;
    }
    expect(tellings).toBe(12);
  });

  it('after a pause are told at once, and one request alone waits for the next telling', () => {
    const refusals = new Refusals();
    expect(refusals.wait(0)).toBeUndefined();
    refusals.note(grant, 'malformed', 100);
    expect(refusals.wait(100)).toBe(0);
    refusals.take(100);
    refusals.note(grant, 'malformed', 200);
    expect(refusals.wait(200)).toBe(4_900);
    expect(refusals.wait(201)).toBeUndefined();
    expect(refusals.wait(9_000)).toBeUndefined();
    // Whoever waited was cut off.
    expect(refusals.wait(10_100)).toBe(0);
  });

  it('that cannot be told are lost, and nothing fails by it', async () => {
    const refusals = new Refusals();
    refusals.note(grant, 'malformed', 1);
    await tellRefusals(
      refusals,
      () => Promise.reject(new Error('away')),
      0,
      () => 2,
    );
    expect(refusals.take(3)).toEqual([]);
  });
});
