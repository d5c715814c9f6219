import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'standard.webhook',
  title: 'Standard Webhooks',
  vendor: 'Any',
  summary: 'Records of any known format, and JSON objects of one’s own, signed.',
  proves: 'The sender holds the signing secret, and signed these very bytes within the last five minutes.',
  limits:
    'The secret is made here, so the sender must let you set it; one that only shows a secret of its own cannot be used. Headers may also bear Svix’s names (svix-id, svix-timestamp, svix-signature). A message without a time has that of its signature. An account that a record names is the payload’s word: one that is not among the source’s accounts is kept and marked.',
  secret: 'webhook',
  settings: [],
  accounts: {
    label: 'accounts that its records may name',
    pattern: '[A-Za-z0-9._:@/-]{1,64}',
    example: '123456789012',
  },
  setup: [
    {
      tool: 'Node.js',
      language: 'text',
      text: `import { Webhook } from 'standardwebhooks';

const id = \`msg_\${crypto.randomUUID()}\`;
const at = new Date();
const body = JSON.stringify({ event_id: 'e-1', time: at.toISOString(), event_type: 'login.failed', user: 'mara' });
await fetch('{{url}}', {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(process.env.VEDETTE_SECRET).sign(id, at, body),
  },
  body,
});
`,
    },
    {
      tool: 'curl',
      language: 'sh',
      text: `id="msg_$(uuidgen)"; at="$(date +%s)"; body='{"event_id":"e-1","time":"'"$(date -u +%FT%TZ)"'","event_type":"login.failed"}'
key="$(printf %s "\${VEDETTE_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')"
sig="$(printf %s "$id.$at.$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)"
curl -sS "{{url}}" -H 'Content-Type: application/json' \\
  -H "webhook-id: $id" -H "webhook-timestamp: $at" -H "webhook-signature: v1,$sig" -d "$body"
`,
    },
  ],
  rhythmMinutes: 0,
  replayWindowSeconds: 300,
  formats: ['vedette.event', 'aws.cloudtrail', 'aws.guardduty', 'aws.securityhub'],
  references: ['https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md'],
} as const satisfies SourceAbout;
