import { createGunzip } from 'node:zlib';
import { OBJECT_MOST_BYTES, RATIO_FROM_BYTES, RATIO_MOST, UNPACKED_MOST_BYTES } from './limits.ts';

/** What is wrong with an object itself; asking for it again brings the same. */
export class BrokenObject extends Error {
  readonly place: string | undefined;
  constructor(reason: string, place?: string) {
    super(reason);
    this.place = place;
  }
}

const MIB = 1024 * 1024;
const packed = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * An object's bytes, unpacked if they are gzip (RFC 1952; several members one after another too), in pieces as they come. Whether
 * they are is seen in them: runtimes unpack by themselves what is marked with `content-encoding`. Throws {@link BrokenObject} past
 * the bounds; whatever else it throws may go better next time, for a lost connection looks like a broken file.
 * `said`: bytes that the object has as S3 keeps it.
 */
export async function* unpack(body: AsyncIterable<Uint8Array>, said: number | undefined): AsyncGenerator<Uint8Array> {
  if (said !== undefined && said > OBJECT_MOST_BYTES) throw tooLarge();
  let came = 0;
  let unpacked = 0;
  const check = (bytes: number): void => {
    unpacked += bytes;
    if (unpacked > UNPACKED_MOST_BYTES)
      throw new BrokenObject(`the object has more than ${UNPACKED_MOST_BYTES / MIB} MiB once it is unpacked`);
    const kept = Math.max(came, said ?? 0);
    if (unpacked > RATIO_FROM_BYTES && unpacked > kept * RATIO_MOST)
      throw new BrokenObject(`the object unpacks to more than ${RATIO_MOST} times its size`);
  };
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const bytes of body) {
      came += bytes.byteLength;
      if (came > UNPACKED_MOST_BYTES) throw tooLarge();
      if (bytes.byteLength > 0) yield bytes;
    }
  };
  const chunks = counted();
  let first = await chunks.next();
  if (first.done === true) return;
  // Two bytes tell; a first chunk of one is joined with the next.
  if (first.value.byteLength === 1) {
    const second = await chunks.next();
    if (second.done !== true) first = { done: false, value: new Uint8Array([...first.value, ...second.value]) };
  }
  const all = startingWith(first.value, chunks);
  if (!packed(first.value)) {
    for await (const bytes of all) {
      check(bytes.byteLength);
      yield bytes;
    }
    return;
  }
  for await (const bytes of gunzipped(all)) {
    check(bytes.byteLength);
    yield bytes;
  }
}

const tooLarge = () => new BrokenObject(`the object has more than ${OBJECT_MOST_BYTES / MIB} MiB`);

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

const CHUNK_BYTES = 64 * 1024;

async function* gunzipped(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // Called once the bytes are unpacked and taken, so that no more than a chunk is ever ahead.
  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => gunzip.write(bytes, (error) => (error ? reject(error) : resolve())));
  const feed = async (): Promise<void> => {
    for await (const bytes of body) await write(bytes);
    gunzip.end();
  };
  const fed = feed().catch((cause: unknown) => gunzip.destroy(cause instanceof Error ? cause : new Error('lost')));
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
    await fed;
  } finally {
    gunzip.destroy();
  }
}
