import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'standard.cloudevents',
  title: 'CloudEvents over HTTP',
  vendor: 'Any',
  summary:
    'CloudEvents 1.0 in binary, structured and batched mode, with records of any known format or events of one’s own as data.',
  proves: 'The sender holds the source’s secret, which it sends as bearer token, or as the password of Basic.',
  limits:
    'The token does not cover the body, and does not change with time: whoever reads it can send, until the secret is rotated. An account that a record names is the payload’s word: one that is not among the source’s accounts is kept and marked. Data that is no JSON is kept as it is, unread; an event without `time` counts as of its arrival. Only version 1.0 is taken. The handshake of the web hook specification (OPTIONS) protects others from being flooded and is no credential.',
  secret: 'random',
  settings: [
    {
      name: 'origins',
      label: 'Origins that may ask for deliveries',
      help: 'Names by which senders introduce themselves in the OPTIONS handshake (WebHook-Request-Origin). Without any, every name is granted; deliveries need the secret in any case.',
      type: 'list',
      pattern: '[a-z0-9][a-z0-9.-]{0,252}',
      required: false,
      example: 'events.example.com',
    },
  ],
  accounts: {
    label: 'accounts that its records may name',
    pattern: '[A-Za-z0-9._:@/-]{1,64}',
    example: '123456789012',
  },
  setup: [
    {
      tool: 'curl, structured mode',
      language: 'sh',
      text: `# VEDETTE_SECRET holds the secret of the source.
curl --fail-with-body "{{url}}" \\
  --header "authorization: Bearer $VEDETTE_SECRET" \\
  --header "content-type: application/cloudevents+json" \\
  --data '{
    "specversion": "1.0", "id": "1", "source": "/try", "type": "com.example.try",
    "time": "'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'", "data": { "user": "mara@example.com" }
  }'
`,
    },
    {
      tool: 'Knative, trigger with an authorizing relay',
      language: 'text',
      text: `Knative's brokers send CloudEvents in binary mode and cannot add a header of your own: put a small relay (or an ingress that adds
"authorization: Bearer $VEDETTE_SECRET" out of a Kubernetes secret) between the trigger and {{url}}.
Headers that must arrive unchanged: ce-specversion, ce-id, ce-source, ce-type, ce-time, content-type.
`,
    },
    {
      tool: 'JavaScript, SDK of CloudEvents',
      language: 'text',
      text: `import { CloudEvent, emitterFor, HTTP, Mode } from 'cloudevents';

const emit = emitterFor(
  async ({ headers, body }) => {
    const response = await fetch('{{url}}', {
      method: 'POST',
      headers: { ...headers, authorization: 'Bearer ' + process.env.VEDETTE_SECRET },
      body,
    });
    if (!response.ok) throw new Error('vedette answered ' + response.status);
  },
  { binding: HTTP, mode: Mode.STRUCTURED },
);
await emit(new CloudEvent({ source: '/payments', type: 'com.example.login', data: { user: 'mara@example.com' } }));
`,
    },
  ],
  rhythmMinutes: 0,
  formats: [
    'vedette.event',
    'aws.cloudtrail',
    'aws.guardduty',
    'aws.securityhub',
    'azure.activitylogs',
    'azure.signinlogs',
    'azure.auditlogs',
    'azure.defender',
    'azure.alert',
  ],
  references: [
    'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md',
    'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md',
    'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md',
  ],
} as const satisfies SourceAbout;
