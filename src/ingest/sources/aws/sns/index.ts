import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { readDocument } from '../../../read-json.ts';
import type { Source, SourceLimits } from '../../../source.ts';
import { addMessage } from './content.ts';
import { readMessage } from './message.ts';
import { confirmationUrl, topicOf } from './topic.ts';
import { verifySns } from './verify.ts';

const MIB = 1024 * 1024;
/** SNS carries 256 KiB of message: as a JSON string, with every other character escaped, twice that, and its envelope. */
const LIMITS: SourceLimits = { bodyBytes: MIB, decompressedBytes: MIB, records: 10_000, depth: 64 };

export const sns = {
  id: 'aws.sns',
  signsBody: true,
  // `text/plain; charset=UTF-8` unless the delivery policy says another.
  contentTypes: ['text/plain', 'application/json'],
  limits: LIMITS,
  async verify(request, grant, outside) {
    const proven = await verifySns(request, grant, outside, LIMITS);
    return proven.ok ? ok({ senderId: proven.value.message.messageId }) : proven;
  },
  /** Confirms a subscription. Only for verified bodies; a failure's 503 makes SNS try again. The proof of it is kept as a delivery. */
  async answer(request, _grant, outside) {
    const document = readDocument(request.body, LIMITS);
    const message = document.ok ? readMessage(document.value) : undefined;
    const topic = message?.type === 'SubscriptionConfirmation' ? topicOf(message.topicArn) : undefined;
    if (topic === undefined || message?.token === undefined) return undefined;
    const confirmed = await outside.get(confirmationUrl(topic, message.token), 0);
    return confirmed.ok ? undefined : problemResponse(confirmed.error);
  },
  framing: () => ({ as: 'document', lists: [] }),
  read: addMessage,
  reply: {
    accepted: () => new Response(null, { status: 200 }),
    // SNS tries 429 and 5xx again and lets other codes be: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;
