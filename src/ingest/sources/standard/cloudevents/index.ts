import { problemResponse } from '../../../../kit/errors.ts';
import type { Collector } from '../../../collect.ts';
import { isObject, textOf } from '../../../read-json.ts';
import { addEvent } from '../../../recognise/events.ts';
import { timed } from '../../../recognise/loose.ts';
import type { Frame, Reading, Source } from '../../../source.ts';
import { eventOf } from './binary.ts';
import { grantWebhook } from './handshake.ts';
import { answerNoEvent, isJson, isVersion1, OTHER_VERSION, verifyCloudEvents } from './verify.ts';

const MIB = 1024 * 1024;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** In binary mode what stands in the body is the data alone, and the event is in the headers. */
function readEvent(into: Collector, { value, at }: Frame, reading: Reading): void {
  const { facts } = reading;
  const event = facts['mode'] === 'binary' ? eventOf(value, facts, at()) : value;
  if (!isObject(event)) return addEvent(into, event, at, reading);
  const version = textOf(event, 'specversion');
  if (version !== undefined && !isVersion1(version)) return into.reject(`${at()}.specversion`, OTHER_VERSION.detail);
  // `time` is optional; what says none happened when it came, as far as anybody knows.
  addEvent(into, timed(event, Number(facts['received'])), at, reading);
}

/** CloudEvents 1.0 over HTTP: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md */
export const cloudevents = {
  id: 'standard.cloudevents',
  // Of binary mode: data may be of any type, and an event may have none.
  contentTypes: [
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/json',
    '+json',
    '',
    'text/plain',
    'text/xml',
    'application/xml',
    'application/octet-stream',
  ],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 32 * MIB, records: 20_000, depth: 64 },
  verify: verifyCloudEvents,
  greet(request, grant) {
    const wanted = listOf(grant.settings?.['origins']);
    return grantWebhook(request, grant, (origin) => wanted.length === 0 || wanted.includes(origin));
  },
  answer: answerNoEvent,
  framing: ({ contentType, facts }) =>
    facts['mode'] === 'binary' && (facts['data'] === 'none' || !isJson(contentType))
      ? { as: 'bytes', empty: true }
      : { as: 'document', lists: [] },
  read: readEvent,
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
