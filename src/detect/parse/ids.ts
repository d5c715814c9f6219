const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID in lower case, since it is the same in either; any other id as it is written. */
export const canonicalId = (id: string): string => (UUID.test(id) ? id.toLowerCase() : id);

/**
 * An id for what has none: the same for the same texts on every machine, so that findings keep their rule. A UUID of version 8,
 * which leaves the making to us (RFC 9562, 5.8); the hash is MurmurHash3's mixing in four lanes, not a cryptographic one.
 */
export function idOf(...texts: readonly string[]): string {
  const text = texts.join('\0');
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const hex = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]
    .map((seed) => (units.reduce(mix, seed) ^ units.length) >>> 0)
    .map((lane) => finish(lane).toString(16).padStart(8, '0'))
    .join('');
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function mix(hash: number, unit: number): number {
  let k = Math.imul(unit ^ (hash >>> 7), 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(lane: number): number {
  let h = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
