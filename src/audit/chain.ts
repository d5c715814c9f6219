import type { Entry, EntryInput } from '../contracts/ledger.ts';
import { fromHex } from '../kit/bytes.ts';
import { digestOf } from '../kit/crypto.ts';
import { leafHash } from './merkle.ts';

/**
 * `hash` of an entry: digestOf of everything in it but `hash` itself. It takes what is really there, unknown keys
 * included, so that nothing can be added beside the fields that the schema knows.
 */
export function entryHash(entry: Readonly<Record<string, unknown>>): string {
  const { hash: _, ...rest } = entry;
  return digestOf(rest);
}

/** Where the next entry goes. */
export interface ChainTip {
  /** Entries in the chain so far = the next `seq` */
  readonly seq: number;
  /** Hash of the chain's last entry, or NO_HASH */
  readonly prev: string;
  /** Leaves in the organisation's tree so far = the next `index` */
  readonly index: number;
}

/** Seals an input into its chain. The input's strings must be well-formed: see {@link wellFormed}. */
export function makeEntry(input: EntryInput, tip: ChainTip): Entry {
  const open = { ...input, seq: tip.seq, index: tip.index, prev: tip.prev };
  return { ...open, hash: entryHash(open) };
}

/** Leaf of an entry: SHA-256(0x00 ‖ the 32 bytes of its hash). */
export const entryLeaf = (entry: Pick<Entry, 'hash'>): Uint8Array => {
  const bytes = fromHex(entry.hash);
  if (bytes?.length !== 32) throw new Error('an entry hash is 64 hex digits');
  return leafHash(bytes);
};

/**
 * The same value with lone UTF-16 surrogates replaced by U+FFFD. Canonical JSON (RFC 8785 §3.1) has no form for them, and
 * an entry must not be lost because an attacker put one into a user agent.
 */
export function wellFormed<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k.toWellFormed(), wellFormed(v)])) as T;
  return value;
}
