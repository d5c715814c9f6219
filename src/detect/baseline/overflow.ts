import { BITMAP_DAYS } from './days.ts';

/** Bits of a generation: with 100 forgotten values in it, one new value in fifty is taken for a forgotten one. */
const BITS = 2_048;
export const GENERATION_BYTES = BITS / 8;
const PROBES = 4;

/**
 * Remembers values that had to make room, as a Bloom filter in two generations of {@link BITMAP_DAYS} by the day when a value was last
 * seen. It errs one way: a new value may be taken for one that was seen before, so that a first time is missed; no first time is
 * invented as long as the history reaches.
 */
export class Overflow {
  /** Number of a generation → its bits */
  readonly generations = new Map<number, Uint8Array>();

  add(hash: number, lastDay: number): void {
    const n = Math.floor(lastDay / BITMAP_DAYS);
    let bits = this.generations.get(n);
    if (bits === undefined) {
      bits = new Uint8Array(GENERATION_BYTES);
      this.generations.set(n, bits);
    }
    for (const at of probes(hash)) bits[at >>> 3]! |= 1 << (at & 7);
  }

  has(hash: number): boolean {
    if (this.generations.size === 0) return false;
    const places = probes(hash);
    return [...this.generations.values()].some((bits) =>
      places.every((at) => ((bits[at >>> 3]! >>> (at & 7)) & 1) === 1),
    );
  }

  /** Forgets what is too old to count. */
  age(head: number): void {
    const oldest = Math.floor(head / BITMAP_DAYS) - 1;
    for (const n of this.generations.keys()) if (n < oldest) this.generations.delete(n);
  }
}

function probes(hash: number): number[] {
  const step = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) | 1;
  return Array.from({ length: PROBES }, (_, i) => ((hash + Math.imul(i, step)) >>> 3) % BITS);
}
