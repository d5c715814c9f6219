import type { Observable } from '../../contracts/delivery.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { maskAddress, readAddress, readNetwork } from './address.ts';
import { canonicalText } from './canonical.ts';
import {
  AT,
  checksum,
  BLOCKS_GATE,
  fingerprintText,
  FORMAT_VERSION,
  GATES,
  HEADER_WORDS,
  INDICATORS_MAX,
  IS_LITTLE_ENDIAN,
  MAGIC,
  networkTag,
  shardOf,
  TAG,
  TYPES,
  type ValueType,
} from './format.ts';
import {
  GATE_LOG2_MAX,
  GATE_LOG2_MIN,
  gateOfText,
  gateOfV4,
  gateOfV4Block,
  gateOfV6,
  gateOfV6Block,
  passes,
  V4_WIDEST,
  V6_WIDEST,
} from './gate.ts';
import { HalfSipHash } from './half-sip-hash.ts';
import { networkText } from './key.ts';

/** An indicator's fingerprint that a value meets: where to look for the indicator itself. */
export interface Hit {
  /** As `keyOf` of the indicator writes it. */
  readonly key: string;
  /** 16 hex digits */
  readonly fingerprint: string;
  readonly shard: number;
}

/** Fingerprints that one bucket of the index leads to, on average: two lines of a processor's cache. */
const PER_BUCKET = 4;
const NETWORKS_GATE = TAG.ip - 1;
/** An indicator's value is never longer. */
const VALUE_MAX_CHARS = 2048;

/** Finds damage in bytes that come from a store. The set reads them in place: who hands them in leaves them alone. */
export function openSet(bytes: Uint8Array): Result<PackedSet, string> {
  if (!IS_LITTLE_ENDIAN) return err('packed sets are read on little-endian machines only');
  if (bytes.byteLength < HEADER_WORDS * 4 || bytes.byteLength % 4 !== 0) return err('it is cut off');
  const at = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Int32Array(at.buffer, at.byteOffset, at.byteLength / 4);
  if (words[AT.magic] !== MAGIC) return err('it is no packed set');
  if (words[AT.version] !== FORMAT_VERSION) return err('it is of another version');
  const count = words[AT.count]!;
  if (count < 0 || count > INDICATORS_MAX) return err(`it says that it has ${count} fingerprints`);
  let gateWords = 0;
  for (let i = 0; i < GATES; i++) {
    const log2 = words[AT.gates + i]!;
    if (log2 === 0) continue;
    if (log2 < GATE_LOG2_MIN || log2 > GATE_LOG2_MAX) return err('a gate is of no size that there is');
    gateWords += 1 << (log2 - 5);
  }
  const end = HEADER_WORDS + count * 2;
  if (words.length !== end + gateWords) return err('its length is not that of its fingerprints');
  if (checksum(words) !== words[AT.checksum]) return err('its checksum is wrong');
  let indicators = 0;
  for (let i = 0; i < TYPES.length; i++) {
    const ofType = words[AT.types + i]!;
    if (ofType < 0 || ofType > INDICATORS_MAX) return err('its table of types is wrong');
    indicators += ofType;
  }
  if (indicators < count) return err('its table of types is wrong');
  for (let i = AT.unused; i < HEADER_WORDS; i++) if (words[i] !== 0) return err('its header is wrong');
  for (let i = HEADER_WORDS + 2; i < end; i += 2) {
    const [hi, before] = [words[i + 1]! >>> 0, words[i - 1]! >>> 0];
    if (hi < before || (hi === before && words[i]! >>> 0 <= words[i - 2]! >>> 0)) return err('it is not in order');
  }
  return ok(new PackedSet(words, indicators));
}

/** Answers whether a value may be an indicator: never no where it is one, and yes by mistake once in 2⁶⁴ ÷ count probes. */
export class PackedSet {
  /** Distinct fingerprints */
  readonly count: number;
  /** Indicators, those that name the same counted each */
  readonly indicators: number;
  /** Bytes that it takes of the isolate's memory */
  readonly bytes: number;
  private readonly words: Int32Array;
  private readonly index: Int32Array;
  private readonly shift: number;
  private readonly gateAt: readonly number[];
  private readonly gateLog2: readonly number[];
  private readonly hash: HalfSipHash;
  private readonly has4: readonly number[];
  private readonly has6: readonly number[];
  /** Lengths that the gate has no mark of a block for */
  private readonly wide4: readonly number[];
  private readonly wide6: readonly number[];
  private readonly types: readonly boolean[];
  private readonly address = new Uint32Array(4);

  /** @internal From {@link openSet}, which has looked at the words. */
  constructor(words: Int32Array, indicators: number) {
    this.words = words;
    this.indicators = indicators;
    this.count = words[AT.count]!;
    this.gateLog2 = Array.from(words.subarray(AT.gates, AT.gates + GATES));
    let at = HEADER_WORDS + this.count * 2;
    this.gateAt = this.gateLog2.map((log2) => {
      const own = at;
      at += log2 === 0 ? 0 : 1 << (log2 - 5);
      return own;
    });
    this.hash = new HalfSipHash(words[AT.salt]!, words[AT.salt + 1]!);
    this.types = TYPES.map((_, i) => words[AT.types + i]! > 0);
    this.has4 = lengthsIn(words.subarray(AT.v4, AT.v6));
    this.has6 = lengthsIn(words.subarray(AT.v6, AT.gates));
    this.wide4 = this.has4.filter((bits) => bits < V4_WIDEST);
    this.wide6 = this.has6.filter((bits) => bits < V6_WIDEST);
    const bits = Math.max(1, 32 - Math.clz32(Math.floor(this.count / PER_BUCKET)));
    this.shift = 32 - bits;
    this.index = indexOf(words, this.count, this.shift, 1 << bits);
    this.bytes = words.byteLength + this.index.byteLength;
  }

