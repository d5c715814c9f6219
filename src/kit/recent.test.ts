import { expect, it } from 'vitest';
import { Recent } from './recent.ts';

it('remembers at least the newest keys of its capacity and at most twice as many', () => {
  const recent = new Recent<number>(10);
  for (let i = 0; i < 100; i++) recent.set(`k${i}`, i);
  const known = Array.from({ length: 100 }, (_, i) => recent.get(`k${i}`) !== undefined);
  expect(known.slice(90)).toEqual(Array.from({ length: 10 }, () => true));
  expect(known.filter(Boolean).length).toBeLessThanOrEqual(20);
});

it('answers with the newest value of a key', () => {
  const recent = new Recent<string>(2);
  for (const [k, v] of [
    ['a', '1'],
    ['b', '1'],
    ['c', '1'],
    ['a', '2'],
  ] as const)
    recent.set(k, v);
  expect(recent.get('a')).toBe('2');
});
