import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesWords, countWords, hourWords, shareChecked, stretches } from './hunt-ranges.ts';

const H = 3_600_000;
const range = (from: number, to: number) => ({ from: from * H, to: to * H });
const told = (hunt: Parameters<typeof stretches>[0]) =>
  stretches(hunt).map((s) => `${s.from / H}-${s.to / H} ${s.kind}${s.why === '' ? '' : `: ${s.why}`}`);

describe('what a hunt looked at', () => {
  it('is told from end to end; neighbours of one kind and reason are one stretch', () => {
    expect(
      told({
        ...range(0, 10),
        checked: [range(5, 6), range(6, 8)],
        unchecked: [
          { ...range(2, 4), why: 'budget' },
          { ...range(4, 5), why: 'budget' },
        ],
      }),
    ).toEqual(['0-2 open', '2-5 unchecked: budget', '5-8 checked', '8-10 open']);
  });
  it('never claims as looked at what is also said not to be', () => {
    expect(
      told({ ...range(0, 4), checked: [range(0, 3)], unchecked: [{ ...range(0, 1), why: 'unreadable' }] }),
    ).toEqual(['0-1 unchecked: unreadable', '1-3 checked', '3-4 open']);
  });
  it('covers the hunt once, whatever the ranges', () => {
    const some = fc.array(fc.tuple(fc.integer({ min: -5, max: 30 }), fc.integer({ min: 0, max: 9 })), { maxLength: 8 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const hunt = {
          ...range(0, 24),
          checked: a.map(([f, n]) => range(f, f + n)),
          unchecked: b.map(([f, n]) => ({ ...range(f, f + n), why: 'x' })),
        };
        const all = stretches(hunt);
        expect(all[0]!.from).toBe(0);
        expect(all.at(-1)!.to).toBe(24 * H);
        all.forEach((s, i) => expect(s.from).toBe(i === 0 ? 0 : all[i - 1]!.to));
        expect(shareChecked(hunt)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it('says bytes and hours shortly', () => {
  expect([0, 999, 1500, 2_000_000_000, 123_456_789].map(bytesWords)).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '2 GB',
    '123 MB',
  ]);
  expect(hourWords(Date.UTC(2026, 10, 7, 9))).toBe('2026-11-07 09:00');
  expect([0, 1, 1200].map((n) => countWords(n, 'match', 'matches'))).toEqual([
    'no match',
    'one match',
    '1,200 matches',
  ]);
});
