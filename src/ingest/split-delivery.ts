import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { Collector } from './collect.ts';
import { framerOf, valuesOf } from './framing/framer.ts';
import { gunzip } from './gunzip.ts';
import type { DeliveryFacts, Reading, Source, Split } from './source.ts';
import { sources } from './sources/registry.ts';

/** A delivery as it was stored. */
export interface StoredDelivery {
  readonly kind: string;
  readonly contentType: string;
  readonly encoding?: 'gzip';
  readonly facts?: DeliveryFacts;
  readonly body: Uint8Array;
}

/** A reader of one delivery's frames into `into`. */
function readerOf(source: Source, delivery: StoredDelivery, into: Collector) {
  const { contentType, facts = {} } = delivery;
  const { limits } = source;
  const budget = { bytes: limits.decompressedBytes, depth: limits.depth, values: valuesOf(limits) };
  const reading: Reading = { contentType, facts, limits, budget };
  return framerOf(source.framing({ contentType, facts }), limits, {
    frame(value, at) {
      if (!into.full) source.read(into, { value, at }, reading);
    },
    reject: (at, reason) => into.reject(at, reason),
  });
}

/**
 * The records of a stored delivery, read by the rules of its source kind and within that source's limits. Pure.
 * `unprocessable` for a kind that is not known; otherwise what the door would have said.
 */
export function splitDelivery(delivery: StoredDelivery): Result<Split, Failure> {
  const source = Object.hasOwn(sources, delivery.kind) ? sources[delivery.kind] : undefined;
  if (!source) return err(failure('unprocessable', 'no source of this kind is known to this version'));
  const plain =
    delivery.encoding === 'gzip' ? gunzip(delivery.body, source.limits.decompressedBytes) : ok(delivery.body);
  if (!plain.ok) return plain;
  const into = new Collector(source.limits.records);
  const framer = readerOf(source, delivery, into);
  const failed = framer.push(plain.value) ?? framer.end();
  return failed === undefined ? ok(into) : err(failed);
}
