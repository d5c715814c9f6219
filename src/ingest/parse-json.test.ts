import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

const INTEGER = /^-?[0-9]+$/;
/** The same by the engine's own reviver, which is told how a number was written. */
const reviver = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined
    ? value
    : !Number.isFinite(value) || INTEGER.test(context.source)
      ? context.source
      : value;

function byEngine(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text, reviver) as unknown };
  } catch {
    return undefined;
  }
}
const byUs = (text: string): { readonly value: unknown } | undefined => {
  const found = parseJson(text);
  return found.ok ? { value: found.value } : undefined;
};

describe('numbers that a double does not hold', () => {
  it.each([
    '[1234567890123456789,-9007199254740993,9007199254740991,12345678901234567890.5,1e400,-1E+999,1e-999,1e22]',
    '{"a":1234567890123456789 ,"1234567890123456789":"\\\\","b":"\\"1234567890123456789","c":1e999}',
    '1234567890123456789',
    ' 1e999 ',
    '{1234567890123456789:1}',
    '{1234567890123456789 :1}',
    '[01234567890123456789]',
    '[+1234567890123456789]',
    '[1234567890123456789-1]',
    '[true1234567890123456789]',
    '["a"1234567890123456789]',
    '[1234567890123456789"a"]',
    '[1234567890123456789.]',
    '["1234567890123456789]',
    '"\\',
  ])('%s is read as the engine reads it, or refused as it does', (text) => {
    expect(byUs(text)).toEqual(byEngine(text));
  });

  it('are found wherever they stand, and nothing else changes', () => {
    const bits = fc.constantFrom(
      ...'[]{},:"\\ \n-10'.split(''),
      '1234567890123456789',
      '1e999',
      '.5',
      '"a":',
      '"1234567890123456789"',
      'true',
      '9007199254740993',
    );
    const number = fc.constantFrom('1234567890123456789', '1e999', '-9007199254740993', '7', '0.5');
    const valid = fc.array(fc.tuple(fc.string(), number)).map((pairs) => {
      const members = pairs.map(([key, n]) => `${JSON.stringify(key)}:[${n},{"x" : ${n} }]`);
      return `{${members.join(',')}}`;
    });
    fc.assert(
      fc.property(
        fc.oneof(
          valid,
          fc.array(bits).map((b) => b.join('')),
        ),
        (text) => {
          expect(byUs(text)).toEqual(byEngine(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('cost one pass, whatever stands beside them', () => {
    const many = `[${'1234567890123456789,'.repeat(100_000)}${'"\\"1e999",'.repeat(100_000)}1]`;
    const found = parseJson(many);
    expect(found.ok && (found.value as unknown[]).length).toBe(200_001);
    const digits = parseJson(`[${'1'.repeat(2_000_000)}]`);
    expect(digits.ok && (digits.value as string[])[0]!.length).toBe(2_000_000);
  });
});
