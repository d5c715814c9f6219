import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, utf8 } from '../../kit/bytes.ts';
import { parseJson } from '../parse-json.ts';
import type { Framing, SourceLimits } from '../source.ts';
import { framerOf } from './framer.ts';

const LIMITS: SourceLimits = { bodyBytes: 1 << 20, decompressedBytes: 1 << 20, records: 1_000, depth: 64 };
const DOCUMENT: Framing = { as: 'document', lists: ['records', 'Records'] };

interface Read {
  readonly values: unknown[];
  readonly places: string[];
  readonly bad: string[];
  readonly failed: string | undefined;
}

/** Reads a body that comes in pieces of the given lengths, again and again. */
function read(framing: Framing, body: Uint8Array, sizes: readonly number[] = [1 << 20], limits = LIMITS): Read {
  const values: unknown[] = [];
  const places: string[] = [];
  const bad: string[] = [];
  const framer = framerOf(framing, limits, {
    frame: (value, at) => {
      values.push(value instanceof Uint8Array ? [...value] : value);
      places.push(at());
    },
    reject: (at) => bad.push(at),
  });
  let failed;
  // The same memory each time: a framer must have copied what it keeps.
  const scratch = new Uint8Array(Math.max(...sizes));
  for (let at = 0, turn = 0; at < body.length && failed === undefined; turn++) {
    const part = body.subarray(at, at + sizes[turn % sizes.length]!);
    scratch.set(part);
    failed = framer.push(scratch.subarray(0, part.length));
    scratch.fill(0);
    at += part.length;
  }
  return { values, places, bad, failed: (failed ?? framer.end())?.code };
}
const text = (framing: Framing, body: string): Read => read(framing, utf8(body));

/** What the text says to the engine's own parser, with every digit kept. */
function parsed(text: string): unknown {
  const value = parseJson(text);
  if (!value.ok) throw new Error(value.error);
  return value.value;
}
const MORE: Framing = { as: 'document', lists: ['records', 'Records'], more: true };
const json = fc.jsonValue({ maxDepth: 5 });
const object = fc.dictionary(fc.string(), json, { noNullPrototype: true });
const space = fc.constantFrom('', ' ', '\n', '\r\n\t');
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe('documents that follow one another', () => {
  it('are what each is by itself, however they are parted and cut', () => {
    const document = fc.oneof(object, fc.array(json, { maxLength: 4 }), fc.record({ records: fc.array(json) }));
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 6 }), space, sizes, (documents, gap, cut) => {
        const texts = documents.map((d) => JSON.stringify(d));
        const found = read(MORE, utf8(texts.join(gap)), cut);
        expect(found.failed).toBeUndefined();
        expect(found.values).toEqual(texts.flatMap((t) => text(DOCUMENT, t).values));
      }),
      { numRuns: 200 },
    );
  });

  it('have places that tell them apart', () => {
    expect(text(MORE, '{"a":1}\n{"a":2}\n').places).toEqual(['body', 'documents[1]']);
    expect(text(MORE, '[{"a":1}][{"a":2}]').places).toEqual(['records[0]', 'records[1]']);
  });

  it.each(['{"a":1},{"a":2}', '{"a":1} x', '{"a":1}{"a":', '{"a":1}]', '{"a":1}\n{a}', '{"a":1}7'])(
    'are none in %s',
    (body) => {
      expect(text(MORE, body).failed).toBe('malformed');
    },
  );

  it('are one alone where nobody said that more may come', () => {
    expect(text(DOCUMENT, '{"a":1}\n{"a":2}').failed).toBe('malformed');
  });

  it('are counted together', () => {
    const limits = { ...LIMITS, records: 3 };
    const count = (body: string) => read(MORE, utf8(body), undefined, limits).failed;
    expect(['{}{}{}', '{}[{},{}]', '{}{}{}{}', '[{},{}]{}{}{}', '{}{}[{},{},{},{}]'].map(count)).toEqual([
      undefined,
      undefined,
      'too_large',
      'too_large',
      'too_large',
    ]);
  });
});

