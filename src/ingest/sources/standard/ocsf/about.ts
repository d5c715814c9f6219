import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'standard.ocsf',
  title: 'Native OCSF',
  vendor: 'Any',
  summary: 'Events that are in the Open Cybersecurity Schema Framework already: one, a list, or one a line.',
  proves: 'The sender holds the bearer token.',
  limits:
    'Nothing is signed, so whoever reads the token can send the same. The product that an event names is not believed; its account (cloud.account.uid) is kept and marked unless it is among the source’s accounts.',
  secret: 'random',
  settings: [],
  accounts: {
    label: 'accounts as cloud.account.uid has them',
    pattern: '[A-Za-z0-9._:@/-]{1,64}',
    example: '123456789012',
  },
  setup: [
    {
      tool: 'curl',
      language: 'sh',
      text: `# events.ndjson holds one OCSF event a line; VEDETTE_SECRET the source's secret.
gzip -c events.ndjson | curl --fail-with-body "{{url}}" \\
  -H "Authorization: Bearer $VEDETTE_SECRET" \\
  -H "Content-Type: application/x-ndjson" \\
  -H "Content-Encoding: gzip" \\
  --data-binary @-
`,
    },
    {
      tool: 'Vector',
      language: 'yaml',
      text: `# vector.yaml: "ocsf" is the transform or source that yields OCSF events.
sinks:
  vedette:
    type: http
    inputs: [ocsf]
    uri: "{{url}}"
    method: post
    compression: gzip
    encoding:
      codec: json
    framing:
      method: newline_delimited
    request:
      headers:
        Content-Type: application/x-ndjson
    auth:
      strategy: bearer
      token: "\${VEDETTE_SECRET}"
    batch:
      max_bytes: 1000000
`,
    },
    {
      tool: 'Security Lake, by a function of yours',
      language: 'text',
      text: `Security Lake tells its subscribers of new objects; the objects are Parquet, which this source does not read.
Let a function turn the rows of an object into JSON and send them in lists of at most 20,000:

POST {{url}}
Authorization: Bearer (the source's secret)
Content-Type: application/json

{"events": [ … ]}

An answer of 202 means that the events are stored. 429 and 503 say in Retry-After when to send again; the same event
twice counts once, by metadata.uid.
`,
    },
  ],
  rhythmMinutes: 0,
  formats: ['ocsf.event'],
  references: ['https://schema.ocsf.io/1.5.0', 'https://github.com/ocsf/ocsf-schema'],
} as const satisfies SourceAbout;
