import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'standard.webhook',
  title: 'Standard Webhooks',
  vendor: 'Any',
  summary: 'Records of any known format, and JSON objects of one’s own, signed.',
  proves: 'The sender holds the signing secret, and signed these very bytes within the last five minutes.',
  limits:
    'A secret that the sender issued is as good as the sender keeps it: whoever else has it can sign too, and where one secret serves several addresses, what went to one can be repeated at another. Only symmetric signatures are read (v1, whsec_), those by public keys are not (v1a, whpk_). Headers may also bear Svix’s names (svix-id, svix-timestamp, svix-signature). A message without a time has that of its signature. An account that a record names is the payload’s word: one that is not among the source’s accounts is kept and marked.',
  secret: 'webhook',
  settings: [],
  accounts: {
    label: 'accounts that its records may name',
    pattern: '[A-Za-z0-9._:@/-]{1,64}',
    example: '123456789012',
  },
  setup: [
    {
      tool: 'A sender that issues its secret',
      language: 'text',
      text: `Clerk, Resend, OpenAI and everybody who sends through Svix issue the secret themselves,
once they know the address. Svix's header names (svix-id, svix-timestamp,
svix-signature) are read as the standard's own: there is nothing to set.

1. Give the sender this address as the endpoint of a new webhook:

   {{url}}

2. It shows the endpoint's signing secret: whsec_ and base64, at Supabase v1,whsec_.
   Give it to Vedette, in the console under Keys with Rotate, or at a terminal, which
   asks for it without showing it:

   vedette sources rotate {{source}} --secret-file -

3. Have the sender send a test message, and see that the newest key is in use. Then end
   the one that was made with the source:

   vedette sources show {{source}}
   vedette sources end-old-key {{source}}

What is sent before step 2 is refused with 401; most senders repeat it. When the sender
rotates its secret later, repeat step 2: the one before stays good for a day.

Stripe's secrets begin with whsec_ too, but its signatures (Stripe-Signature) are none of
this standard: they are not read.
`,
    },
    {
      tool: 'A sender that takes a secret',
      language: 'text',
      text: `Give it the address, and the secret that Vedette showed when the source was made:

   URL      {{url}}
   secret   the text that begins with whsec_, whole; a sender that wants base64 alone
            takes what follows whsec_

\`vedette sources rotate {{source}}\` makes a new secret; the one before stays good for
a day.
`,
    },
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
  references: [
    'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
    'https://docs.svix.com/receiving/verifying-payloads/how-manual',
  ],
} as const satisfies SourceAbout;
