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

/** The event's name is a header: a record is `{event, body}`, or the body alone with a name that fits most. One record a request. */
function parts(record: unknown): { event: string; body: unknown } {
  if (isObject(record) && typeof record['event'] === 'string' && isObject(record['body']))
    return { event: record['event'], body: record['body'] };
  return { event: 'repository', body: record };
}

/** A delivery of a webhook, signed with its secret. */
export const client = {
  id: 'github.webhook',
  gzip: false,
  wrap({ records, deliveryId }) {
    const { event, body } = parts(records[0]);
    return {
      body: utf8(JSON.stringify(body)),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/0000000',
        'x-github-event': event,
        'x-github-delivery': deliveryId,
      },
    };
  },
  sign: (body, { secret }) => ({ 'x-hub-signature-256': `sha256=${toHex(hmacSha256(secret, body))}` }),
  samples: (now) => [
    {
      event: 'secret_scanning_alert',
      body: {
        action: 'created',
        alert: {
          number: 12,
          created_at: new Date(now).toISOString(),
          updated_at: null,
          html_url: 'https://github.com/example-org/billing/security/secret-scanning/12',
          state: 'open',
          secret_type: 'sample_token',
          secret_type_display_name: 'Sample token',
          validity: 'unknown',
          publicly_leaked: false,
        },
        ...common,
      },
    },
    {
      event: 'dependabot_alert',
      body: {
        action: 'created',
        alert: {
          number: 4,
          state: 'open',
          dependency: { package: { ecosystem: 'npm', name: 'sample-package' }, manifest_path: 'package-lock.json' },
          security_advisory: { ghsa_id: 'GHSA-0000-0000-0000', cve_id: null, severity: 'high', summary: 'A sample' },
          created_at: new Date(now).toISOString(),
        },
        ...common,
        sender: { login: 'github', id: 9_919, type: 'Organization' },
      },
    },
    { event: 'repository', body: { action: 'publicized', ...common, repository: { ...repository, private: false } } },
    {
      event: 'organization',
      body: {
        action: 'member_added',
        membership: { role: 'admin', user: { login: 'noor-example', id: 61_000_002, type: 'User' } },
        organization,
        sender,
      },
    },
  ],
} as const satisfies SourceClient;
