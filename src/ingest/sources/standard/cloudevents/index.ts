import { problemResponse } from '../../../../kit/errors.ts';
import { addEvent } from '../../../recognise/events.ts';
import type { Source } from '../../../source.ts';
import { eventOf } from './binary.ts';
import { grantWebhook } from './handshake.ts';
import { answerNoEvent, verifyCloudEvents } from './verify.ts';

const MIB = 1024 * 1024;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** CloudEvents 1.0 over HTTP: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md */
export const cloudevents = {
  id: 'standard.cloudevents',
  contentTypes: ['application/cloudevents+json', 'application/cloudevents-batch+json', 'application/json'],
  limits: { bodyBytes: 8 * MIB, decompressedBytes: 32 * MIB, records: 20_000, depth: 64 },
  verify: verifyCloudEvents,
  greet(request, grant) {
    const wanted = listOf(grant.settings?.['origins']);
    return grantWebhook(request, grant, (origin) => wanted.length === 0 || wanted.includes(origin));
  },
  answer: answerNoEvent,
  framing: () => ({ as: 'document', lists: [] }),
  // In binary mode what stands in the body is the data alone, and the event is in the headers.
  read: (into, { value, at }, reading) =>
    addEvent(into, reading.facts['mode'] === 'binary' ? eventOf(value, reading.facts, at()) : value, at, reading),
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
