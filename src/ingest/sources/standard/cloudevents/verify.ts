import type { SourceGrant } from '../../../../contracts/access.ts';
import { sha256Hex } from '../../../../kit/crypto.ts';
import { failure, problemResponse, type Failure } from '../../../../kit/errors.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { passwordOf, tokenOf } from '../../../bearer.ts';
import { mediaTypeOf } from '../../../media.ts';
import { isObject, readDocument, textOf } from '../../../read-json.ts';
import { checkKey, DENIED } from '../../../secrets.ts';
import type { RequestFacts, Verified } from '../../../source.ts';
import { binaryFacts, identityOf } from './binary.ts';

const STRUCTURED = 'application/cloudevents+json';
const BATCHED = 'application/cloudevents-batch+json';
/** JSON, as which data comes or an event whose sender does not know its type. */
const JSON_TYPE = /^(?:application|text)\/(?:[a-z0-9.+-]{1,100}\+)?json$/;
/** Larger events are rare and are told apart by their own ids: they are not parsed twice. */
const ID_SOUGHT_WITHIN_BYTES = 256 * 1024;
const LIMITS = {
  bodyBytes: ID_SOUGHT_WITHIN_BYTES,
  decompressedBytes: ID_SOUGHT_WITHIN_BYTES,
  records: 1,
  depth: 64,
} as const;

/** Source and id together are an event's own: the same pair again is the same event (CloudEvents, "id"). */
const senderIdOf = (source: string, id: string): string => sha256Hex(JSON.stringify([source, id])).slice(0, 40);

const isSmallAndPlain = ({ body, headers }: RequestFacts): boolean =>
  body.byteLength <= ID_SOUGHT_WITHIN_BYTES && !headers.has('content-encoding');

function structuredId(request: RequestFacts): string | undefined {
  if (!isSmallAndPlain(request)) return undefined;
  const document = readDocument(request.body, LIMITS);
  if (!document.ok || !isObject(document.value)) return undefined;
  const source = textOf(document.value, 'source');
  const id = textOf(document.value, 'id');
  return source === undefined || id === undefined ? undefined : senderIdOf(source, id);
}

const NO_EVENT = failure(
  'malformed',
  'no CloudEvent: send application/cloudevents+json, or the headers ce-specversion, ce-id, ce-source and ce-type',
);
export const OTHER_VERSION = failure(
  'malformed',
  'specversion must be 1.0; older versions name their fields differently',
  {
    field: '/specversion',
  },
);

/** Whether a version is 1.0, which all of its revisions are called. */
export const isVersion1 = (specversion: string): boolean => specversion === '1.0' || specversion.startsWith('1.0.');

type Mode = 'structured' | 'batched' | 'binary';
const modeOf = (headers: Headers): Mode => {
  const contentType = mediaTypeOf(headers);
  if (contentType === BATCHED) return 'batched';
  if (contentType === STRUCTURED) return 'structured';
  return !headers.has('ce-specversion') && JSON_TYPE.test(contentType) ? 'structured' : 'binary';
};

/** Data in binary mode is of whatever type; what is not said to be JSON is taken as it is. */
export const isJson = (contentType: string): boolean => JSON_TYPE.test(contentType);

/** The source's secret as bearer token, then which mode the event came in and which event it is. */
export function verifyCloudEvents(request: RequestFacts, grant: SourceGrant): Result<Verified, Failure> {
  const { headers, body, now } = request;
  const key = checkKey(tokenOf(headers, 'Bearer') ?? passwordOf(headers), grant);
  if (!key.ok) return err(DENIED);
  const mode = modeOf(headers);
  const received = String(now);
  if (mode === 'binary') {
    const facts = binaryFacts(headers);
    // Without them it is answered and not stored.
    if (facts === undefined) return ok({});
    const about = {
      received,
      type: mediaTypeOf(headers).slice(0, 100),
      ...(body.byteLength === 0 ? { data: 'none' } : {}),
    };
    return ok({ facts: { ...facts, ...about }, senderId: senderIdOf(...identityOf(facts)) });
  }
  const senderId = mode === 'structured' ? structuredId(request) : undefined;
  return ok({ facts: { mode, received }, ...(senderId === undefined ? {} : { senderId }) });
}

const latin1 = new TextDecoder('latin1');
/** What stands in every event; a body that has it is read later, and one that has not is parsed for its sender to learn why. */
const SIGNS = [/"specversion"\s*:\s*"1\.0/, /"id"\s*:\s*"/, /"source"\s*:\s*"/, /"type"\s*:\s*"/];

function faultOf(request: RequestFacts): Failure | undefined {
  const { headers } = request;
  const mode = modeOf(headers);
  if (mode === 'binary') {
    const facts = binaryFacts(headers);
    if (facts === undefined) return NO_EVENT;
    return isVersion1(facts['ce-specversion'] ?? '') ? undefined : OTHER_VERSION;
  }
  if (mode === 'batched' || !isSmallAndPlain(request)) return undefined;
  const text = latin1.decode(request.body);
  if (SIGNS.every((sign) => sign.test(text))) return undefined;
  const document = readDocument(request.body, LIMITS);
  if (!document.ok || !isObject(document.value)) return undefined;
  const version = textOf(document.value, 'specversion');
  return version === undefined || isVersion1(version) ? NO_EVENT : OTHER_VERSION;
}

/** What is no event: neither in the body nor by headers, or of another version. Only who has the secret is told so. */
export function answerNoEvent(request: RequestFacts): Response | undefined {
  const fault = faultOf(request);
  return fault && problemResponse(fault);
}
