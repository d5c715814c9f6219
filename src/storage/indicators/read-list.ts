import { CurrentIndicators } from '../../contracts/indicators.ts';
import { currentKey, hasShard, listsPrefix, shardKey, versionPrefix } from './keys.ts';

/** The list in force as it is told; undefined if there is none, or what says so cannot be read. */
export async function readCurrent(bucket: R2Bucket, org: string): Promise<CurrentIndicators | undefined> {
  const object = await bucket.get(currentKey(org));
  return object === null ? undefined : parseCurrent(await object.text());
}

export function parseCurrent(text: string): CurrentIndicators | undefined {
  try {
    const parsed = CurrentIndicators.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a shard; empty where the list has none there. Throws if it should be there and is not. */
export async function readShard(
  bucket: R2Bucket,
  org: string,
  list: Pick<CurrentIndicators, 'version' | 'shards'>,
  shard: number,
): Promise<string> {
  if (!hasShard(list.shards, shard)) return '';
  const object = await bucket.get(shardKey(org, list.version, shard));
  if (object === null) throw new Error(`shard ${shard} of ${list.version} is not in R2`);
  return object.text();
}

/** What is not in force any more may be in use for as long as readers keep a list, and a queue a message. */
const GRACE_MS = 60 * 60_000;
/** Versions that one call removes at most, so that no request pays for a long past. */
const SWEEP_MOST = 4;
const KEYS_AT_ONCE = 1000;

/** Removes versions that are neither in force nor younger than an hour; a broken upload is one of them. */
export async function sweepLists(bucket: R2Bucket, org: string, keep: string | undefined, now: number): Promise<void> {
  const prefix = listsPrefix(org);
  const { delimitedPrefixes } = await bucket.list({ prefix, delimiter: '/' });
  const old = delimitedPrefixes
    .map((p) => p.slice(prefix.length, -1))
    .filter((version) => version !== keep && madeAt(version) + GRACE_MS < now);
  for (const version of old.slice(0, SWEEP_MOST)) {
    const { objects } = await bucket.list({ prefix: versionPrefix(org, version), limit: KEYS_AT_ONCE });
    if (objects.length > 0) await bucket.delete(objects.map((o) => o.key));
  }
}

/** When a version was made, by its id (kit/ids.ts); 0 for one that is none. */
const madeAt = (version: string): number => {
  const match = /^ind_([0-9a-f]{11})/.exec(version);
  return match ? Number.parseInt(match[1]!, 16) : 0;
};
