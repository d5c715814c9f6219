import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { framerOf, type FrameSink } from './framing/framer.ts';
import { inflate } from './framing/inflate.ts';
import { looksGzipped } from './gunzip.ts';
import type { Media } from './media.ts';
import type { DeliveryFacts, Source } from './source.ts';

/** A body of text or JSON never begins so. */
const UNSAID_GZIP = failure('malformed', 'the body is gzip: send the header content-encoding: gzip with it');
const NOWHERE: FrameSink = { frame: () => {}, reject: () => {} };

/** Whether a verified body can be split later, within its source's limits. Nothing of it is kept. */
export async function checkDelivery(
  source: Source,
  media: Media,
  facts: DeliveryFacts,
  body: Uint8Array,
): Promise<Result<undefined, Failure>> {
  const { contentType, encoding } = media;
  const framing = source.framing({ contentType, facts });
  if (encoding === undefined && framing.as !== 'bytes' && looksGzipped(body)) return err(UNSAID_GZIP);
  const framer = framerOf(framing, source.limits, NOWHERE);
  const failed = await inflate(body, encoding, source.limits, (bytes) => framer.push(bytes));
  const end = failed ?? framer.end();
  return end === undefined ? ok(undefined) : err(end);
}
