import { describe, expect, it } from 'vitest';
import { medianOf } from './source-health.ts';

describe('the median out of counts within bounds', () => {
  it('is nothing of nothing', () => expect(medianOf(0, [0, 0, 0, 0, 0, 0], 0)).toBeNull());
  it('lies between the bounds that its rank lies between', () => {
    expect(medianOf(10, [10, 10, 10, 10, 10, 10], 900)).toBe(500);
    expect(medianOf(10, [0, 10, 10, 10, 10, 10], 9_000)).toBe(5_500);
    expect(medianOf(10, [2, 2, 8, 10, 10, 10], 200_000)).toBe(35_000);
    expect(medianOf(2, [1, 1, 1, 1, 1, 2], 3_000_000)).toBe(1_000);
  });
  it('is never longer than the longest, and the longest beyond all bounds', () => {
    expect(medianOf(4, [0, 4, 4, 4, 4, 4], 2_000)).toBe(2_000);
    expect(medianOf(3, [0, 0, 0, 0, 0, 1], 9e9)).toBe(9e9);
  });
});
