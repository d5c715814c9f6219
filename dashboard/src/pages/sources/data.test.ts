import { expect, it } from 'vitest';
import { dayOf } from './data.ts';

const HOUR = 3_600_000;

it('a day is 24 values, the present hour last; hours that nothing is told of are 0, older ones are left out', () => {
  const now = 1_000 * HOUR + 1_234;
  const day = dayOf(
    [
      [1_000 * HOUR, 7],
      [977 * HOUR, 3],
      [976 * HOUR, 99],
    ],
    now,
  );
  expect(day).toHaveLength(24);
  expect(day.at(-1)).toBe(7);
  expect(day[0]).toBe(3);
  expect(day.reduce((a, b) => a + b)).toBe(10);
});
