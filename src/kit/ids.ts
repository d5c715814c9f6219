import { randomBytes, sha256Hex } from './crypto.ts';
import { toHex } from './bytes.ts';

/**
 * Ids read `<prefix>_<text>`. Random ids are time-ordered (11 hex digits of ms, 15 random), so that an index on them is
 * an index on age; deterministic ids are 26 hex digits of a SHA-256 over their parts, so that redelivery makes the same one.
 */
export type IdPrefix =
  | 'org'
  | 'usr'
  | 'key'
  | 'src'
  | 'dlv'
  | 'blk'
  | 'fnd'
  | 'inc'
  | 'plan'
  | 'review'
  | 'op'
  | 'perm'
  | 'apr'
  | 'dead'
  | 'ev'
  | 'entry'
  | 'evd'
  | 'job'
  | 'ses'
  | 'psk'
  | 'cer'
  | 'idp'
  | 'cmt'
  | 'sup'
  | 'hunt'
  | 'ind';

export function newId(prefix: IdPrefix, nowMs: number): string {
  return `${prefix}_${nowMs.toString(16).padStart(11, '0')}${toHex(randomBytes(8)).slice(0, 15)}`;
}

/** The separator cannot occur in a part that came from JSON text without being escaped there; parts are length-prefixed all the same. */
export function deterministicId(prefix: IdPrefix, ...parts: readonly string[]): string {
  return `${prefix}_${sha256Hex(parts.map((p) => `${p.length}:${p}`).join('|')).slice(0, 26)}`;
}
