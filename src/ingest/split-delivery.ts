import { failure, type Failure } from '../kit/errors.ts';
import { err, type Result } from '../kit/result.ts';
import { gunzip } from './gunzip.ts';
import type { Split } from './source.ts';
import { sources } from './sources/registry.ts';

/**
 * The records of a stored delivery, read by the rules of its source kind and within that source's limits. Pure.
 * `unprocessable` for a kind that is not known; otherwise what the door would have said.
 */
export function splitDelivery(delivery: {
  readonly kind: string;
  readonly contentType: string;
  readonly encoding?: 'gzip';
  readonly body: Uint8Array;
}): Result<Split, Failure> {
  const source = Object.hasOwn(sources, delivery.kind) ? sources[delivery.kind] : undefined;
  if (!source) return err(failure('unprocessable', 'no source of this kind is known to this version'));
  if (delivery.encoding === undefined) return source.split(delivery.body, delivery.contentType, source.limits);
  const plain = gunzip(delivery.body, source.limits.decompressedBytes);
  return plain.ok ? source.split(plain.value, delivery.contentType, source.limits) : plain;
}
