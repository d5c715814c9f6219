import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';
import { isObject } from '../../../read-json.ts';

const eventOf = (record: unknown, id: string, now: number): unknown =>
  isObject(record) && 'specversion' in record
    ? record
    : {
        specversion: '1.0',
        id,
        source: '/example/records',
        type: 'com.example.record',
        time: new Date(now).toISOString(),
        datacontenttype: 'application/json',
        data: record,
      };

/** Structured mode for one event, batched mode for several. */
export const client = {
  id: 'standard.cloudevents',
  gzip: true,
  wrap({ records, deliveryId, now }) {
    const events = records.map((r, i) => eventOf(r, `${deliveryId}-${i}`, now));
    return events.length === 1
      ? {
          body: utf8(JSON.stringify(events[0])),
          headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
        }
      : {
          body: utf8(JSON.stringify(events)),
          headers: { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' },
        };
  },
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    {
      specversion: '1.0',
      id: `sample-${now}`,
      source: '/payments/accounts',
      type: 'com.example.account.locked',
      time: new Date(now).toISOString(),
      datacontenttype: 'application/json',
      data: { user: 'mara@example.com', source_ip: '198.51.100.7' },
    },
    {
      specversion: '1.0',
      id: `sample-${now}-2`,
      source: '/aws/relay',
      type: 'com.example.cloudtrail',
      time: new Date(now).toISOString(),
      data: {
        eventVersion: '1.08',
        eventSource: 'iam.amazonaws.com',
        eventName: 'ListUsers',
        eventTime: new Date(now).toISOString(),
        eventID: '5d0c7b1e-8f24-4a69-b3d7-1e9f6c2a4b80',
        awsRegion: 'us-east-1',
        recipientAccountId: '123456789012',
        userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/reader', userName: 'reader' },
        sourceIPAddress: '198.51.100.7',
        userAgent: 'aws-cli/2.17',
      },
    },
  ],
} as const satisfies SourceClient;
