import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/**
 * What the audit verifier asks of `node:crypto`, for a browser: its Merkle hashing is synchronous, which WebCrypto is not.
 * The build puts this in the place of `node:crypto`, in the chunk that verifies and nowhere else. SHA-256 only.
 */
interface Hasher {
  update(data: Uint8Array): Hasher;
  digest(): Uint8Array;
  digest(encoding: 'hex'): string;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

function hasherOf(inner: { update(data: Uint8Array): unknown; digest(): Uint8Array }): Hasher {
  function digest(): Uint8Array;
  function digest(encoding: 'hex'): string;
  function digest(encoding?: 'hex'): Uint8Array | string {
    const bytes = inner.digest();
    return encoding === 'hex' ? hex(bytes) : bytes;
  }
  const hasher: Hasher = {
    update(data) {
      inner.update(data);
      return hasher;
    },
    digest,
  };
  return hasher;
}

function only256(algorithm: string): void {
  if (algorithm !== 'sha256') throw new Error(`${algorithm} is not here: only sha256`);
}

export function createHash(algorithm: string): Hasher {
  only256(algorithm);
  return hasherOf(sha256.create());
}

export function createHmac(algorithm: string, key: Uint8Array): Hasher {
  only256(algorithm);
  return hasherOf(hmac.create(sha256, key));
}

/** Equality without a branch on where they differ. Throws, as Node's does, on different lengths. */
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) throw new RangeError('timingSafeEqual: the lengths differ');
  let differing = 0;
  for (const [i, byte] of a.entries()) differing |= byte ^ b[i]!;
  return differing === 0;
}
