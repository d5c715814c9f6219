import { describe, expect, it } from 'vitest';
import { parseGlob } from '../parse/glob.ts';
import { compileGlob } from './glob.ts';

const test = (pattern: string) => compileGlob(parseGlob(pattern, 'whole'), true);
/** The same by a search that tries everything. */
const slow = (pattern: string, text: string): boolean => {
  const memo = new Map<number, boolean>();
  const at = (p: number, t: number): boolean => {
    const key = p * 10_000 + t;
    let held = memo.get(key);
    if (held === undefined) {
      const c = pattern[p];
      held =
        c === undefined
          ? t === text.length
          : c === '*'
            ? at(p + 1, t) || (t < text.length && at(p, t + 1))
            : t < text.length && (c === '?' || c === text[t]) && at(p + 1, t + 1);
      memo.set(key, held);
    }
    return held;
  };
  return at(0, 0);
};

describe('a pattern with wildcards', () => {
  it('finds what a search that tries everything finds, runs of any length', () => {
    let seed = 7;
    const random = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
    const texts = (letters: string, most: number) =>
      Array.from({ length: random(most) }, () => letters[random(letters.length)]).join('');
    for (let i = 0; i < 3_000; i++) {
      const text = texts('ab', 120);
      const from = random(Math.max(1, text.length));
      // Of the text itself, with a few letters taken for wildcards: so that long runs fit now and then.
      const inner = text.slice(from, from + random(90)).replaceAll(/./g, (c) => (random(8) === 0 ? '?' : c));
      const pattern = `${texts('ab?*', 3)}*${inner}${random(3) === 0 ? texts('ab?*', 6) : ''}*${texts('ab?', 3)}`;
      expect([pattern, text, test(pattern)(text)]).toEqual([pattern, text, slow(pattern, text)]);
    }
  });

  it('costs what the text is long, whatever it repeats', () => {
    const tests = Array.from({ length: 20 }, (_, i) => test(`*${'a'.repeat(1_500)}?${i}b*`));
    const text = 'a'.repeat(60_000);
    const before = performance.now();
    expect(tests.some((holds) => holds(text))).toBe(false);
    // Seven seconds, if each place compares the whole run.
    expect(performance.now() - before).toBeLessThan(2_500);
  });
});
