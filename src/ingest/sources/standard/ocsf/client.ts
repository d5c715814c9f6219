import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';

const metadata = (uid: string, product: string) => ({
  uid,
  version: '1.5.0',
  product: { name: product, vendor_name: 'Example' },
  profiles: ['cloud'],
});
const cloud = { provider: 'AWS', region: 'eu-central-1', account: { uid: '123456789012' } };

/** An event a line, under a bearer token. */
export const client = {
  id: 'standard.ocsf',
  gzip: true,
  wrap: ({ records }) => ({
    body: utf8(records.map((r) => JSON.stringify(r)).join('\n')),
    headers: { 'content-type': 'application/x-ndjson' },
  }),
  sign: (_body, { secret }) => ({ authorization: `Bearer ${secret}` }),
  samples: (now) => [
    {
      class_uid: 3002,
      category_uid: 3,
      activity_id: 1,
      type_uid: 300201,
      severity_id: 1,
      status_id: 2,
      time: now,
      metadata: metadata(`signin-${now}`, 'Door'),
      cloud,
      user: { uid: 'arn:aws:iam::123456789012:user/mara', name: 'mara' },
      src_endpoint: { ip: '198.51.100.23' },
      service: { name: 'console' },
      auth_protocol_id: 5,
      is_mfa: false,
    },
    {
      class_uid: 2004,
      category_uid: 2,
      activity_id: 1,
      type_uid: 200401,
      severity_id: 4,
      status_id: 1,
      time: now + 1_000,
      metadata: metadata(`finding-${now}`, 'Watch'),
      cloud,
      finding_info: {
        uid: `finding-${now}`,
        title: 'A key reads what it never read',
        types: ['Exfiltration:S3/Unusual'],
        attacks: [
          {
            tactic: { uid: 'TA0010', name: 'Exfiltration' },
            technique: { uid: 'T1530', name: 'Data from Cloud Storage' },
          },
        ],
      },
      resources: [{ uid: 'arn:aws:s3:::example-ledger', type: 'AWS::S3::Bucket' }],
      confidence_id: 3,
    },
    {
      class_uid: 4001,
      category_uid: 4,
      activity_id: 6,
      type_uid: 400106,
      severity_id: 1,
      time: now + 2_000,
      metadata: metadata(`flow-${now}`, 'Flows'),
      cloud,
      src_endpoint: { ip: '198.51.100.23', port: 51_234 },
      dst_endpoint: { ip: '192.0.2.10', port: 443 },
      connection_info: { protocol_num: 6, direction_id: 1 },
      traffic: { bytes: 4_312, packets: 9 },
    },
  ],
} as const satisfies SourceClient;
