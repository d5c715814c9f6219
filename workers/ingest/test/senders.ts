import { toBase64, utf8, concatBytes, fromBase64 } from '../../../src/kit/bytes.ts';
import { hmacSha256 } from '../../../src/kit/crypto.ts';
import { KEY, WEBHOOK_SECRET } from './grants.ts';

export const TRAIL_RECORD = {
  eventVersion: '1.08',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  eventTime: '2026-01-10T12:00:00Z',
  eventID: '11111111-2222-4333-8444-555555555555',
  awsRegion: 'eu-west-1',
  recipientAccountId: '123456789012',
};

export interface Sent {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
}
type Body = string | Uint8Array<ArrayBuffer>;
const bytesOf = (body: Body): Uint8Array<ArrayBuffer> => (typeof body === 'string' ? utf8(body) : body);

export const firehoseBody = (records: readonly string[], timestamp = 1_768_046_400_123): string =>
  JSON.stringify({
    requestId: 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f',
    timestamp,
    records: records.map((r) => ({ data: toBase64(utf8(r)) })),
  });

export const byFirehose = (body: Body, headers: Record<string, string> = {}): Sent => ({
  path: '/in/src_firehose',
  headers: {
    'content-type': 'application/json',
    'x-amz-firehose-protocol-version': '1.0',
    'x-amz-firehose-request-id': 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f',
    'x-amz-firehose-access-key': KEY,
    ...headers,
  },
  body: bytesOf(body),
});

export const byEventBridge = (body: Body, headers: Record<string, string> = {}): Sent => ({
  path: '/in/src_events',
  headers: { 'content-type': 'application/json', 'x-api-key': KEY, ...headers },
  body: bytesOf(body),
});

/** A delivery signed as Standard Webhooks says, over the bytes as they travel. */
export function byWebhook(body: Body, headers: Record<string, string> = {}, nowMs = Date.now()): Sent {
  const raw = bytesOf(body);
  const id = headers['webhook-id'] ?? 'msg_tests';
  const timestamp = headers['webhook-timestamp'] ?? String(Math.floor(nowMs / 1000));
  const key = fromBase64(WEBHOOK_SECRET.slice('whsec_'.length))!;
  const signature = toBase64(hmacSha256(key, concatBytes([utf8(`${id}.${timestamp}.`), raw])));
  return {
    path: '/in/src_webhook',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
      ...headers,
    },
    body: raw,
  };
}
