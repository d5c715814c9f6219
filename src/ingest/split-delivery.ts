import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { Collector } from './collect.ts';
import { framerOf, valuesOf } from './framing/framer.ts';
import { inflate } from './framing/inflate.ts';
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

const UNKNOWN = failure('unprocessable', 'no source of this kind is known to this version');
const sourceOf = (kind: string): Source | undefined => (Object.hasOwn(sources, kind) ? sources[kind] : undefined);

/**
 * The records of a stored delivery, read by the rules of its source kind and within that source's limits. Pure.
 * `unprocessable` for a kind that is not known; otherwise what the door would have said.
 */
export function splitDelivery(delivery: StoredDelivery): Result<Split, Failure> {
  const source = sourceOf(delivery.kind);
  if (!source) return err(UNKNOWN);
  const plain =
    delivery.encoding === 'gzip' ? gunzip(delivery.body, source.limits.decompressedBytes) : ok(delivery.body);
  if (!plain.ok) return plain;
  const into = new Collector(source.limits.records);
  const framer = readerOf(source, delivery, into);
  const failed = framer.push(plain.value) ?? framer.end();
  return failed === undefined ? ok(into) : err(failed);
}

/**
 * The same in parts, each handed on before the next is unpacked, so that neither a large body nor its records are ever in
 * memory whole. A failure is what the door would have said; what was handed on before it stands.
 */
export async function splitInParts(
  delivery: StoredDelivery,
  take: (part: Split) => void,
): Promise<Failure | undefined> {
  const source = sourceOf(delivery.kind);
  if (!source) return UNKNOWN;
  const into = new Collector(source.limits.records);
  const framer = readerOf(source, delivery, into);
  const failed = await inflate(delivery.body, delivery.encoding, source.limits, (bytes) => {
    const wrong = framer.push(bytes);
    take(into.take());
    return wrong;
  });
  const end = failed ?? framer.end();
  take(into.take());
  return end;
}
