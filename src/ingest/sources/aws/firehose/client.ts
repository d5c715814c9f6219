import { gzipSync } from 'node:zlib';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';
import { samplesOf } from './samples.ts';

const gzipped = (text: string): string => toBase64(new Uint8Array(gzipSync(text)));
const isTrail = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && Object.hasOwn(record, 'eventSource');

/** A CloudWatch Logs payload, as a subscription filter puts it into a stream. */
const subscription = (messages: readonly string[], now: number): string =>
  gzipped(
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: '/example/lines',
      logStream: 'example',
      subscriptionFilters: ['vedette'],
      logEvents: messages.map((message, i) => ({
        id: String(now * 1_000 + i).padStart(56, '0'),
        timestamp: now,
        message,
      })),
    }),
  );

/**
 * Records as they come to a stream: CloudTrail's as one log file, other objects by themselves with a line feed, lines as a
 * CloudWatch Logs payload, texts of several lines as the files that they are.
 */
function dataOf(records: readonly unknown[], now: number): string[] {
  const texts = records.filter((r) => typeof r === 'string');
  const trails = records.filter((r) => isTrail(r));
  const lines = texts.filter((t) => !t.includes('\n'));
  return [
    ...(trails.length === 0 ? [] : [gzipped(JSON.stringify({ Records: trails }))]),
    ...records
      .filter((r) => typeof r !== 'string' && !isTrail(r))
      .map((r) => toBase64(utf8(`${JSON.stringify(r) ?? 'null'}\n`))),
    ...texts.filter((t) => t.includes('\n')).map(gzipped),
    ...(lines.length === 0 ? [] : [subscription(lines, now)]),
  ];
}

export const client = {
  id: 'aws.firehose',
  gzip: true,
  wrap: ({ records, deliveryId, now }) => ({
    body: utf8(
      JSON.stringify({
        requestId: deliveryId,
        timestamp: now,
        records: dataOf(records, now).map((data) => ({ data })),
      }),
    ),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret, deliveryId }) => ({
    'x-amz-firehose-protocol-version': '1.0',
    'x-amz-firehose-request-id': deliveryId,
    'x-amz-firehose-source-arn': 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/vedette',
    'x-amz-firehose-access-key': secret,
  }),
  samples: samplesOf,
} as const satisfies SourceClient;