describe('a document', () => {
  it('gives each element of its list as JSON.parse would, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 8 }), object, space, sizes, (list, rest, gap, cut) => {
        const around = Object.fromEntries(Object.entries(rest).filter(([k]) => k !== 'records' && k !== 'Records'));
        const body = JSON.stringify({ before: around, records: list, after: around }).replaceAll('\n', gap);
        const found = read(DOCUMENT, utf8(gap + body + gap), cut);
        expect(found.failed).toBeUndefined();
        expect(found.values).toEqual((parsed(body) as { records: unknown[] }).records);
        expect(found.places).toEqual(list.map((_, i) => `records[${i}]`));
      }),
      { numRuns: 300 },
    );
  });

  it('that is a list itself gives its elements, and one without a list is the one frame', () => {
    fc.assert(
      fc.property(fc.array(json), sizes, (list, cut) => {
        expect(read(DOCUMENT, utf8(JSON.stringify(list, undefined, 1)), cut).values).toEqual(
          parsed(JSON.stringify(list)),
        );
      }),
      { numRuns: 200 },
    );
    expect(text(DOCUMENT, '{"a":{"records":[1]},"records":2}')).toMatchObject({
      values: [{ a: { records: [1] }, records: 2 }],
      places: ['body'],
    });
  });

  it('is refused exactly where JSON.parse refuses it', () => {
    const valid = fc.oneof(object, fc.array(json)).map((v) => JSON.stringify(v));
    const damaged = fc
      .tuple(valid, fc.nat(), fc.constantFrom('', ',', ']', '}', '"', '[', '{', ':', 'x', '\\', '\u0001'), fc.nat(2))
      .map(([body, at, put, drop]) => {
        const i = at % (body.length + 1);
        return body.slice(0, i) + put + body.slice(i + drop);
      });
    const parses = (body: string): boolean => {
      try {
        return typeof JSON.parse(body) === 'object' && JSON.parse(body) !== null;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.oneof(valid, damaged), sizes, (body, cut) => {
        // Lone surrogates are no UTF-8; what arrives is what the decoder makes of the bytes.
        const bytes = utf8(body);
        const arrived = new TextDecoder().decode(bytes);
        expect(read({ as: 'document', lists: ['a', ''] }, bytes, cut).failed === undefined).toBe(parses(arrived));
      }),
      { numRuns: 2_000 },
    );
  });

  it('without the list that it must have says which', () => {
    const required: Framing = { as: 'document', lists: ['records'], required: true };
    expect(text(required, '{"Records":[]}').failed).toBe('malformed');
    expect(text(required, '{"records":[]}').failed).toBeUndefined();
  });

  it('nests, holds and lists no more than its bounds', () => {
    const deep = (n: number) => text(DOCUMENT, `{"records":[${'['.repeat(n)}${']'.repeat(n)}]}`).failed;
    expect([deep(62), deep(63), deep(60_000)]).toEqual([undefined, 'malformed', 'malformed']);
    expect(deep(100_000)).toBe('too_large');
    expect(text(DOCUMENT, `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"records":[1]}`).failed).toBe('malformed');
    expect(text(DOCUMENT, `[${'1,'.repeat(1_000)}1]`).failed).toBe('too_large');
    expect(text(DOCUMENT, `[[${'1,'.repeat(70_000)}1]]`).failed).toBe('too_large');
  });

  it('keeps the neighbours of an element that nests too deep, however it is cut', () => {
    const deep = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
    fc.assert(
      fc.property(sizes, (cut) => {
        for (const [framing, body, place] of [
          [DOCUMENT, `{"records":[{"n":1},${deep},{"n":2}],"after":1}`, 'records[1]'],
          [{ as: 'sequence' }, `{"n":1}${deep}{"n":2}`, 'records[1]'],
          [{ as: 'lines' }, `{"n":1}\n${deep}\n{"n":2}`, 'lines[1]'],
        ] as const)
          expect(read(framing, utf8(body), cut)).toMatchObject({
            values: [{ n: 1 }, { n: 2 }],
            bad: [place],
            failed: undefined,
          });
      }),
      { numRuns: 30 },
    );
  });

  it('is strict UTF-8 and may begin with a byte order mark', () => {
    const mark = new Uint8Array([0xef, 0xbb, 0xbf]);
    expect(read(DOCUMENT, concatBytes([mark, utf8('[{"a":1}]')])).values).toEqual([{ a: 1 }]);
    expect(read(DOCUMENT, new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d])).failed).toBe('malformed');
    expect(read(DOCUMENT, new Uint8Array()).failed).toBe('malformed');
  });

  it('keeps every digit of integers that a double cannot hold', () => {
    expect(text(DOCUMENT, '[{"id":9007199254740993,"n":1.5,"m":9007199254740991}]').values).toEqual([
      { id: '9007199254740993', n: 1.5, m: 9_007_199_254_740_991 },
    ]);
    expect(text(DOCUMENT, '[{"huge":-1e400,"tiny":1e-400,"text":"1e999"}]').values).toEqual([
      { huge: '-1e400', tiny: 0, text: '1e999' },
    ]);
  });
});

describe('lines', () => {
  it('are read one by one, however the body is cut, and a bad one loses no neighbour', () => {
    const line = fc.oneof(
      object.map((o) => JSON.stringify(o)),
      fc.constantFrom('{"a":', 'x', '1', '', '   ', '{}}'),
    );
    fc.assert(
      fc.property(fc.array(line), sizes, (lines, cut) => {
        const good = lines.map((l, i) => [l, i] as const).filter(([l]) => l.startsWith('{') && isJson(l));
        const found = read({ as: 'lines' }, utf8(lines.join('\n')), cut);
        expect(found.places).toEqual(good.map(([, i]) => `lines[${i}]`));
        expect(found.values).toEqual(good.map(([l]) => parsed(l)));
        expect(found.failed).toBe(good.length === 0 ? 'malformed' : undefined);
      }),
      { numRuns: 300 },
    );
  });

  it('of text come as they are, without their ends', () => {
    expect(text({ as: 'text' }, 'one\r\n\n two\n').values).toEqual(['one', ' two']);
    expect(read({ as: 'text' }, new Uint8Array([0xff, 0x0a, 0x61]))).toMatchObject({
      values: ['a'],
      bad: ['lines[0]'],
    });
  });
});

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

describe('a sequence', () => {
  it('gives objects one after another, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1 }), space, sizes, (objects, gap, cut) => {
        const body = objects.map((o) => JSON.stringify(o)).join(gap);
        const found = read({ as: 'sequence' }, utf8(body), cut);
        expect(found.failed).toBeUndefined();
        expect(found.values).toEqual(objects.map((o) => parsed(JSON.stringify(o))));
      }),
      { numRuns: 200 },
    );
  });

  it.each(['', '[]', '{"a":1},{"b":2}', '{"a":1', '{"a":1}x', '1'])('of %j is refused', (body) => {
    expect(text({ as: 'sequence' }, body).failed).toBe('malformed');
  });
});

it('bytes come whole', () => {
  expect(read({ as: 'bytes' }, new Uint8Array([1, 2, 3]), [2]).values).toEqual([[1, 2, 3]]);
});
