import { ListPacker, saltOf } from '../../src/detect/intel/list-packer.ts';
import { randomBytes } from '../../src/kit/crypto.ts';
import { newId } from '../../src/kit/ids.ts';
import { putInForce, writeList, type WrittenList } from '../../src/storage/indicators/write-list.ts';

/** As much as a request's body brings at once. */
const CHUNK_BYTES = 65_536;
let made = 0;

/** Stores a list as the console does and, unless told otherwise, puts it in force. Lines are objects or text as it is. */
export async function storeList(
  bucket: R2Bucket,
  org: string,
  lines: readonly unknown[],
  inForce = true,
): Promise<WrittenList> {
  const text = lines.map((l) => (typeof l === 'string' ? l : JSON.stringify(l))).join('\n');
  // Time-ordered however fast a test makes them.
  const version = newId('ind', Date.now() + made++);
  async function* body() {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
  }
  const written = await writeList(bucket, org, version, body(), new ListPacker(saltOf(randomBytes(8))));
  if (!written.ok) throw new Error(written.error.detail);
  if (inForce) await putInForce(bucket, org, written.value, { by: 'user:usr_test', at: Date.now() });
  return written.value;
}
