import { sha256, sha256Hex } from '../../kit/crypto.ts';
import { FEATURES } from './features.ts';

/** A value as it is remembered: 32 bits, so that nothing of what people did can be read back. Two values are one once in 10 million. */
export function valueHash(feature: number, value: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256(`${FEATURES[feature]}\0${value}`);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** Whose baseline it is, 32 hex digits: names stay out of the object. */
export const principalKey = (org: string, principal: string): string => sha256Hex(`${org}\0${principal}`).slice(0, 32);

/** A source's event, 16 hex digits. */
export const eventKey = (source: string, eventId: string): string => sha256Hex(`${source}\0${eventId}`).slice(0, 16);

/** The shard that a principal lives in. */
export const shardOf = (key: string, shards: number): number => Number.parseInt(key.slice(0, 8), 16) % shards;
