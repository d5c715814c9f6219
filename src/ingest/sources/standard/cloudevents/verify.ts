import type { SourceGrant } from '../../../../contracts/access.ts';
import { sha256Hex } from '../../../../kit/crypto.ts';
import { failure, problemResponse, type Failure } from '../../../../kit/errors.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { isObject, readDocument, textOf } from '../../../read-json.ts';
import { checkKey, DENIED } from '../../../secrets.ts';
import type { RequestFacts, Verified } from '../../../source.ts';
import { binaryFacts } from './binary.ts';

const BEARER = /^Bearer +(\S+)$/i;
const STRUCTURED = 'application/cloudevents+json';
const BATCHED = 'application/cloudevents-batch+json';
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

function structuredId(request: RequestFacts): string | undefined {
  if (request.body.byteLength > ID_SOUGHT_WITHIN_BYTES || request.headers.has('content-encoding')) return undefined;
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

const modeOf = (headers: Headers): 'structured' | 'batched' | 'binary' => {
  const contentType = (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (contentType === BATCHED) return 'batched';
  return contentType === STRUCTURED ? 'structured' : 'binary';
};

/** The source's secret as bearer token, then which mode the event came in and which event it is. */
export function verifyCloudEvents(request: RequestFacts, grant: SourceGrant): Result<Verified, Failure> {
  const { headers } = request;
  const key = checkKey(BEARER.exec(headers.get('authorization') ?? '')?.[1], grant);
  if (!key.ok) return err(DENIED);
  const mode = modeOf(headers);
  if (mode === 'binary') {
    const facts = binaryFacts(headers);
    // Without them it is answered and not stored.
    return ok(facts === undefined ? {} : { facts, senderId: senderIdOf(facts['source'] ?? '', facts['id'] ?? '') });
  }
  const senderId = mode === 'structured' ? structuredId(request) : undefined;
  return ok({ facts: { mode }, ...(senderId === undefined ? {} : { senderId }) });
}

/** JSON that is no event: neither in the body nor by headers. Only who has the secret is told so. */
export const answerNoEvent = ({ headers }: RequestFacts): Response | undefined =>
  modeOf(headers) === 'binary' && binaryFacts(headers) === undefined ? problemResponse(NO_EVENT) : undefined;
