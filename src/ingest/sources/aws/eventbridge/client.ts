import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

/** A list in one request is what several targets' transformers send; a rule by itself sends one event. */
export const client = {
  id: 'aws.eventbridge',
  gzip: false,
  wrap: ({ records }) => ({
    body: utf8(JSON.stringify(records.length === 1 ? records[0] : records)),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret }) => ({ 'x-api-key': secret }),
  samples: (now) => [
    {
      version: '0',
      id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.iam',
      account: '123456789012',
      time: new Date(now).toISOString(),
      region: 'us-east-1',
      resources: [],
      detail: {
        eventVersion: '1.08',
        eventSource: 'iam.amazonaws.com',
        eventName: 'ListUsers',
        eventTime: new Date(now).toISOString(),
        eventID: '0f1e2d3c-4b5a-4687-9788-990011223344',
        awsRegion: 'us-east-1',
        recipientAccountId: '123456789012',
        userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/reader', userName: 'reader' },
        sourceIPAddress: '198.51.100.7',
        userAgent: 'aws-cli/2.17',
      },
    },
  ],
} as const satisfies SourceClient;
