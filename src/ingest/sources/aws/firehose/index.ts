import { ok } from '../../../../kit/result.ts';
import { checkKey } from '../../../secrets.ts';
import type { Source } from '../../../source.ts';
import { addData } from './records.ts';
import { firehoseReply, requestIdOf } from './reply.ts';

const MIB = 1024 * 1024;

export const firehose = {
  id: 'aws.firehose',
  contentTypes: ['application/json'],
  // Firehose buffers 5 MiB for HTTP endpoints unless told otherwise; base64 makes that 7.
  limits: { bodyBytes: 16 * MIB, decompressedBytes: 32 * MIB, records: 20_000, depth: 64 },
  verify(request, grant) {
    const key = checkKey(request.headers.get('x-amz-firehose-access-key'), grant);
    if (!key.ok) return key;
    const senderId = requestIdOf(request);
    return ok(senderId === undefined ? {} : { senderId });
  },
  framing: () => ({ as: 'document', lists: ['records'], required: true }),
  read: (into, frame, { limits, budget }) => addData(into, frame.value, frame.at(), limits, budget),
  reply: { accepted: (request) => firehoseReply(request), failed: firehoseReply },
} as const satisfies Source;
