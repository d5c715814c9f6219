import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'opentelemetry.logs',
  title: 'OpenTelemetry logs, OTLP/HTTP',
  vendor: 'Any',
  summary:
    'Log records of OpenTelemetry SDKs and collectors, as JSON or protobuf; records of known formats are found in their bodies.',
  proves: 'The sender holds the token of the source.',
  limits:
    'The token covers no content and no time, and OTLP has no delivery id: a record that is sent twice counts once if it is the same in every field, or has `log.record.uid`.',
  secret: 'addressed',
  settings: [],
  accounts: {
    label: 'accounts that its records may name (`cloud.account.id`)',
    pattern: '[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}',
    example: '123456789012',
  },
  setup: [
    {
      tool: 'OpenTelemetry Collector',
      language: 'yaml',
      text: `exporters:
  otlphttp/vedette:
    logs_endpoint: {{url}}/v1/logs
    compression: gzip
    headers:
      authorization: Bearer \${env:VEDETTE_SECRET}

service:
  pipelines:
    logs:
      exporters: [otlphttp/vedette]
`,
    },
    {
      tool: 'SDK environment',
      language: 'sh',
      text: `export OTEL_EXPORTER_OTLP_LOGS_ENDPOINT="{{url}}/v1/logs"
export OTEL_EXPORTER_OTLP_LOGS_PROTOCOL="http/protobuf"
export OTEL_EXPORTER_OTLP_LOGS_COMPRESSION="gzip"
export OTEL_EXPORTER_OTLP_LOGS_HEADERS="authorization=Bearer%20$VEDETTE_SECRET"
`,
    },
    {
      tool: 'Only an address can be set',
      language: 'text',
      text: `Base endpoint: {{origin}}
The secret names its source, so that {{origin}}/v1/logs with \`authorization: Bearer …\` is enough.
`,
    },
  ],
  rhythmMinutes: 0,
  formats: ['otel.log', 'syslog.cef'],
  references: [
    'https://opentelemetry.io/docs/specs/otlp/#otlphttp',
    'https://opentelemetry.io/docs/specs/otel/logs/data-model/',
  ],
} as const satisfies SourceAbout;
