import { expect, it } from 'vitest';
import { absoluteTime, countdown, momentOf, relativeTime, shortDuration } from './time.ts';

const NOW = Date.UTC(2026, 10, 17, 9, 30);

it('says how long ago in the largest unit, rounded down', () => {
  expect(
    [0, 4_999, 5_000, 59_999, 60_000, 3_599_999, 7_200_000, 47 * 3_600_000, 49 * 3_600_000].map((ms) =>
      relativeTime(NOW - ms, NOW),
    ),
  ).toEqual([
    'just now',
    'just now',
    '5 s ago',
    '59 s ago',
    '1 min ago',
    '59 min ago',
    '2 h ago',
    '47 h ago',
    '2 d ago',
  ]);
});
it('says of what is to come that it is', () => {
  expect(relativeTime(NOW + 180_000, NOW)).toBe('in 3 min');
});
it('counts down to zero and not below', () => {
  expect([3_849_000, 249_900, 900, -5].map(countdown)).toEqual(['1:04:09', '4:09', '0:00', '0:00']);
});
it('writes the exact time in UTC with milliseconds', () => {
  expect(absoluteTime(NOW + 250)).toBe('2026-11-17 09:30:00.250 UTC');
});
it('reads ranges, dates and epoch milliseconds, and nothing else', () => {
  expect(momentOf('30m', NOW)).toBe(NOW - 1_800_000);
  expect(momentOf('7d', NOW)).toBe(NOW - 604_800_000);
  expect(momentOf('2026-11-17', NOW)).toBe(Date.UTC(2026, 10, 17));
  expect(momentOf('2026-11-17T09:30:00Z', NOW)).toBe(NOW);
  expect(momentOf(String(NOW), NOW)).toBe(NOW);
  expect(['yesterday', '', '7', '-1d', '2026-99-99'].map((w) => momentOf(w, NOW))).toEqual(Array(5).fill(undefined));
});
it('names a length of time', () => {
  expect([0, 61_000, 5 * 86_400_000].map(shortDuration)).toEqual(['0 s', '1 min', '5 d']);
});