  /** Whether a value of an event may be an indicator, or a domain a subdomain of one, or an address in one's network. */
  sees(type: Observable['type'], value: string): boolean {
    if (type === 'ip') return this.types[0] === true && this.seesAddress(value);
    const tag = TAG[type];
    if (this.types[tag - 1] !== true || value.length > VALUE_MAX_CHARS) return false;
    const text = canonicalText(type, value);
    for (let from = 0; from < text.length;) {
      if (this.passes(tag - 1, gateOfText(tag, text, from))) {
        this.hash.text(tag, text, from);
        if (this.holds()) return true;
      }
      if (type !== 'domain') return false;
      const dot = text.indexOf('.', from);
      if (dot < 0) return false;
      from = dot + 1;
    }
    return false;
  }

  /** Whether exactly this is in it: canonical text of a type, an address, or a network in CIDR notation. */
  has(type: ValueType, canonical: string): boolean {
    if (type !== 'ip') {
      this.hash.text(TAG[type], canonical);
      return this.holds();
    }
    const network = readNetwork(canonical, this.address);
    if (network === undefined) return false;
    this.hash.words(networkTag(network.family, network.bits), this.address, network.family === 4 ? 1 : 4);
    return this.holds();
  }

  /** All that {@link sees} found, the narrowest network or the whole name first. */
  hits(type: Observable['type'], value: string): Hit[] {
    if (type === 'ip') return this.hitsOfAddress(value);
    if (value.length > VALUE_MAX_CHARS) return [];
    const hits: Hit[] = [];
    const text = canonicalText(type, value);
    for (const from of type === 'domain' ? suffixes(text) : [0]) {
      this.hash.text(TAG[type], text, from);
      if (this.holds()) hits.push(this.hit(`${type} ${text.slice(from)}`));
    }
    return hits;
  }

  private seesAddress(value: string): boolean {
    const { address, hash } = this;
    const family = readAddress(value, address);
    if (family === 0) return false;
    if (family === 4) {
      const word = address[0]! | 0;
      const near = this.passes(BLOCKS_GATE, gateOfV4Block(word));
      for (const bits of near ? this.has4 : this.wide4) {
        const masked = word & (-1 << (32 - bits));
        if (!this.passes(NETWORKS_GATE, gateOfV4(bits, masked))) continue;
        hash.word(networkTag(4, bits), masked);
        if (this.holds()) return true;
      }
      return false;
    }
    const near = this.passes(BLOCKS_GATE, gateOfV6Block(address));
    for (const bits of near ? this.has6 : this.wide6) {
      // From the longest to the shortest: what is cleared for one is not needed for the next.
      maskAddress(address, 6, bits);
      if (!this.passes(NETWORKS_GATE, gateOfV6(bits, address))) continue;
      hash.words(networkTag(6, bits), address, 4);
      if (this.holds()) return true;
    }
    return false;
  }

  private passes(gate: number, h: number): boolean {
    return passes(this.words, this.gateAt[gate]!, this.gateLog2[gate]!, h);
  }

  private hitsOfAddress(value: string): Hit[] {
    const hits: Hit[] = [];
    const family = readAddress(value, this.address);
    if (family === 0) return hits;
    for (const bits of family === 4 ? this.has4 : this.has6) {
      maskAddress(this.address, family, bits);
      this.hash.words(networkTag(family, bits), this.address, family === 4 ? 1 : 4);
      if (this.holds()) hits.push(this.hit(networkText(family, bits, this.address)));
    }
    return hits;
  }

  private hit(key: string): Hit {
    const { hi, lo } = this.hash;
    return { key, fingerprint: fingerprintText(hi, lo), shard: shardOf(hi) };
  }

  /** Whether the hash's last result is in the set. */
  private holds(): boolean {
    const { words, index } = this;
    const { hi, lo } = this.hash;
    const bucket = hi >>> this.shift;
    const to = index[bucket + 1]!;
    for (let i = index[bucket]!; i < to; i += 2) if (words[i] === lo && words[i + 1] === hi) return true;
    return false;
  }
}

/** Prefix lengths of a bitmap, the longest first. */
function lengthsIn(bitmap: Int32Array): number[] {
  const lengths: number[] = [];
  for (let bit = bitmap.length * 32 - 1; bit >= 0; bit--)
    if ((bitmap[bit >>> 5]! & (1 << (bit & 31))) !== 0) lengths.push(bit + 1);
  return lengths;
}

/** Where each bucket's words begin; a bucket is the leading bits of the high half. */
function indexOf(words: Int32Array, count: number, shift: number, buckets: number): Int32Array {
  const index = new Int32Array(buckets + 1);
  let bucket = 0;
  for (let i = 0; i < count; i++) {
    const at = HEADER_WORDS + i * 2;
    const own = words[at + 1]! >>> shift;
    while (bucket <= own) index[bucket++] = at;
  }
  index.fill(HEADER_WORDS + count * 2, bucket);
  return index;
}

/** Where a domain and its parents begin in it, itself first. */
function* suffixes(domain: string): Generator<number> {
  for (let from = 0; from < domain.length;) {
    yield from;
    const dot = domain.indexOf('.', from);
    if (dot < 0) return;
    from = dot + 1;
  }
}
