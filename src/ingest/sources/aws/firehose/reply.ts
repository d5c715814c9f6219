import { STATUS_BY_CODE, type Failure } from '../../../../kit/errors.ts';
import type { RequestFacts } from '../../../source.ts';

/** AWS takes errorMessage up to 8192 characters; ours are far shorter. */
const MESSAGE_MAX_LENGTH = 1_000;
/** Request ids are GUIDs; whatever longer stands there is not echoed. */
const REQUEST_ID_MAX_LENGTH = 200;

/** The delivery's id: the header, which AWS repeats in the body. */
export function requestIdOf(request: RequestFacts): string | undefined {
  const id = request.headers.get('x-amz-firehose-request-id') ?? '';
  return id !== '' && id.length <= REQUEST_ID_MAX_LENGTH ? id : undefined;
}

/**
 * An answer as Firehose demands it: JSON with the request's id and when it was processed, in ms. 200 alone is success, also of
 * 2xx; 413 is final and sends the batch to the stream's bucket at once; whatever else is tried again until the stream's retry
 * duration ends. An answer of another form counts as a failure.
 * https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
 */
export function firehoseReply(request: RequestFacts, failure?: Failure): Response {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (failure?.retryAfterSeconds !== undefined) headers['retry-after'] = String(failure.retryAfterSeconds);
  const errorMessage = failure?.detail.slice(0, MESSAGE_MAX_LENGTH);
  return new Response(JSON.stringify({ requestId: requestIdOf(request) ?? '', timestamp: request.now, errorMessage }), {
    status: failure === undefined ? 200 : STATUS_BY_CODE[failure.code],
    headers,
  });
}
