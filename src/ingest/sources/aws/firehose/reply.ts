import { STATUS_BY_CODE, type Failure } from '../../../../kit/errors.ts';
import type { RequestFacts } from '../../../source.ts';

/** AWS takes errorMessage up to 8192 characters; ours are far shorter. */
const MESSAGE_MAX_LENGTH = 1_000;
/** Request ids are GUIDs; whatever longer stands there is not echoed. */
const REQUEST_ID_MAX_LENGTH = 200;
/** Where `timestamp` is looked for, from either end of the envelope: the records are in between. */
const EDGE_BYTES = 512;
const TIMESTAMP = /"timestamp"\s*:\s*([0-9]{1,15})\s*[,}]/;
const REQUEST_ID = /"requestId"\s*:\s*"([A-Za-z0-9_-]{1,200})"/;
const latin1 = new TextDecoder('latin1');

/** The delivery's id: the header, which AWS repeats in the body. */
export function requestIdOf(request: RequestFacts): string | undefined {
  const id = request.headers.get('x-amz-firehose-request-id') ?? '';
  return id !== '' && id.length <= REQUEST_ID_MAX_LENGTH ? id : undefined;
}

/** The first match near the envelope's edges. */
function find(request: RequestFacts, pattern: RegExp): string | undefined {
  const { body } = request;
  return [body.subarray(0, EDGE_BYTES), body.subarray(-EDGE_BYTES)]
    .map((edge) => pattern.exec(latin1.decode(edge))?.[1])
    .find((m) => m !== undefined);
}

/**
 * An answer as Firehose demands it (AWS, "HTTP endpoint delivery request and response specifications"): JSON with the
 * request's id and a timestamp in ms, here the request's own where it could be read. Anything else counts as a failure there.
 */
export function firehoseReply(request: RequestFacts, failure?: Failure): Response {
  const timestamp = Number(find(request, TIMESTAMP) ?? request.now);
  const requestId = requestIdOf(request) ?? find(request, REQUEST_ID) ?? '';
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (failure?.retryAfterSeconds !== undefined) headers['retry-after'] = String(failure.retryAfterSeconds);
  const errorMessage = failure?.detail.slice(0, MESSAGE_MAX_LENGTH);
  return new Response(JSON.stringify({ requestId, timestamp, errorMessage }), {
    status: failure === undefined ? 200 : STATUS_BY_CODE[failure.code],
    headers,
  });
}
