import { gzipSync } from 'node:zlib';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';
import { client as eventbridge } from '../eventbridge/client.ts';

/** All records in one Firehose record, as a CloudTrail log file. */
export const client = {
  id: 'aws.firehose',
  gzip: true,
  wrap: ({ records, deliveryId, now }) => ({
    body: utf8(
      JSON.stringify({
        requestId: deliveryId,
        timestamp: now,
        records: [{ data: toBase64(new Uint8Array(gzipSync(JSON.stringify({ Records: records })))) }],
      }),
    ),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret, deliveryId }) => ({
    'x-amz-firehose-protocol-version': '1.0',
    'x-amz-firehose-request-id': deliveryId,
    'x-amz-firehose-access-key': secret,
  }),
  samples: (now) => eventbridge.samples(now),
} as const satisfies SourceClient;
