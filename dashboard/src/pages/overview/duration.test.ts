import { expect, it } from 'vitest';
import { duration, short } from './duration.ts';

it.each([
  [0, '0 ms'],
  [340, '340 ms'],
  [1_240, '1.2 s'],
  [12_400, '12 s'],
  [60_000, '1 min'],
  [200_000, '3 min 20 s'],
  [187_200_000, '2 d 4 h'],
])('%d ms reads %s', (ms, text) => expect(duration(ms)).toBe(text));

it.each([
  [0, '0'],
  [9_999, '9,999'],
  [12_400, '12.4k'],
  [999_400, '999k'],
  [3_100_000, '3.1M'],
])('%d reads %s', (n, text) => expect(short(n)).toBe(text));
