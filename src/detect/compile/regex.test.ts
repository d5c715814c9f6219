import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { Leaf } from './leaf.ts';
import { REGEX_MAX_CHARS, compileRegex } from './regex.ts';
import { regexFlags } from './regex-flags.ts';
import { literalsOfRegex } from './regex-literals.ts';

const atom = fc.constantFrom(
  'ab',
  'S',
  'k',
  'K',
  'sa',
  '\\.',
  '\\d',
  '\\b',
  '.',
  '[ab]',
  '[^]a]',
  '[[:alpha:]]',
  '(ab)',
  '(?:a|b)',
  '(?i)',
  'a|',
  '^',
  '$',
  '-',
  '🙂',
  '\\x41',
  '\\Qa.b\\E',
  ' ',
);
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '{0,2}', '{2}', '{1,}', '{');
const source = fc.array(fc.tuple(atom, quantifier), { maxLength: 6 }).map((parts) => parts.flat().join(''));
const subject = fc
  .array(fc.constantFrom('ab', 'a', 'b', 's', 'S', 'k', '\u017f', '\u212a', '.', '1', '-', 'A', '🙂', 'a.b', ' '), {
    maxLength: 8,
  })
  .map((p) => p.join(''));
const compiles = (s: string, f: string): RE2JS | undefined => {
  try {
    return RE2JS.compile(s, regexFlags(f));
  } catch {
    return undefined;
  }
};

describe('the literals of an expression', () => {
  it('stand in every text that it matches', () => {
    let held = 0;
    fc.assert(
      fc.property(
        source,
        fc.constantFrom('', 'i', 'ms'),
        fc.array(subject, { minLength: 4, maxLength: 12 }),
        (s, f, subjects) => {
          const regex = compiles(s, f);
          if (regex === undefined) return;
          const needed = literalsOfRegex(s, f);
          for (const t of subjects) {
            if (!regex.matcher(t).find()) continue;
            held += needed.length;
            expect(needed.filter((n) => !t.toLowerCase().includes(n))).toEqual([]);
            expect(compileRegex(s, f)(new Leaf(t))).toBe(true);
          }
        },
      ),
      { numRuns: 8_000 },
    );
    expect(held).toBeGreaterThan(20);
  });

  it.each([
    ['ab+cd', '', ['ab', 'cd']],
    ['ab?cd', '', ['cd']],
    ['prod-[0-9]{2}-db', '', ['prod-', '-db']],
    ['a|bcd', '', []],
    ['(abc)?def', '', ['def']],
    ['Needle\\.Case', '', ['needle.case']],
    ['task', 'i', ['ta']],
    ['(a+)+$', '', []],
  ])('%s', (s, f, wanted) => expect(literalsOfRegex(s, f)).toEqual(wanted));
});

describe('an expression', () => {
  it('judges a long text by its beginning', () => {
    const test = compileRegex('[z]', '');
    expect(test(new Leaf(`${'a'.repeat(REGEX_MAX_CHARS - 1)}z`))).toBe(true);
    expect(test(new Leaf(`${'a'.repeat(REGEX_MAX_CHARS)}z`))).toBe(false);
  });

  it('takes time in proportion to the text, however it is nested', () => {
    const test = compileRegex('(a+)+$', '');
    const shortest = (chars: number): number => {
      const leaf = new Leaf(`${'a'.repeat(chars)}!`);
      const runs = Array.from({ length: 5 }, () => {
        const started = performance.now();
        test(leaf);
        return performance.now() - started;
      });
      return Math.min(...runs);
    };
    shortest(1_000);
    // Backtracking would take 2^4,500 times as long; in proportion is 10, and 40 leaves room for a busy machine.
    expect(shortest(5_000) / shortest(500)).toBeLessThan(40);
  });
});
