import { gunzipSync } from 'node:zlib';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';

/**
 * Gzip (RFC 1952, one member or several) to bytes. zlib inflates piece by piece and stops at `maxBytes`, so that a bomb
 * costs no more than an honest body. `too_large` past the bound, `malformed` if it is not gzip or ends early.
 */
export function gunzip(body: Uint8Array, maxBytes: number): Result<Uint8Array, Failure> {
  try {
    return ok(gunzipSync(body, { maxOutputLength: maxBytes }));
  } catch (cause) {
    // Node says ERR_BUFFER_TOO_LARGE, workerd a RangeError without a code.
    const tooLarge = cause instanceof RangeError || (cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    return err(
      tooLarge
        ? failure('too_large', `the body has more than ${maxBytes} bytes once decompressed; send smaller batches`)
        : failure('malformed', 'the body is not complete gzip data, as content-encoding says it is'),
    );
  }
}

/** Whether bytes begin like gzip (RFC 1952 §2.3.1). */
export const looksGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
