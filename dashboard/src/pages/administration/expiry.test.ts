import { expect, it } from 'vitest';
import { EXPIRIES, expiryAt } from './expiry.ts';

it('a key ends so many days from now, or never', () => {
  expect(expiryAt('30', 1_000)).toEqual({ expiresAt: 2_592_001_000 });
  expect(expiryAt('', 1_000)).toEqual({});
});
it('every choice is a time that the API takes', () => {
  for (const [days] of EXPIRIES)
    expect(Number.isSafeInteger(expiryAt(days, 1_790_000_000_000).expiresAt ?? 1)).toBe(true);
});
