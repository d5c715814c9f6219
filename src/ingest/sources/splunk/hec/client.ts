import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

/** Objects as they stand in the event endpoint's batches; what is no HEC event is put into one. */
export const client = {
  id: 'splunk.hec',
  gzip: true,
  wrap: ({ records, now }) => ({
    path: '/services/collector/event',
    body: utf8(
      records
        .map((r) => JSON.stringify(isEvent(r) ? r : { time: now / 1_000, sourcetype: '_json', event: r }))
        .join(''),
    ),
    headers: { 'content-type': 'application/json' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Splunk ${secret}` }),
  samples: (now) => [
    {
      time: now / 1_000,
      host: 'bastion-1',
      source: '/var/log/auth.log',
      sourcetype: 'linux_secure',
      event: 'Accepted publickey for deploy from 198.51.100.7 port 50122 ssh2',
    },
    {
      time: String(now / 1_000),
      host: 'app-2',
      sourcetype: '_json',
      event: { action: 'login', user: 'mara@example.com', source_ip: '198.51.100.7' },
    },
    {
      sourcetype: 'aws:cloudtrail',
      event: JSON.stringify({
        eventVersion: '1.08',
        eventSource: 'iam.amazonaws.com',
        eventName: 'GetUser',
        eventTime: new Date(now).toISOString(),
        eventID: '3d1f2a80-55e1-4f6b-9b43-7a8d1c2e3f40',
        awsRegion: 'us-east-1',
        recipientAccountId: '123456789012',
        userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/reader', userName: 'reader' },
        sourceIPAddress: '198.51.100.7',
        userAgent: 'aws-cli/2.17',
      }),
    },
  ],
} as const satisfies SourceClient;

const isEvent = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && Object.hasOwn(record, 'event');
