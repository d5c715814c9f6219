import { problemResponse } from '../../../../kit/errors.ts';
import { addEvent } from '../../../recognise/events.ts';
import type { Source } from '../../../source.ts';
import { answerValidation, grantDelivery } from './handshake.ts';
import { verifyEventGrid } from './verify.ts';

const MIB = 1024 * 1024;

/**
 * Event Grid's webhook delivery: its own schema and CloudEvents 1.0, one event or a batch.
 * It gives up on 400, 401, 403 and 413 (and puts the events into dead letters where those are set up) and comes again after all else:
 * https://learn.microsoft.com/en-us/azure/event-grid/delivery-and-retry
 */
export const eventgrid = {
  id: 'azure.eventgrid',
  contentTypes: ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'],
  // An event has at most 1 MiB, and a batch stops growing there; a relay of exported records may send more.
  limits: { bodyBytes: 4 * MIB, decompressedBytes: 16 * MIB, records: 10_000, depth: 64 },
  verify: verifyEventGrid,
  greet: grantDelivery,
  answer: answerValidation,
  framing: () => ({ as: 'document', lists: ['records'] }),
  read: (into, { value, at }, reading) => addEvent(into, value, at, reading),
  reply: {
    accepted: () => new Response(null, { status: 202 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
