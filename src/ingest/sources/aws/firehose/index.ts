import type { Source } from '../../../source.ts';
import { addData } from './records.ts';
import { firehoseReply } from './reply.ts';
import { verifyFirehose } from './verify.ts';

const MIB = 1024 * 1024;

export const firehose = {
  id: 'aws.firehose',
  contentTypes: ['application/json'],
  // Firehose buffers 5 MiB for HTTP endpoints unless told otherwise; base64 makes that 7. It can be told 64, which a Worker
  // could not hold: a stream with more than 10 hears 413, and its batch stays in its own bucket. What CloudWatch Logs sends is
  // gzipped inside, so that 1 MiB of it, as our set-up says, holds up to 40,000 lines of flow logs.
  limits: { bodyBytes: 16 * MIB, decompressedBytes: 32 * MIB, records: 50_000, depth: 64 },
  speaks: ({ headers }) => headers.has('x-amz-firehose-request-id') || headers.has('x-amz-firehose-access-key'),
  verify: verifyFirehose,
  framing: () => ({ as: 'document', lists: ['records'], required: true }),
  read: (into, frame, reading) => addData(into, frame.value, frame.at(), reading),
  reply: { accepted: (request) => firehoseReply(request), failed: firehoseReply },
} as const satisfies Source;
