/**
 * HalfSipHash-1-3 with 64 bits out (Aumasson and Bernstein, https://github.com/veorq/SipHash, CC0; 1-3 as the Linux kernel's `hsiphash`):
 * 32-bit words only, so that JavaScript needs no BigInt, and keyed, so that who does not know a list's salt can craft no
 * collisions. (MurmurHash, xxHash and FNV have collisions that hold under every seed.)
 *
 * What is hashed is a tag word, then the message; both little-endian.
 */
export class HalfSipHash {
  /** The last result's halves, signed. */
  lo = 0;
  hi = 0;
  private readonly k0: number;
  private readonly k1: number;

  constructor(k0: number, k1: number) {
    this.k0 = k0 | 0;
    this.k1 = k1 | 0;
  }

  /**
   * Hashes a text from a place on: ASCII as its bytes, anything else as UTF-16 under another tag. Both are injective, and
   * encoding to UTF-8 would cost more than the hash.
   */
  text(tag: number, text: string, from = 0): void {
    const { k0, k1 } = this;
    let v0 = k0;
    let v1 = k1 ^ 0xee;
    let v2 = 0x6c796765 ^ k0;
    let v3 = 0x74656462 ^ k1;
    let m = tag | 0;
    let seen = 0;
    let i = from;
    const length = text.length;
    const wholeTo = length - ((length - from) & 3);
    for (;;) {
      v3 ^= m;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= m;
      if (i >= wholeTo) break;
      const a = text.charCodeAt(i);
      const b = text.charCodeAt(i + 1);
      const c = text.charCodeAt(i + 2);
      const d = text.charCodeAt(i + 3);
      seen |= a | b | c | d;
      m = a | (b << 8) | (c << 16) | (d << 24);
      i += 4;
    }
    let last = (length - from + 4) << 24;
    for (let shift = 0; i < length; i++, shift += 8) {
      const c = text.charCodeAt(i);
      seen |= c;
      last |= c << shift;
    }
    if (seen > 0x7f) this.wide(tag, text, from);
    else this.finish(v0, v1, v2, v3, last);
  }

  /** Hashes words of an address. */
  words(tag: number, words: ArrayLike<number>, count: number): void {
    this.begin();
    this.absorb(tag);
    for (let i = 0; i < count; i++) this.absorb(words[i]!);
    this.end((count + 1) * 4);
  }

  /** Hashes a tag and one word: an IPv4 network. */
  word(tag: number, word: number): void {
    this.begin();
    this.absorb(tag);
    this.absorb(word);
    this.end(8);
  }

  private wide(tag: number, text: string, from: number): void {
    this.begin();
    this.absorb(tag | WIDE);
    const pairsTo = text.length - ((text.length - from) & 1);
    for (let i = from; i < pairsTo; i += 2) this.absorb(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
    const rest = pairsTo < text.length ? text.charCodeAt(pairsTo) : 0;
    this.finish(this.v0, this.v1, this.v2, this.v3, rest | (((text.length - from) * 2 + 4) << 24));
  }

  private v0 = 0;
  private v1 = 0;
  private v2 = 0;
  private v3 = 0;

  private begin(): void {
    this.v0 = this.k0;
    this.v1 = this.k1 ^ 0xee;
    this.v2 = 0x6c796765 ^ this.k0;
    this.v3 = 0x74656462 ^ this.k1;
  }

  private absorb(m: number): void {
    let { v0, v1, v2, v3 } = this;
    v3 ^= m;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    this.v2 = (v2 << 16) | (v2 >>> 16);
    this.v0 = v0 ^ m;
    this.v1 = v1;
    this.v3 = v3;
  }

  private end(bytes: number): void {
    this.finish(this.v0, this.v1, this.v2, this.v3, bytes << 24);
  }

  /** One round over the last word, three for either half. */
  private finish(a: number, b: number, c: number, d: number, last: number): void {
    let v0 = a;
    let v1 = b;
    let v2 = c;
    let v3 = d ^ last;
    for (let round = 0; round < 7; round++) {
      if (round === 1) {
        v0 ^= last;
        v2 ^= 0xee;
      } else if (round === 4) {
        this.lo = v1 ^ v3;
        v1 ^= 0xdd;
      }
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    this.hi = v1 ^ v3;
  }
}

/** Bit of the tag that says that UTF-16 follows. */
const WIDE = 1 << 31;
