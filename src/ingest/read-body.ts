import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';

const tooLarge = (maxBytes: number) =>
  err(failure('too_large', `the body has more than ${maxBytes} bytes; send smaller batches`));

/** The body of a request, never holding more than `maxBytes` of it. `malformed` if it breaks off. */
export async function readBody(request: Request, maxBytes: number): Promise<Result<Uint8Array<ArrayBuffer>, Failure>> {
  const declared = request.headers.get('content-length');
  if (declared !== null && /^[0-9]{1,15}$/.test(declared)) {
    if (Number(declared) > maxBytes) return tooLarge(maxBytes);
    try {
      // HTTP ends a body at its declared length, so that this buffers no more than that.
      const body = new Uint8Array(await request.arrayBuffer());
      return body.byteLength > maxBytes ? tooLarge(maxBytes) : ok(body);
    } catch {
      return err(failure('malformed', 'the body broke off'));
    }
  }
  return readStream(request.body, maxBytes);
}

async function readStream(
  stream: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, Failure>> {
  const reader = stream?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      length += part.value.byteLength;
      if (length > maxBytes) {
        await reader?.cancel();
        return tooLarge(maxBytes);
      }
      parts.push(part.value);
    }
  } catch {
    return err(failure('malformed', 'the body broke off'));
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.byteLength;
  }
  return ok(body);
}
