import { expect, it } from 'vitest';
import { boardReason, microUsdOf, money, share, wholeOf } from './quota-words.ts';

it.each([
  [0, '$0.00'],
  [1_250_000, '$1.25'],
  [4_200, '$0.0042'],
])('%i millionths of a dollar are %s', (micro, said) => expect(money(micro)).toBe(said));

it('a budget of nothing is used up by anything, and by nothing it is not', () => {
  expect(share(1, 0)).toBe(100);
  expect(share(0, 0)).toBe(0);
  expect(share(30, 20)).toBe(100);
  expect(share(5, 20)).toBe(25);
});

it.each([
  ['2.50', 2_500_000],
  ['0', 0],
  ['1000000', 1_000_000_000_000],
  ['1000001', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['', undefined],
])('%s dollars are %s millionths', (text, micro) => expect(microUsdOf(text)).toBe(micro));

it.each([
  ['1,000', 1000],
  [' 20 ', 20],
  ['2.5', undefined],
  ['', undefined],
])('%s is the number %s', (text, n) => expect(wholeOf(text)).toBe(n));

it('a reason does not say again that it is on the board', () => {
  expect(boardReason('gate: review board: planner proposed 1 of 1 actions this hour')).toBe(
    'Planner proposed 1 of 1 actions this hour',
  );
  expect(boardReason('over the day’s tokens')).toBe('Over the day’s tokens');
});
