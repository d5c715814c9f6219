import { createGunzip } from 'node:zlib';
import { failure, type Failure } from '../../kit/errors.ts';
import { gunzip } from '../gunzip.ts';
import type { SourceLimits } from '../source.ts';

/** Up to here a body is inflated in one go: most are small, and a stream costs more than they do. */
const AT_ONCE_BYTES = 1024 * 1024;
/** Logs shrink to a twentieth, repetitive ones to a hundredth; whoever sends more than this sends nothing worth reading. */
const MAX_RATIO = 200;

/** What is handed on at once: large enough to be cheap, small enough that what it holds as values is small. */
const SLICE_BYTES = 256 * 1024;

/** Bytes of a gzip body's last member once inflated, as its trailer says (RFC 1952 §2.3.1): a hint, never trusted. */
const saidLength = (body: Uint8Array): number =>
  body.length < 18 ? 0 : new DataView(body.buffer, body.byteOffset + body.length - 4, 4).getUint32(0, true);

const tooLarge = (maxBytes: number): Failure =>
  failure('too_large', `the body has more than ${maxBytes} bytes once decompressed; send smaller batches`);

type Push = (bytes: Uint8Array) => Failure | undefined | Promise<Failure | undefined>;

async function inSlices(body: Uint8Array, push: Push): Promise<Failure | undefined> {
  for (let at = 0; at < body.length; at += SLICE_BYTES) {
    const failed = await push(body.subarray(at, at + SLICE_BYTES));
    if (failed) return failed;
  }
  return undefined;
}

/**
 * Gives a body to `push`, inflated if it came as gzip, in pieces that never add up in memory. Stops at the source's bound, at
 * a ratio that no log reaches, and at the first failure that `push` answers.
 */
export async function inflate(
  body: Uint8Array,
  encoding: 'gzip' | undefined,
  limits: SourceLimits,
  push: Push,
): Promise<Failure | undefined> {
  if (encoding === undefined) return inSlices(body, push);
  if (saidLength(body) <= AT_ONCE_BYTES) {
    const plain = gunzip(body, Math.min(AT_ONCE_BYTES, limits.decompressedBytes));
    if (plain.ok) return inSlices(plain.value, push);
    if (plain.error.code !== 'too_large' || limits.decompressedBytes <= AT_ONCE_BYTES) return plain.error;
  }
  const stream = createGunzip({ chunkSize: SLICE_BYTES });
  stream.end(body);
  let length = 0;
  let failed: Failure | undefined;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > limits.decompressedBytes) return tooLarge(limits.decompressedBytes);
      if (length > AT_ONCE_BYTES && length > body.byteLength * MAX_RATIO)
        return failure('too_large', `the body inflates to more than ${MAX_RATIO} times its size; send it as it is`);
      // What is too large is called so even if it is malformed as well: that is what its sender must know first.
      failed ??= await push(chunk);
    }
  } catch {
    return failure('malformed', 'the body is not complete gzip data, as content-encoding says it is');
  } finally {
    stream.destroy();
  }
  return failed;
}
