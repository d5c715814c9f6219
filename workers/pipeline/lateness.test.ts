import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lateness } from './lateness.ts';

const of = (acceptedAt: number, times: readonly number[]) => {
  const lateness = new Lateness(acceptedAt);
  for (const time of times) lateness.add(time);
  return lateness.result();
};

describe('how late the events of a delivery are', () => {
  it('is the median, the longest, and how far the latest is ahead', () => {
    expect(of(10_000, [9_000, 1_000, 12_500])).toEqual({
      lagMs: 1_000,
      lagMaxMs: 9_000,
      aheadMs: 2_500,
      lastEventAt: 10_000,
    });
  });
  it('is nothing where no event has a time', () => {
    expect(of(10_000, [])).toBeUndefined();
    expect(of(10_000, [NaN, Infinity, -Infinity, -1])).toBeUndefined();
  });
  it('has its extremes exact and its median near, however many events there are and in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 3_000 }), (times) => {
        const got = of(500_000, times)!;
        const lags = times.map((t) => Math.max(0, 500_000 - t)).toSorted((a, b) => a - b);
        expect(got.lagMaxMs).toBe(lags.at(-1));
        expect(got.aheadMs).toBe(Math.max(0, Math.max(...times) - 500_000));
        expect(got.lastEventAt).toBe(Math.min(500_000, Math.max(...times)));
        if (times.length < 128) expect(got.lagMs).toBe(lags[Math.floor(lags.length / 2)]);
        else expect(lags.some((l) => l === got.lagMs)).toBe(true);
      }),
    );
  });
  it('holds no more of a long delivery than of a short one', () => {
    const lateness = new Lateness(1e9);
    for (let i = 0; i < 100_000; i++) lateness.add(i);
    expect((lateness as unknown as { samples: number[] }).samples.length).toBeLessThanOrEqual(128);
    const { lagMs } = lateness.result()!;
    expect(Math.abs(1e9 - lagMs - 50_000)).toBeLessThan(3_000);
  });
});
