/** Where an organisation's list of indicators lies in the bucket. */
export const listsPrefix = (org: string): string => `indicators/${org}/`;
export const currentKey = (org: string): string => `${listsPrefix(org)}current.json`;
export const versionPrefix = (org: string, version: string): string => `${listsPrefix(org)}${version}/`;
export const fingerprintsKey = (org: string, version: string): string =>
  `${versionPrefix(org, version)}fingerprints.bin`;
export const shardKey = (org: string, version: string, shard: number): string =>
  `${versionPrefix(org, version)}exact/${shard.toString(16).padStart(2, '0')}.ndjson`;
export const stagingKey = (org: string, version: string, part: number): string =>
  `${versionPrefix(org, version)}staging/${part}`;
/** Version 0.1 kept a whole list in one object. */
export const formerKey = (org: string): string => `indicators/${org}.ndjson`;

export const SHARDS = 256;

/** Shards that there are, as `CurrentIndicators.shards` says it. */
export function shardBitmap(there: readonly boolean[]): string {
  let out = '';
  for (let i = 0; i < SHARDS; i += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) if (there[i + bit] === true) digit |= 8 >> bit;
    out += digit.toString(16);
  }
  return out;
}

export const hasShard = (bitmap: string, shard: number): boolean =>
  (Number.parseInt(bitmap[shard >>> 2] ?? '0', 16) & (8 >> (shard & 3))) !== 0;
