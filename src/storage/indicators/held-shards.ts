import type { HeldList } from './held-lists.ts';
import { readShard } from './read-list.ts';

/** Characters of shards kept: some thirty shards of the largest list. */
const KEPT_MAX_CHARS = 24_000_000;

/** Exact shards of lists in an isolate's memory; a version's never change. The one used longest ago goes first. */
export class HeldShards {
  private readonly kept = new Map<string, string>();
  private chars = 0;

  /** The lines of a shard. Rejects if it should be in R2 and is not, or R2 cannot be reached. */
  async of(
    bucket: R2Bucket,
    org: string,
    list: Pick<HeldList<unknown>, 'version' | 'shards' | 'lines'>,
    shard: number,
  ): Promise<string> {
    if (list.lines !== undefined) return list.lines[shard] ?? '';
    const key = `${org}/${list.version}/${shard}`;
    const text = this.kept.get(key) ?? (await readShard(bucket, org, list, shard));
    this.forget(key);
    this.kept.set(key, text);
    this.chars += text.length;
    for (const oldest of this.kept.keys()) {
      if (oldest === key || this.chars <= KEPT_MAX_CHARS) break;
      this.forget(oldest);
    }
    return text;
  }

  private forget(key: string): void {
    this.chars -= this.kept.get(key)?.length ?? 0;
    this.kept.delete(key);
  }
}
