import { expect, it } from 'vitest';
import { PullMessage } from '../contracts/pull.ts';
import { batchesOf, eachOnce } from './batches.ts';

const message = (key: string) => ({
  message: { v: 1 as const, org: 'org_a', via: 'src_a', bucket: 'b-1', key, etag: 'e', announcedAt: 1 },
});

it('what is sent in one call is no more than a queue takes, whatever keys hold; nothing is left out or changes places', () => {
  for (const [key, most] of [
    ['AWSLogs/x', 100],
    ['\u0001'.repeat(1_024), 32],
    ['\u20AC'.repeat(341), 100],
  ] as const) {
    const all = Array.from({ length: 250 }, (_, n) => message(`${n}`.padStart(3, '0') + key.slice(3)));
    const batches = batchesOf(all);
    expect(batches.flat()).toEqual(all);
    expect(Math.max(...batches.map((b) => b.length))).toBe(most);
    for (const batch of batches)
      expect(Buffer.byteLength(JSON.stringify(batch.map((b) => b.message)))).toBeLessThan(256_000 - 100 * batch.length);
  }
  expect(batchesOf([])).toEqual([]);
});

it('a key has as many bytes as S3 lets it have, and says something', () => {
  const takes = (key: string) => PullMessage.safeParse(message(key).message).success;
  expect(takes('\u20AC'.repeat(341))).toBe(true);
  expect(takes('\u20AC'.repeat(342))).toBe(false);
  expect(takes('AWSLogs/\uD800')).toBe(false);
});

it('an object that is announced many times over is sent on once; other content or another organisation is another object', () => {
  const { message: one } = message('AWSLogs/x');
  const others = [
    { ...one, etag: 'f' },
    { ...one, org: 'org_b' },
    { ...one, bucket: 'b-2' },
  ];
  expect(eachOnce([one, ...others, { ...one, via: 'src_b', announcedAt: 9 }, one])).toEqual([one, ...others]);
});
