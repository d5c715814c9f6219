import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from './bytes.ts';
import { canonicalJson } from './canonical.ts';
import { cutJson } from './cut-json.ts';

describe('cutting JSON', () => {
  it('leaves what fits as it is', () => {
    const value = { a: [1, 'x', null, { b: true }], c: 'ü' };
    expect(cutJson(value, 8192)).toEqual(value);
  });

  it('never exceeds the bound and always has a canonical form', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.integer({ min: 12, max: 400 }),
        (value, max) => {
          const cut = cutJson(value, max);
          expect(utf8(JSON.stringify(cut)).byteLength).toBeLessThanOrEqual(max);
          expect(() => canonicalJson(cut)).not.toThrow();
        },
      ),
    );
  });

  it('keeps the head of a long text and says that it was cut', () => {
    const cut = cutJson({ id: 'e1', text: 'x'.repeat(20_000) }, 8192) as { id: string; text: string };
    expect(cut.id).toBe('e1');
    expect(cut.text.endsWith('…')).toBe(true);
    expect(cut.text.length).toBeGreaterThan(500);
  });

  it('survives depth, width and lone surrogates', () => {
    const deep = JSON.parse('{"a":'.repeat(500) + '1' + '}'.repeat(500)) as object;
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]));
    for (const value of [deep, wide, { a: '\ud800' }, { '\udfff': 1 }])
      expect(() => canonicalJson(cutJson(value, 8192))).not.toThrow();
  });
});
