import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Radix } from './radix.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', 'A', 'K', 'k', '\u212a', '\u0130', 'i', '\u0307', 'Σ', 'é', 'É', ''), {
    maxLength: 8,
  })
  .map((p) => p.join(''));
const kind = fc.constantFrom('whole' as const, 'prefix' as const);

describe('whole texts and prefixes', () => {
  it('are found exactly where the lower-cased text is or begins so', () => {
    let held = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, kind), { maxLength: 12 }),
        fc.array(text, { maxLength: 6 }),
        (keys, texts) => {
          const radix = new Radix<string>();
          const lower = keys.map(([t, k]) => [t.toLowerCase(), k] as const);
          for (const [t, k] of lower) radix.bucket(t, k, () => `${k} ${t}`);
          for (const t of [...texts, ...keys.map(([k]) => `${k}B`), ...keys.map(([k]) => k)]) {
            const got = new Set<string>();
            radix.find(t, (bucket) => got.add(bucket));
            const folded = t.toLowerCase();
            const wanted = lower.filter(([key, k]) => (k === 'whole' ? folded === key : folded.startsWith(key)));
            expect([...got].toSorted()).toEqual([...new Set(wanted.map(([key, k]) => `${k} ${key}`))].toSorted());
            held += got.size;
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(held).toBeGreaterThan(1_000);
  });

  it('gives one bucket a text and kind', () => {
    const radix = new Radix<object>();
    const bucket = radix.bucket('stoplogging', 'whole', () => ({}));
    radix.bucket('stop', 'whole', () => ({}));
    expect(radix.bucket('stoplogging', 'whole', () => ({}))).toBe(bucket);
    expect(radix.bucket('stoplogging', 'prefix', () => ({}))).not.toBe(bucket);
  });
});
