import type { Indicator } from '../../contracts/agents.ts';
import { ok, type Result } from '../../kit/result.ts';
import { AT, checksum, FORMAT_VERSION, HEADER_WORDS, MAGIC, TYPES } from './format.ts';
import { GatesBuilder } from './gate.ts';
import { HalfSipHash } from './half-sip-hash.ts';
import { takeKey, keyOf } from './key.ts';

/** Key of the hash; random and secret, one a list. */
export type Salt = readonly [number, number];

/** Halves of a fingerprint, signed. */
export interface Fingerprint {
  readonly hi: number;
  readonly lo: number;
}

const FIRST_ROOM = 1024;

/** Takes indicators one by one, 8 bytes each and 2 MB for each gate, and packs them at the end. */
export class PackedSetBuilder {
  private readonly salt: Salt;
  private readonly hash: HalfSipHash;
  private readonly gates = new GatesBuilder();
  private readonly header = new Int32Array(HEADER_WORDS);
  private words = new Int32Array(FIRST_ROOM * 2);
  private taken = 0;

  constructor(salt: Salt) {
    this.salt = salt;
    this.hash = new HalfSipHash(salt[0], salt[1]);
  }

  /** Indicators so far, those that name the same counted each. */
  get size(): number {
    return this.taken;
  }

  /** Its fingerprint, or what is wrong with its value (then it is not in the set). */
  add(indicator: Pick<Indicator, 'type' | 'value'>): Result<Fingerprint, string> {
    const key = keyOf(indicator);
    if (!key.ok) return key;
    const { type, network } = key.value;
    const { hash, header } = this;
    takeKey(key.value, hash, this.gates);
    if (this.taken * 2 === this.words.length) {
      const grown = new Int32Array(this.words.length * 2);
      grown.set(this.words);
      this.words = grown;
    }
    this.words[this.taken * 2] = hash.lo;
    this.words[this.taken * 2 + 1] = hash.hi;
    this.taken++;
    header[AT.types + TYPES.indexOf(type)]!++;
    if (network !== undefined) {
      const bit = network.bits - 1;
      header[(network.family === 4 ? AT.v4 : AT.v6) + (bit >>> 5)]! |= 1 << (bit & 31);
    }
    return ok({ hi: hash.hi, lo: hash.lo });
  }

  /** The set's bytes; the builder is spent. */
  finish(): Uint8Array<ArrayBuffer> {
    // Sorted as 64-bit integers by the engine itself, none of which becomes a BigInt.
    const all = new BigUint64Array(this.words.buffer, 0, this.taken).sort();
    const count = distinct(new Int32Array(all.buffer, 0, this.taken * 2), this.taken);
    const gates = this.gates.finish();
    const gateWords = gates.reduce((n, g) => n + g.length, 0);
    const packed = new Int32Array(HEADER_WORDS + count * 2 + gateWords);
    this.header[AT.magic] = MAGIC;
    this.header[AT.version] = FORMAT_VERSION;
    this.header[AT.count] = count;
    this.header[AT.salt] = this.salt[0];
    this.header[AT.salt + 1] = this.salt[1];
    let at = HEADER_WORDS + count * 2;
    for (const [i, gate] of gates.entries()) {
      this.header[AT.gates + i] = gate.length === 0 ? 0 : Math.log2(gate.length) + 5;
      packed.set(gate, at);
      at += gate.length;
    }
    packed.set(this.header);
    packed.set(new Int32Array(all.buffer, 0, count * 2), HEADER_WORDS);
    packed[AT.checksum] = checksum(packed);
    return new Uint8Array(packed.buffer);
  }
}

/** Moves the distinct fingerprints of a sorted list to its front; returns how many there are. */
function distinct(words: Int32Array, count: number): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const lo = words[i * 2]!;
    const hi = words[i * 2 + 1]!;
    if (kept > 0 && words[kept * 2 - 2] === lo && words[kept * 2 - 1] === hi) continue;
    words[kept * 2] = lo;
    words[kept * 2 + 1] = hi;
    kept++;
  }
  return kept;
}

/** A list of indicators as a packed set; those whose values cannot be read are left out. */
export function packSet(indicators: Iterable<Pick<Indicator, 'type' | 'value'>>, salt: Salt): Uint8Array<ArrayBuffer> {
  const builder = new PackedSetBuilder(salt);
  for (const indicator of indicators) builder.add(indicator);
  return builder.finish();
}
