import { failure, type Failure } from '../../../../kit/errors.ts';
import { err, ok, type Result } from '../../../../kit/result.ts';
import { Collector } from '../../../collect.ts';
import { boundsOf, isObject, readDocument } from '../../../read-json.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source, SourceLimits } from '../../../source.ts';
import { addRecord } from './records.ts';
import { firehoseReply, requestIdOf } from './reply.ts';

const MIB = 1024 * 1024;

function readEnvelope(body: Uint8Array, limits: SourceLimits): Result<readonly unknown[], Failure> {
  const document = readDocument(body, limits);
  if (!document.ok) return document;
  const envelope = document.value;
  if (!isObject(envelope) || !Array.isArray(envelope['records']))
    return err(failure('malformed', 'records is missing or not a list', { field: '/records' }));
  const records = envelope['records'] as unknown[];
  if (records.length > limits.records)
    return err(failure('too_large', `records holds more than ${limits.records}; lower the stream's buffer size`));
  return ok(records);
}

export const firehose = {
  id: 'aws.firehose',
  title: 'Amazon Data Firehose, HTTP endpoint delivery',
  proves: 'The sender holds the access key set in the Firehose stream.',
  contentTypes: ['application/json'],
  // Firehose buffers 5 MiB for HTTP endpoints unless told otherwise; base64 makes that 7.
  limits: { bodyBytes: 16 * MIB, decompressedBytes: 32 * MIB, records: 20_000, depth: 64 },
  verify(request, grant) {
    const key = checkKey(request.headers.get('x-amz-firehose-access-key'), grant);
    if (!key.ok) return key;
    const senderId = requestIdOf(request);
    return ok(senderId === undefined ? {} : { senderId });
  },
  check(body, _contentType, limits) {
    const envelope = readEnvelope(body, limits);
    return envelope.ok ? ok(undefined) : envelope;
  },
  split(body, _contentType, limits) {
    const envelope = readEnvelope(body, limits);
    if (!envelope.ok) return envelope;
    const into = new Collector(limits.records);
    const budget = { bytes: limits.decompressedBytes, ...boundsOf(limits) };
    for (const [i, record] of envelope.value.entries()) {
      if (into.full) break;
      addRecord(into, record, `records[${i}]`, limits, budget);
    }
    return ok(into);
  },
  reply: { accepted: (request) => firehoseReply(request), failed: firehoseReply },
} as const satisfies Source;
