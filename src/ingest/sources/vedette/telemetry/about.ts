import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'vedette.telemetry',
  title: 'Telemetry of agents and devices',
  vendor: 'Any',
  summary:
    'Small events of one’s own agents and devices at one address, `POST /telemetry`: `{event_id, source, event_type, payload}`.',
  proves: 'The sender holds the token of the source.',
  limits:
    'The token covers no content and no time. `source` is what the sender calls itself and proves nothing; give each device a source of its own where that matters. An `event_id` counts once.',
  secret: 'addressed',
  settings: [],
  accounts: {
    label: 'accounts that its records may name',
    pattern: '[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}',
    example: 'plant-3',
  },
  setup: [
    {
      tool: 'curl',
      language: 'sh',
      text: `curl -sS "{{origin}}/telemetry" \\
  -H "Authorization: Bearer $VEDETTE_SECRET" \\
  -H 'Content-Type: application/json' \\
  -d '{"event_id":"'"$(uuidgen)"'","source":"{{name}}","event_type":"heartbeat","payload":{"up":true}}'
`,
    },
    {
      tool: 'Vector',
      language: 'yaml',
      text: `sinks:
  vedette:
    type: http
    inputs: [events]
    uri: {{origin}}/telemetry
    method: post
    compression: gzip
    framing: { method: newline_delimited }
    encoding: { codec: json }
    auth: { strategy: bearer, token: "\${VEDETTE_SECRET}" }
    request: { headers: { content-type: application/x-ndjson } }
`,
    },
  ],
  rhythmMinutes: 0,
  formats: ['vedette.event'],
  references: ['https://www.rfc-editor.org/rfc/rfc6750'],
} as const satisfies SourceAbout;
