import { toHex, utf8 } from '../../../../kit/bytes.ts';
import { hmacSha256 } from '../../../../kit/crypto.ts';
import { isObject } from '../../../read-json.ts';
import type { SourceClient } from '../../../client.ts';

const sender = { login: 'mara-example', id: 61_000_001, type: 'User' };
const organization = { login: 'example-org', id: 41_000_001 };
const repository = {
  id: 71_000_001,
  name: 'billing',
  full_name: 'example-org/billing',
  private: true,
  owner: { login: 'example-org', id: 41_000_001, type: 'Organization' },
};
const common = { repository, organization, sender };

/** The event's name is a header, so a record is `{event, payload}`, or `{event, body}`; a payload alone is a repository's. */
function parts(record: unknown): { event: string; payload: unknown } {
  const payload = isObject(record) ? (record['payload'] ?? record['body']) : undefined;
  if (isObject(record) && typeof record['event'] === 'string' && isObject(payload))
    return { event: record['event'], payload };
  return { event: 'repository', payload: record };
}

/** A delivery of a webhook, signed with its secret. GitHub sends one event a request; several of one name are sent as a list. */
export const client = {
  id: 'github.webhook',
  gzip: false,
  wrap({ records, deliveryId }) {
    const all = records.map(parts);
    const event = all[0]?.event ?? 'ping';
    if (all.some((part) => part.event !== event))
      throw new Error('a GitHub delivery has one event’s name; send records of several events one at a time');
    return {
      body: utf8(JSON.stringify(all.length === 1 ? all[0]!.payload : all.map((part) => part.payload))),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/0000000',
        'x-github-event': event,
        'x-github-delivery': deliveryId,
      },
    };
  },
  sign: (body, { secret }) => ({ 'x-hub-signature-256': `sha256=${toHex(hmacSha256(secret, body))}` }),
  samples: (now) =>
    (['created', 'resolved'] as const).map((action, n) => ({
      event: 'secret_scanning_alert',
      payload: {
        action,
        alert: {
          number: 12,
          created_at: new Date(now).toISOString(),
          updated_at: n === 0 ? null : new Date(now + n).toISOString(),
          html_url: 'https://github.com/example-org/billing/security/secret-scanning/12',
          state: n === 0 ? 'open' : 'resolved',
          secret_type: 'sample_token',
          secret_type_display_name: 'Sample token',
          validity: 'unknown',
          publicly_leaked: false,
        },
        ...common,
      },
    })),
} as const satisfies SourceClient;
