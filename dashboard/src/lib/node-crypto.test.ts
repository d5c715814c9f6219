import * as node from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHash, createHmac, timingSafeEqual } from './node-crypto.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('known answers', () => {
  test('SHA-256 of FIPS 180-4: nothing, "abc", 448 bits', () => {
    expect(createHash('sha256').update(bytes('')).digest('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(createHash('sha256').update(bytes('abc')).digest('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(
      createHash('sha256').update(bytes('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).digest('hex'),
    ).toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1');
  });

  test('HMAC-SHA-256 of RFC 4231, cases 1 and 2', () => {
    expect(createHmac('sha256', new Uint8Array(20).fill(0x0b)).update(bytes('Hi There')).digest('hex')).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    );
    expect(createHmac('sha256', bytes('Jefe')).update(bytes('what do ya want for nothing?')).digest('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

test('any bytes, in any pieces, hash as Node hashes them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 200 }), (a, b) => {
      expect(createHash('sha256').update(a).update(b).digest('hex')).toBe(
        node.createHash('sha256').update(a).update(b).digest('hex'),
      );
      expect([...createHmac('sha256', a).update(b).digest()]).toEqual([
        ...node.createHmac('sha256', a).update(b).digest(),
      ]);
    }),
  );
});

test('other algorithms are refused instead of being taken for SHA-256', () => {
  expect(() => createHash('sha1')).toThrow('only sha256');
  expect(() => createHmac('md5', bytes('key'))).toThrow('only sha256');
});

test('equality is of every byte, and lengths that differ are a bug', () => {
  expect(timingSafeEqual(bytes('same'), bytes('same'))).toBe(true);
  expect(timingSafeEqual(bytes('same'), bytes('sane'))).toBe(false);
  expect(() => timingSafeEqual(bytes('a'), bytes('ab'))).toThrow(RangeError);
});
