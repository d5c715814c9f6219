import { expect, it } from 'vitest';
import { utf8 } from '../../kit/bytes.ts';
import type { SourceLimits } from '../source.ts';
import { framerOf } from './framer.ts';
import { Pieces } from './pieces.ts';

const MIB = 1024 * 1024;
const LIMITS: SourceLimits = { bodyBytes: 4 * MIB, decompressedBytes: 32 * MIB, records: 10, depth: 64 };
const SLICE_BYTES = 64 * 1024;

it('a body of many lists beside the one that is sought costs no copy of itself for each', { timeout: 5_000 }, () => {
  const found: unknown[] = [];
  const framer = framerOf({ as: 'document', lists: ['records'], required: true }, LIMITS, {
    frame: (value) => found.push(value),
    reject: () => {},
  });
  const body = utf8(`{${'"a":[],'.repeat(MIB / 7)}"records":[{"n":1}]}`);
  for (let at = 0; at < body.length; at += SLICE_BYTES)
    expect(framer.push(body.subarray(at, at + SLICE_BYTES))).toBeUndefined();
  expect(framer.end()).toBeUndefined();
  expect(found).toEqual([{ n: 1 }]);
});

it('pieces end in their last bytes, however they were cut', () => {
  const whole = utf8('abcdefghij');
  for (let first = 0; first <= 10; first++)
    for (let second = first; second <= 10; second++) {
      const pieces = new Pieces();
      pieces.keep(whole.subarray(0, first));
      pieces.keep(whole.subarray(first, second));
      for (const count of [0, 1, 4, 10, 20])
        expect([...pieces.endingIn(whole.subarray(second), count)]).toEqual(
          [...whole].slice(count === 0 ? 10 : -count),
        );
    }
});

it('a document of too many values is refused, and as a line it costs no neighbour', () => {
  const dense = `{"a":[${'{},'.repeat(400_000)}{}]}`;
  const read = (as: 'document' | 'lines', body: string) => {
    const found: unknown[] = [];
    const bad: string[] = [];
    const framing = as === 'lines' ? { as } : { as, lists: ['records'] };
    const framer = framerOf(framing, LIMITS, { frame: (v) => found.push(v), reject: (at) => bad.push(at) });
    const failed = framer.push(utf8(body)) ?? framer.end();
    return { found: found.length, bad, failed: failed?.code };
  };
  expect(read('document', dense)).toEqual({ found: 0, bad: [], failed: 'malformed' });
  expect(read('document', `{"records":[{"n":1}],"b":${dense}}`).failed).toBe('malformed');
  expect(read('lines', `${dense}\n{"n":1}`)).toEqual({ found: 1, bad: ['lines[0]'], failed: undefined });
  expect(read('document', `{"a":[${'"twelve bytes",'.repeat(300_000)}1]}`).failed).toBeUndefined();
});
