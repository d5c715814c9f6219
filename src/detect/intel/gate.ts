import type { Network } from './address.ts';
import { BLOCKS_GATE, GATES, networkTag, TAG, type ValueType } from './format.ts';

/**
 * What lets most values go before they are hashed: a Bloom filter whose three bits lie in one word, so that a look costs one cache
 * line, over a sample of the value. It is not keyed; who gets past it pays us the fingerprint, nothing more.
 */

/** Bits that one value has at least (twice that at most), so that about one stranger in thirty gets past. */
const BITS_PER_VALUE = 8;
export const GATE_LOG2_MIN = 10;
/** 2 MB */
export const GATE_LOG2_MAX = 24;

/** IPv4 networks are let past by the /24s that they cover; one wider than this covers too many and has no such mark. */
export const V4_WIDEST = 16;
const V4_BLOCK = 24;
/** IPv6 networks are let past by their /48; wider ones have no such mark. */
export const V6_WIDEST = 48;
const BLOCK_TAG = 0x7f;
/** Bits of IPv6 in the second word of a /48. */
const V6_BLOCK_MASK = 0xffff0000 | 0;

function finish(h: number): number {
  let x = h ^ (h >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}

const four = (text: string, at: number): number =>
  text.charCodeAt(at) |
  (text.charCodeAt(at + 1) << 8) |
  (text.charCodeAt(at + 2) << 16) |
  (text.charCodeAt(at + 3) << 24);

/** Place of a text from a position on: its length, and its end and middle where it is long. */
export function gateOfText(tag: number, text: string, from: number): number {
  const length = text.length - from;
  let h = Math.imul(tag ^ (length << 8), 0x9e3779b1);
  if (length < 8) {
    for (let i = from; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    return finish(h);
  }
  h = Math.imul(h ^ four(text, from + (length >>> 1) - 2), 0x1b873593);
  h ^= h >>> 15;
  return finish(Math.imul(h ^ four(text, text.length - 4), 0x85ebca6b));
}

/** Place of a network of IPv4. */
export const gateOfV4 = (bits: number, word: number): number =>
  finish(Math.imul(networkTag(4, bits), 0x9e3779b1) ^ word);
/** Place of whatever is in an address's /24. */
export const gateOfV4Block = (word: number): number => finish(Math.imul(BLOCK_TAG, 0x9e3779b1) ^ (word & 0xffffff00));

/** Place of a network of IPv6. */
export function gateOfV6(bits: number, words: ArrayLike<number>): number {
  let h = Math.imul(networkTag(6, bits), 0x9e3779b1);
  for (let i = 0; i < 4; i++) {
    h = Math.imul(h ^ words[i]!, 0xcc9e2d51);
    h ^= h >>> 15;
  }
  return finish(h);
}
export const gateOfV6Block = (words: ArrayLike<number>): number => {
  const h = Math.imul(BLOCK_TAG ^ words[0]!, 0xcc9e2d51);
  return finish(Math.imul(h ^ (h >>> 15) ^ (words[1]! & V6_BLOCK_MASK), 0x1b873593));
};

const bitsOf = (h: number): number => (1 << (h & 31)) | (1 << ((h >>> 5) & 31)) | (1 << ((h >>> 10) & 31));

/** Whether whatever has this place may be in it. `log2` is of its bits, 0 for a gate that nothing passes. */
export function passes(words: Int32Array, offset: number, log2: number, h: number): boolean {
  const bits = bitsOf(h);
  return log2 !== 0 && (words[offset + (h >>> (37 - log2))]! & bits) === bits;
}

/** Fills a gate of the largest size, and folds it to what its values need. */
class GateBuilder {
  private readonly words = new Int32Array(1 << (GATE_LOG2_MAX - 5));
  private values = 0;

  add(h: number): void {
    this.words[h >>> (37 - GATE_LOG2_MAX)]! |= bitsOf(h);
    this.values++;
  }

  /** The gate's words; their number is a power of two. */
  finish(): Int32Array {
    const wanted = Math.ceil(Math.log2(Math.max(1, this.values * BITS_PER_VALUE)));
    const log2 = Math.min(GATE_LOG2_MAX, Math.max(GATE_LOG2_MIN, wanted));
    const folded = new Int32Array(1 << (log2 - 5));
    // The leading bits of a place choose the word: words that follow each other become one.
    const shift = GATE_LOG2_MAX - log2;
    for (let i = 0; i < this.words.length; i++) folded[i >>> shift]! |= this.words[i]!;
    return folded;
  }
}

/** The gates of a set while it is built; one that nothing needs is never made. */
export class GatesBuilder {
  private readonly gates: (GateBuilder | undefined)[] = Array.from({ length: GATES });

  addText(type: ValueType, text: string, from: number): void {
    this.gate(TAG[type] - 1).add(gateOfText(TAG[type], text, from));
  }

  addNetwork(network: Network, words: Uint32Array): void {
    const { family, bits } = network;
    const networks = this.gate(TAG.ip - 1);
    if (family === 6) {
      networks.add(gateOfV6(bits, words));
      if (bits >= V6_WIDEST) this.gate(BLOCKS_GATE).add(gateOfV6Block(words));
      return;
    }
    const word = words[0]!;
    networks.add(gateOfV4(bits, word));
    if (bits < V4_WIDEST) return;
    const blocks = 1 << Math.max(0, V4_BLOCK - bits);
    for (let i = 0; i < blocks; i++) this.gate(BLOCKS_GATE).add(gateOfV4Block(word + (i << 8)));
  }

  /** The words of each gate, none for one that nothing passes. */
  finish(): Int32Array[] {
    return this.gates.map((g) => g?.finish() ?? new Int32Array());
  }

  private gate(i: number): GateBuilder {
    return (this.gates[i] ??= new GateBuilder());
  }
}
