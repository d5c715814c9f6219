import type { TextType } from './canonical.ts';

/**
 * A packed set: 32 words of header, then 64-bit fingerprints (low word first), ascending and distinct, then the gates; all words
 * little-endian.
 *
 * | word | |
 * | --- | --- |
 * | 0 | magic `VDIF` |
 * | 1 | version of the format |
 * | 2 | count of fingerprints |
 * | 3, 4 | salt: the hash's key |
 * | 5 | checksum of all words but itself |
 * | 6–11 | indicators of each type, in the order of {@link TYPES}; addresses and networks count as one type |
 * | 12 | which IPv4 prefix lengths are in use: bit n is length n + 1 |
 * | 13–16 | which IPv6 prefix lengths are |
 * | 17–23 | binary logarithm of the bits of each gate, 0 for none: those of {@link TYPES}, then that of addresses' blocks |
 * | 24–31 | 0 |
 */
export const MAGIC = 0x46494456;
export const FORMAT_VERSION = 1;
export const HEADER_WORDS = 32;
export const AT = {
  magic: 0,
  version: 1,
  count: 2,
  salt: 3,
  checksum: 5,
  types: 6,
  v4: 12,
  v6: 13,
  gates: 17,
  unused: 24,
} as const;

export type ValueType = 'ip' | TextType;
export const TYPES: readonly ValueType[] = ['ip', 'domain', 'hash', 'user_agent', 'access_key', 'url'];

/** A gate a type, and one for the blocks of addresses: each no larger than its values need, so that most stay in a processor's cache. */
export const GATES = TYPES.length + 1;
export const BLOCKS_GATE = TYPES.length;

/** Indicators of one list: 8 MB of fingerprints, which several organisations' fit into an isolate of 128 MB. */
export const INDICATORS_MAX = 1_000_000;

/** First word of what is hashed: the type, and of a network its family and length. */
export const TAG: Readonly<Record<ValueType, number>> = {
  ip: 1,
  domain: 2,
  hash: 3,
  user_agent: 4,
  access_key: 5,
  url: 6,
};
export const networkTag = (family: 4 | 6, bits: number): number => TAG.ip | (family << 8) | (bits << 16);

/** Finds damage, not malice: whoever may write the bucket may write a list. FNV-1a's steps over words. */
export function checksum(words: Int32Array): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) if (i !== AT.checksum) sum = Math.imul(sum ^ words[i]!, 0x01000193);
  return sum;
}

/** Words are read in place, which is right on little-endian machines only; there is no other that this runs on. */
export const IS_LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** A fingerprint as 16 hex digits, the high half first. */
export const fingerprintText = (hi: number, lo: number): string =>
  (hi >>> 0).toString(16).padStart(8, '0') + (lo >>> 0).toString(16).padStart(8, '0');

/** The exact shard of a fingerprint: its first byte. */
export const shardOf = (hi: number): number => hi >>> 24;
