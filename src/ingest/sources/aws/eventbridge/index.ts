import { problemResponse, failure } from '../../../../kit/errors.ts';
import { err, ok } from '../../../../kit/result.ts';
import { Collector } from '../../../collect.ts';
import { isObject, readDocument } from '../../../read-json.ts';
import { addAwsRecord } from '../../../recognise.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';

const MIB = 1024 * 1024;
const BEARER = /^Bearer +(\S+)$/i;

export const eventbridge = {
  id: 'aws.eventbridge',
  title: 'Amazon EventBridge, API destination',
  proves: 'The sender holds the API key set in the EventBridge connection.',
  contentTypes: ['application/json'],
  limits: { bodyBytes: 4 * MIB, decompressedBytes: 16 * MIB, records: 10_000, depth: 64 },
  verify(request, grant) {
    const { headers } = request;
    const key = checkKey(headers.get('x-api-key') ?? BEARER.exec(headers.get('authorization') ?? '')?.[1], grant);
    // API destinations send no delivery id; the events' own ids tell repetitions apart.
    return key.ok ? ok({}) : key;
  },
  split(body, _contentType, limits) {
    const document = readDocument(body, limits);
    if (!document.ok) return document;
    const { value } = document;
    if (!isObject(value) && !Array.isArray(value))
      return err(failure('malformed', 'the body is neither an event nor a list of events'));
    const events: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (events.length > limits.records)
      return err(failure('too_large', `the body holds more than ${limits.records} events; send smaller batches`));
    const into = new Collector(limits.records);
    for (const [i, event] of events.entries()) addAwsRecord(into, event, () => `records[${i}]`);
    return ok(into);
  },
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
