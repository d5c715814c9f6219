import type { BlockEntry, BlockIndex } from '../../contracts/delivery.ts';
import { concatBytes, utf8 } from '../../kit/bytes.ts';
import { err, ok, type Result } from '../../kit/result.ts';

/** Last bytes of every block: format and version. */
const MAGIC = utf8('VDB1');
/** Index length (4 bytes, big-endian) and magic. */
const TRAILER_BYTES = 8;

/** Bodies that lie one after the other, and what they are; offsets count from the start of `body`. */
export interface BlockPart {
  readonly entries: readonly BlockEntry[];
  readonly body: Uint8Array;
}

/** A block as `contracts/delivery.ts` describes it: the parts' bodies as they came, the index, its length, the magic. */
export function encodeBlock(parts: readonly BlockPart[]): Uint8Array<ArrayBuffer> {
  const entries: BlockEntry[] = [];
  let base = 0;
  for (const part of parts) {
    for (const entry of part.entries) entries.push(base === 0 ? entry : { ...entry, offset: entry.offset + base });
    base += part.body.byteLength;
  }
  const index = utf8(JSON.stringify({ v: 1, entries } satisfies BlockIndex));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, index.byteLength);
  return concatBytes([...parts.map((p) => p.body), index, length, MAGIC]);
}

/** The entries of a block, every offset checked against its bytes; an error says what is wrong with it. */
export function decodeBlock(bytes: Uint8Array): Result<readonly BlockEntry[], string> {
  const end = bytes.byteLength;
  if (end < TRAILER_BYTES || MAGIC.some((b, i) => bytes[end - MAGIC.length + i] !== b))
    return err('the object does not end like a block');
  const length = new DataView(bytes.buffer, bytes.byteOffset + end - TRAILER_BYTES, 4).getUint32(0);
  const start = end - TRAILER_BYTES - length;
  if (start < 0) return err('the index is longer than the block');
  try {
    const index = JSON.parse(new TextDecoder().decode(bytes.subarray(start, end - TRAILER_BYTES))) as BlockIndex;
    // Blocks of a later version have another magic; within VDB1 the index is ours and only its geometry is checked.
    const outside = index.entries.find((e) => !(e.offset >= 0 && e.length >= 0 && e.offset + e.length <= start));
    return outside ? err(`entry ${outside.id} lies outside the block`) : ok(index.entries);
  } catch {
    return err('the index is not JSON');
  }
}

/** The body of one entry, without a copy. */
export const entryBody = (block: Uint8Array, entry: BlockEntry): Uint8Array =>
  block.subarray(entry.offset, entry.offset + entry.length);

/** `raw/<org>/<source id>/<yyyy>/<mm>/<dd>/<hh>/<block id>.block`, in UTC of the block's first acceptance. */
export function blockKey(org: string, sourceId: string, block: string, atMs: number): string {
  const hour = new Date(atMs).toISOString().slice(0, 13).replaceAll('-', '/').replace('T', '/');
  return `raw/${org}/${sourceId}/${hour}/${block}.block`;
}
