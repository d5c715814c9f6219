import { failure, type Failure, type FailureCode } from '../../../../kit/errors.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import type { RequestFacts } from '../../../source.ts';

/**
 * Texts and codes of the collector's answers, as Splunk lists them ("Troubleshoot HTTP Event Collector", possible error codes):
 * https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector
 */
interface Answer {
  readonly status: number;
  readonly code: number;
  readonly text: string;
}
export const SUCCESS: Answer = { status: 200, code: 0, text: 'Success' };
export const HEALTHY: Answer = { status: 200, code: 17, text: 'HEC is healthy' };
const NO_TOKEN: Answer = { status: 401, code: 2, text: 'Token is required' };
const WRONG_TOKEN: Answer = { status: 403, code: 4, text: 'Invalid token' };
const NO_SCHEME: Answer = { status: 401, code: 3, text: 'Invalid authorization' };
const NO_DATA: Answer = { status: 400, code: 5, text: 'No data' };
const BAD_DATA: Answer = { status: 400, code: 6, text: 'Invalid data format' };
const BROKEN: Answer = { status: 500, code: 8, text: 'Internal server error' };
const BUSY: Answer = { status: 503, code: 9, text: 'Server is busy' };
export const NO_CHANNEL: Answer = { status: 400, code: 10, text: 'Data channel is missing' };
export const WRONG_CHANNEL: Answer = { status: 400, code: 11, text: 'Invalid data channel' };
const TOKEN_IN_URL: Answer = { status: 400, code: 16, text: 'Query string authorization is not enabled' };

/** What is wrong with an event by itself. */
export const EVENT_MISSING = failure('malformed', 'event is missing', { field: '/event' });
export const EVENT_BLANK = failure('malformed', 'event is blank', { field: '/event' });
const BY_FAILURE: ReadonlyMap<Failure, Answer> = new Map([
  [EVENT_MISSING, { status: 400, code: 12, text: 'Event field is required' }],
  [EVENT_BLANK, { status: 400, code: 13, text: 'Event field cannot be blank' }],
]);

const BY_CODE: Readonly<Partial<Record<FailureCode, Answer>>> = {
  unauthenticated: NO_TOKEN,
  forbidden: WRONG_TOKEN,
  unavailable: BUSY,
  internal: BROKEN,
  // Splunk knows no rate limit of its own; senders wait and repeat what is busy.
  too_fast: BUSY,
  too_large: { status: 413, code: 27, text: 'Request entity too large' },
  not_found: { status: 404, code: 404, text: 'The requested URL was not found on this server.' },
  method_not_allowed: { status: 405, code: 405, text: 'Method not allowed' },
  unsupported_media: { status: 415, code: 6, text: 'Invalid data format' },
};

export function hecResponse(answer: Answer, more: Readonly<Record<string, unknown>> = {}): Response {
  return new Response(JSON.stringify({ text: answer.text, code: answer.code, ...more }), {
    status: answer.status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

/** Which credential is missing or wrong, by the request alone. */
function denied({ headers, query }: RequestFacts): Answer {
  const sent = tokenOf(headers, 'Splunk') ?? tokenOf(headers, 'Bearer') ?? passwordOf(headers);
  if (sent !== undefined) return WRONG_TOKEN;
  if ((headers.get('authorization') ?? '') !== '') return NO_SCHEME;
  return query.has('token') ? TOKEN_IN_URL : NO_TOKEN;
}

/** A failure in the collector's words; what is wrong in detail stands beside them, where no client looks but people do. */
export function hecFailure(request: RequestFacts, failed: Failure): Response {
  if (failed.code === 'unauthenticated') return hecResponse(denied(request));
  const wrongEvent = BY_FAILURE.get(failed);
  if (wrongEvent) return hecResponse(wrongEvent, { 'invalid-event-number': 0 });
  const empty = failed.code === 'malformed' && request.body.byteLength === 0;
  const response = hecResponse(empty ? NO_DATA : (BY_CODE[failed.code] ?? BAD_DATA), { detail: failed.detail });
  if (failed.retryAfterSeconds !== undefined) response.headers.set('retry-after', String(failed.retryAfterSeconds));
  return response;
}
