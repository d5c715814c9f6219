import { sha256, sha256Hex } from '../../kit/crypto.ts';
import type { Hit } from './types.ts';

/** 26 hex digits of a SHA-256 over plain values. */
export const deterministicDigest = (parts: readonly (string | number | null)[]): string =>
  sha256Hex(JSON.stringify(parts)).slice(0, 26);

/** The key of a group within its correlation. Events that their source may not speak for have groups of their own. */
export const groupKey = (hit: Pick<Hit, 'group' | 'foreign'>): string =>
  deterministicDigest([hit.foreign ? 1 : 0, ...hit.group]);

/** In which of an organisation's shards a group lives. */
export function shardOf(hit: Pick<Hit, 'correlation' | 'group' | 'foreign'>, shards: number): number {
  const bytes = sha256(JSON.stringify([hit.correlation, groupKey(hit)]));
  return ((bytes[0]! << 16) | (bytes[1]! << 8) | bytes[2]!) % shards;
}
