import { describe, expect, it } from 'vitest';
import {
  bytes,
  keysAdvice,
  lag,
  minutes,
  missedWords,
  plural,
  refusalWords,
  rhythmWords,
  short,
  skew,
} from './words.ts';

it('numbers are said as short as their place asks', () => {
  expect([short(9_999), short(12_340), short(345_678), short(4_100_000)]).toEqual([
    '9,999',
    '12.3 k',
    '346 k',
    '4.1 M',
  ]);
  expect([plural(1, 'event'), plural(0, 'event'), plural(2, 'delivery', 'deliveries')]).toEqual([
    '1 event',
    '0 events',
    '2 deliveries',
  ]);
  expect([bytes(540), bytes(12_288), bytes(1_500_000)]).toEqual(['540 B', '12 KiB', '1.4 MiB']);
  expect([lag(null), lag(279.6), lag(4_200)]).toEqual(['unknown', '280 ms', '4 s']);
});

it('minutes are said in the largest unit that says them whole', () => {
  expect([minutes(0), minutes(15), minutes(90), minutes(240), minutes(4_320)]).toEqual([
    '0 min',
    '15 min',
    '90 min',
    '4 h',
    '3 d',
  ]);
});

describe('when a source is missed', () => {
  it('is said with who said so', () => {
    expect(rhythmWords({ minutes: 60, by: 'kind' })).toEqual(['after 1 h of silence', 'usual for its kind']);
    expect(rhythmWords({ minutes: 0, by: 'set' })[0]).toBe('never');
  });
  it('is a sentence of its own where it is never or not yet missed', () => {
    expect(missedWords({ minutes: 60, by: 'kind' })).toBe('Missed after 1 h of silence: usual for its kind.');
    expect(missedWords({ minutes: 0, by: 'set' })).toBe('Never missed: set by an admin.');
    expect(missedWords({ minutes: 0, by: 'learnt' })).toMatch(/^Not missed yet/);
  });
  it('a rhythm not learnt yet is not the same as never', () => {
    expect(rhythmWords({ minutes: 0, by: 'learnt' })).toEqual([
      'not yet',
      'its rhythm is being learnt from what it sends',
    ]);
  });
});

it('a clock ahead by what a network does is no word', () => {
  expect(skew(0)).toBeUndefined();
  expect(skew(1_999)).toBeUndefined();
  expect(skew(180_000)).toBe('Its clock was ahead by 3 min');
});

it('a refusal is said with what to do; a code of a later release stands as it is', () => {
  expect(refusalWords('unauthenticated')[0]).toBe('Credential or signature wrong');
  expect(refusalWords('constructor')[0]).toBe('constructor');
});

describe('two keys', () => {
  const NOW = 1_800_000_000_000;
  const HOUR = 3_600_000;
  const keys = (fresh: number | null, old: number | null) => [
    { id: 'key_b', createdAt: NOW - HOUR, expiresAt: null, lastUsedAt: fresh },
    { id: 'key_a', createdAt: NOW - 9 * HOUR, expiresAt: NOW + 23 * HOUR, lastUsedAt: old },
  ];
  it.each([
    [null, NOW - 1, /No sender uses the new key yet/],
    [NOW - 1, NOW - HOUR + 1, /still uses the old key/],
    [NOW - 1, NOW - HOUR, /in use and the old one is not/],
    [NOW - 2 * HOUR, null, /in use and the old one is not/],
  ])('used at %s and %s say what to do', (fresh, old, words) => {
    expect(keysAdvice(keys(fresh, old), NOW)).toMatch(words);
    expect(keysAdvice(keys(fresh, old), NOW)).toContain('23');
  });
  it('and one alone says nothing', () => {
    expect(keysAdvice(keys(null, null).slice(0, 1), NOW)).toBeUndefined();
    expect(keysAdvice([], NOW)).toBeUndefined();
  });
});
