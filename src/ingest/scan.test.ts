import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../kit/bytes.ts';
import { linesOf, parseJson } from './read-json.ts';
import { jsonErrorAt, placeAt, shapeOf } from './scan.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
const depthOf = (v: unknown): number =>
  typeof v === 'object' && v !== null ? 1 + Math.max(0, ...Object.values(v).map(depthOf)) : 0;

describe('where JSON is broken', () => {
  it.each([
    ['', 0],
    ['{', 1],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['nul', 0],
    ['01', 1],
    ['-', 0],
    ['1.', 1],
    ['"\\x"', 2],
    ['"\\u12G4"', 2],
    ['"a\nb"', 2],
    ['"abc', 4],
    ['[}', 1],
    ['{]', 1],
    ['{} x', 3],
    ['{"a":1e400,"__proto__":[null,true,false,"\\u00e9"]}', -1],
  ])('%j at %i', (text, at) => {
    expect(jsonErrorAt(text)).toBe(at);
  });

  it('finds an error in exactly what the engine cannot parse', () => {
    const broken = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', ':', '0', '\\', ' ', '\n', 'e'),
      )
      .map(([text, n, by]) => {
        const at = n % (text.length + 1);
        return text.slice(0, at) + by + text.slice(at + 1);
      });
    fc.assert(
      fc.property(fc.oneof(broken, fc.json(), fc.string()), (text) => {
        expect(jsonErrorAt(text) === -1).toBe(parses(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('what comes before the place is not what is wrong', () => {
    const text = '{"a":[1,2],\n "b": tru }';
    const at = jsonErrorAt(text);
    expect(placeAt(text, at)).toEqual({ line: 2, column: 7 });
    expect(parseJson(text)).toEqual({ ok: false, error: 'not JSON at line 2, column 7' });
  });

  it('a failure never quotes what was sent', () => {
    const result = parseJson('{"password":"hunter2" oops');
    expect(JSON.stringify(result)).not.toMatch(/hunter2|oops/);
  });
});

const valuesOf = (v: unknown): number =>
  typeof v === 'object' && v !== null ? 1 + Object.values(v).reduce((n: number, c) => n + valuesOf(c), 0) : 1;
const ANY = { depth: 64, values: 1_000 };
const deep = (text: string, depth: number, lines = false) =>
  shapeOf(utf8(text), { ...ANY, depth }, lines) === 'too deep';

describe('depth', () => {
  it('is counted as a parser would, brackets in strings aside', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 8 }), (value, max) => {
        expect(deep(JSON.stringify(value), max)).toBe(depthOf(value) > max);
      }),
    );
    expect(deep('{"[[[\\"[[[":"{{{"}', 1)).toBe(false);
  });

  it('a broken line does not count against the next', () => {
    expect(deep('[[\n[[\n"[\n[[', 2, true)).toBe(false);
    expect(deep('[[\n[[[', 2, true)).toBe(true);
  });
});

describe('number of values', () => {
  it('is within a factor of two of what a parser makes', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 5 })), (value) => {
        const counted = shapeOf(utf8(JSON.stringify(value)), { depth: 64, values: Infinity });
        expect(counted).toBeLessThanOrEqual(2 * valuesOf(value));
        expect(counted).toBeGreaterThanOrEqual(valuesOf(value) / 2);
      }),
    );
  });

  it('is bounded, over all lines together, and strings count as one', () => {
    const full = `[${Array(999).fill('0').join()}]`;
    expect(shapeOf(utf8(full), ANY)).toBe(999);
    expect(shapeOf(utf8(`[${full},{}]`), ANY)).toBe('too many');
    expect(shapeOf(utf8('{}\n'.repeat(1_001)), ANY, true)).toBe('too many');
    expect(shapeOf(utf8(JSON.stringify(',{[,'.repeat(1_000))), ANY)).toBe(0);
  });
});

describe('lines', () => {
  it('are those of the text that are not blank, each by its number', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', ' ') }), (text) => {
        const wanted = [...text.split('\n').entries()].filter(([, line]) => line.trim() !== '');
        expect([...linesOf(text)]).toEqual(wanted);
      }),
    );
  });
});
