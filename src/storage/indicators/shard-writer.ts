import { concatBytes, utf8 } from '../../kit/bytes.ts';
import { stagingKey, shardKey, SHARDS, shardBitmap } from './keys.ts';

/** Lines held before they go to R2: an isolate has 128 MB, and the fingerprints of a million take 30 of them. */
const PART_MAX_CHARS = 8_000_000;
/** Bytes of shards that are put together at once. */
const GROUP_MAX_BYTES = 16_000_000;
/** Requests to R2 under way at once, of the platform's six. */
const AT_ONCE = 6;

/** A staged part: the lines of each shard, one shard after the other. */
interface Part {
  readonly key: string;
  /** Where each shard begins; one more than there are shards. */
  readonly offsets: Uint32Array;
}

/**
 * Sorts lines into shards that together are larger than memory: parts of some megabytes go to R2 sorted, and the shards are
 * put together out of ranges of them. A list that fits into one part is written at once.
 */
export class ShardWriter {
  private readonly bucket: R2Bucket;
  private readonly org: string;
  private readonly version: string;
  private lines: string[][] = emptyShards();
  private chars = 0;
  private readonly parts: Part[] = [];

  constructor(bucket: R2Bucket, org: string, version: string) {
    this.bucket = bucket;
    this.org = org;
    this.version = version;
  }

  add(shard: number, line: string): void {
    this.lines[shard]!.push(line);
    this.chars += line.length;
  }

  /** Called between lines: lets go of what is held if it is much. */
  async relieve(): Promise<void> {
    if (this.chars >= PART_MAX_CHARS) await this.stage();
  }

  /** Writes the shards; returns which there are. */
  async finish(): Promise<string> {
    const there = Array.from({ length: SHARDS }, () => false);
    const put = async (shard: number, bytes: Uint8Array): Promise<void> => {
      if (bytes.byteLength === 0) return;
      there[shard] = true;
      await this.bucket.put(shardKey(this.org, this.version, shard), bytes);
    };
    if (this.parts.length === 0) {
      await eachOf(this.lines, AT_ONCE, (lines, shard) => put(shard, utf8(lines.join(''))));
      return shardBitmap(there);
    }
    await this.stage();
    for (let from = 0; from < SHARDS;) {
      const to = this.groupEnd(from);
      const ranges: Uint8Array[] = [];
      await eachOf(this.parts, AT_ONCE, async (part, i) => {
        ranges[i] = await this.range(part, from, to);
      });
      const shards = Array.from({ length: to - from }, (_, i) => from + i);
      await eachOf(shards, AT_ONCE, (shard) =>
        put(shard, concatBytes(this.parts.map((part, i) => slice(part, ranges[i]!, from, shard)))),
      );
      from = to;
    }
    await this.bucket.delete(this.parts.map((p) => p.key));
    return shardBitmap(there);
  }

  private async stage(): Promise<void> {
    const key = stagingKey(this.org, this.version, this.parts.length);
    const shards = this.lines.map((lines) => utf8(lines.join('')));
    this.lines = emptyShards();
    this.chars = 0;
    const offsets = new Uint32Array(SHARDS + 1);
    for (const [i, bytes] of shards.entries()) offsets[i + 1] = offsets[i]! + bytes.byteLength;
    await this.bucket.put(key, concatBytes(shards));
    this.parts.push({ key, offsets });
  }

  /** The shard up to which all parts' bytes fit into memory; at least one further. */
  private groupEnd(from: number): number {
    let bytes = 0;
    for (let shard = from; shard < SHARDS; shard++) {
      for (const { offsets } of this.parts) bytes += offsets[shard + 1]! - offsets[shard]!;
      if (bytes > GROUP_MAX_BYTES && shard > from) return shard;
    }
    return SHARDS;
  }

  private async range({ key, offsets }: Part, from: number, to: number): Promise<Uint8Array> {
    const [offset, length] = [offsets[from]!, offsets[to]! - offsets[from]!];
    if (length === 0) return new Uint8Array();
    const object = await this.bucket.get(key, { range: { offset, length } });
    if (object === null) throw new Error(`part ${key} is gone`);
    return new Uint8Array(await object.arrayBuffer());
  }
}

const emptyShards = (): string[][] => Array.from({ length: SHARDS }, () => []);

const slice = ({ offsets }: Part, range: Uint8Array, from: number, shard: number): Uint8Array =>
  range.subarray(offsets[shard]! - offsets[from]!, offsets[shard + 1]! - offsets[from]!);

/** Runs a task for each item, at most `most` at a time; rejects with the first failure. */
async function eachOf<T>(
  items: readonly T[],
  most: number,
  task: (item: T, i: number) => Promise<void>,
): Promise<void> {
  const entries = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of entries) await task(item, i);
  };
  await Promise.all(Array.from({ length: most }, worker));
}
