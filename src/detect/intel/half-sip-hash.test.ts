import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../kit/bytes.ts';
import { HalfSipHash } from './half-sip-hash.ts';

/** The paper's algorithm over bytes, written plainly: what the fast one is held against. */
function plain(key: Uint8Array, message: Uint8Array, cRounds: number, dRounds: number): string {
  const word = (from: Uint8Array, at: number): number =>
    ((from[at] ?? 0) | ((from[at + 1] ?? 0) << 8) | ((from[at + 2] ?? 0) << 16) | ((from[at + 3] ?? 0) << 24)) >>> 0;
  const rotate = (x: number, n: number): number => ((x << n) | (x >>> (32 - n))) >>> 0;
  const [k0, k1] = [word(key, 0), word(key, 4)];
  const v = [k0, (k1 ^ 0xee) >>> 0, (0x6c796765 ^ k0) >>> 0, (0x74656462 ^ k1) >>> 0] as [
    number,
    number,
    number,
    number,
  ];
  const rounds = (n: number): void => {
    for (let i = 0; i < n; i++) {
      v[0] = (v[0] + v[1]) >>> 0;
      v[1] = (rotate(v[1], 5) ^ v[0]) >>> 0;
      v[0] = rotate(v[0], 16);
      v[2] = (v[2] + v[3]) >>> 0;
      v[3] = (rotate(v[3], 8) ^ v[2]) >>> 0;
      v[0] = (v[0] + v[3]) >>> 0;
      v[3] = (rotate(v[3], 7) ^ v[0]) >>> 0;
      v[2] = (v[2] + v[1]) >>> 0;
      v[1] = (rotate(v[1], 13) ^ v[2]) >>> 0;
      v[2] = rotate(v[2], 16);
    }
  };
  const take = (m: number): void => {
    v[3] = (v[3] ^ m) >>> 0;
    rounds(cRounds);
    v[0] = (v[0] ^ m) >>> 0;
  };
  const whole = message.length - (message.length % 4);
  for (let i = 0; i < whole; i += 4) take(word(message, i));
  take((word(message.subarray(whole), 0) | (message.length << 24)) >>> 0);
  v[2] = (v[2] ^ 0xee) >>> 0;
  rounds(dRounds);
  const lo = (v[1] ^ v[3]) >>> 0;
  v[1] = (v[1] ^ 0xdd) >>> 0;
  rounds(dRounds);
  return bytesOf(lo, (v[1] ^ v[3]) >>> 0);
}
const bytesOf = (...words: readonly number[]): string => toHex(new Uint8Array(new Uint32Array(words).buffer));
const KEY = Uint8Array.from({ length: 8 }, (_, i) => i);
const [K0, K1] = new Uint32Array(KEY.slice().buffer) as unknown as [number, number];
const ofText = (tag: number, text: string, from = 0): string => {
  const h = new HalfSipHash(K0, K1);
  h.text(tag, text, from);
  return bytesOf(h.lo, h.hi);
};
const tagged = (tag: number, bytes: Uint8Array): Uint8Array =>
  new Uint8Array([...new Uint8Array(new Uint32Array([tag]).buffer), ...bytes]);

describe('HalfSipHash', () => {
  it('the plain one gives the published vectors of 2-4 with 64 bits out', () => {
    const vectors = [
      '218d1f59b9b83cc8',
      'be552412f8387315',
      '064f39ef7c50eb57',
      'ce0f1a45f7060679',
      'd5e78a175be52ea1',
    ];
    vectors.push('cb9d7c3f2f3db580', 'ce3e91358aa2bc25');
    for (const [length, vector] of vectors.entries())
      expect(
        plain(
          KEY,
          Uint8Array.from({ length }, (_, i) => i),
          2,
          4,
        ),
      ).toBe(vector);
  });

  it('text of ASCII is hashed as the plain one hashes its bytes, from any place on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 300 }), fc.nat(300), fc.nat(0xffff), (text, at, tag) => {
        const from = Math.min(at, text.length);
        const bytes = new TextEncoder().encode(text.slice(from));
        expect(ofText(tag, text, from)).toBe(plain(KEY, tagged(tag, bytes), 1, 3));
        expect(ofText(tag, text, from)).toBe(ofText(tag, text.slice(from)));
      }),
    );
  });

  it('any other text is hashed as UTF-16 under a tag of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        const wide = `${text}\u{2603}`;
        const bytes = new Uint8Array(Uint16Array.from({ length: wide.length }, (_, i) => wide.charCodeAt(i)).buffer);
        expect(ofText(5, wide)).toBe(plain(KEY, tagged(0x80000005, bytes), 1, 3));
      }),
    );
  });

  it('words are hashed as their bytes', () => {
    fc.assert(
      fc.property(fc.uint32Array({ minLength: 1, maxLength: 4 }), fc.nat(0xffffff), (words, tag) => {
        const h = new HalfSipHash(K0, K1);
        h.words(tag, words, words.length);
        const expected = plain(
          KEY,
          tagged(tag, new Uint8Array(words.buffer, words.byteOffset, words.byteLength)),
          1,
          3,
        );
        expect(bytesOf(h.lo, h.hi)).toBe(expected);
        if (words.length > 1) return;
        h.word(tag, words[0]!);
        expect(bytesOf(h.lo, h.hi)).toBe(expected);
      }),
    );
  });

  it('another key gives another hash of everything', () => {
    const other = new HalfSipHash(K0, K1 + 1);
    other.text(2, 'evil.example');
    expect(bytesOf(other.lo, other.hi)).not.toBe(ofText(2, 'evil.example'));
  });
});
