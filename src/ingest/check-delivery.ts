import type { Failure } from '../kit/errors.ts';
import { ok, type Result } from '../kit/result.ts';
import { gunzip } from './gunzip.ts';
import type { Media } from './media.ts';
import type { Source } from './source.ts';

/** Whether a verified body can be split later, within its source's limits. Answers with the body decompressed. Pure. */
export function checkDelivery(source: Source, media: Media, body: Uint8Array): Result<Uint8Array, Failure> {
  const plain = media.encoding === 'gzip' ? gunzip(body, source.limits.decompressedBytes) : ok(body);
  if (!plain.ok) return plain;
  const { contentType } = media;
  const checked =
    source.check?.(plain.value, contentType, source.limits) ?? source.split(plain.value, contentType, source.limits);
  return checked.ok ? plain : checked;
}
