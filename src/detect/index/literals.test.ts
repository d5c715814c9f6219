import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Literals } from './literals.ts';

const found = (literals: readonly string[], text: string, small = false): Set<string> => {
  const all = new Literals<string>(small);
  for (const literal of literals) all.bucket(literal, () => literal);
  const out = new Set<string>();
  all.find(text, (bucket) => out.add(bucket));
  return out;
};
// The Kelvin sign folds to k, the dotted capital I to two characters, the long s to itself.
const piece = fc.constantFrom(
  'a',
  'b',
  'k',
  's',
  'i',
  'A',
  'B',
  'K',
  'S',
  '-',
  '1',
  '\u212a',
  '\u0130',
  '\u017f',
  'é',
  '🙂',
);
const text = fc.array(piece, { maxLength: 60 }).map((p) => p.join(''));
const literal = fc
  .array(fc.constantFrom('a', 'b', 'k', 's', 'i', '-', '1'), { minLength: 3, maxLength: 14 })
  .map((p) => p.join(''));

describe('literals in a text', () => {
  it('misses none, however many there are and whatever the text is of', () => {
    let held = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(literal, { minLength: 1, maxLength: 40 }),
        text,
        literal,
        fc.boolean(),
        (all, t, more, small) => {
          const around = `${t}${more.toUpperCase()}${t}`;
          const wanted = [...all, more].filter((l) => around.toLowerCase().includes(l));
          held += wanted.length;
          const got = found([...all, more], around, small);
          expect(wanted.filter((l) => !got.has(l))).toEqual([]);
        },
      ),
      { numRuns: 3_000 },
    );
    expect(held).toBeGreaterThan(3_000);
  });

  it('finds nothing that is not there in a text of ASCII', () => {
    fc.assert(
      fc.property(fc.uniqueArray(literal, { minLength: 4, maxLength: 40 }), literal, (all, t) => {
        expect([...found(all, t.toUpperCase())].filter((l) => !t.includes(l))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['a letter whose lower case is ASCII', 'xx-\u212ams-xx', 'kms'],
    ['a letter whose lower case begins with ASCII', 'abc\u0130', 'abci'],
    ['the text itself', 'abc', 'abc'],
    ['the very end', 'zzzzzzzzabc', 'abc'],
  ])('%s', (_, t, l) =>
    expect(
      found(
        [l, 'other', 'words', 'to', 'fill'].filter((w) => w.length > 2),
        t,
      ).has(l),
    ).toBe(true),
  );
});
