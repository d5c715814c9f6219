import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

const BUCKET = 'example-trail-logs';

const created = (now: number, id: string, key: string, etag: string, size: number) => ({
  version: '0',
  id,
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '123456789012',
  time: new Date(now).toISOString(),
  region: 'eu-west-1',
  resources: [`arn:aws:s3:::${BUCKET}`],
  detail: {
    version: '0',
    bucket: { name: BUCKET },
    object: { key, size, etag, sequencer: '0068D3A51C0F2B7A10' },
    'request-id': 'Q7R2EXAMPLE5T8Z1',
    requester: 'cloudtrail.amazonaws.com',
    'source-ip-address': '198.51.100.24',
    reason: 'PutObject',
  },
});

/** EventBridge's rule on the bucket sends one event a request. */
export const client = {
  id: 'aws.s3',
  gzip: false,
  wrap: ({ records }) => ({
    body: utf8(JSON.stringify(records.length === 1 ? records[0] : records)),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret }) => ({ 'x-api-key': secret }),
  samples: (now) => [
    created(
      now,
      '2b1f0c7e-91d4-4c3a-8f65-0a7d5e3b6c18',
      'AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/21/123456789012_CloudTrail_eu-west-1_20261121T1000Z_a1B2c3D4e5F6g7H8.json.gz',
      '5f2b9d0c4e7a1836b0c9d8e7f6a5b4c3',
      48_213,
    ),
    created(
      now,
      '7d9e4a10-3b52-4f86-a1c7-5e2f8b6d9034',
      'AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/11/21/123456789012_vpcflowlogs_eu-west-1_fl-0a1b2c3d4e5f60718_20261121T1000Z_1a2b3c4d.log.gz',
      '0e1d2c3b4a5968778695a4b3c2d1e0ff',
      9_120,
    ),
  ],
} as const satisfies SourceClient;
