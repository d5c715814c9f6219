import { concatBytes, fromBase64, toBase64, utf8 } from '../../../../kit/bytes.ts';
import { hmacSha256 } from '../../../../kit/crypto.ts';
import type { SourceClient } from '../../../client.ts';

/** NDJSON, signed as the specification says: `v1,` and base64 of HMAC-SHA-256 over `id.timestamp.body`. */
export const client = {
  id: 'standard.webhook',
  gzip: true,
  wrap: ({ records }) => ({
    body: utf8(records.map((r) => JSON.stringify(r)).join('\n')),
    headers: { 'content-type': 'application/x-ndjson' },
  }),
  sign(body, { secret, deliveryId, now }) {
    const key = fromBase64(secret.replace(/^whsec_/, ''));
    if (!key) throw new Error('the secret is not `whsec_` and base64');
    const timestamp = String(Math.floor(now / 1000));
    return {
      'webhook-id': deliveryId,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${toBase64(hmacSha256(key, concatBytes([utf8(`${deliveryId}.${timestamp}.`), body])))}`,
    };
  },
  samples: (now) => [
    {
      event_id: `sample-${now}`,
      time: new Date(now).toISOString(),
      source: 'payments',
      event_type: 'login.succeeded',
      user: 'mara@example.com',
      source_ip: '198.51.100.7',
    },
  ],
} as const satisfies SourceClient;
