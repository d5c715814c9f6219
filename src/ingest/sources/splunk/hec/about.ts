import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'splunk.hec',
  title: 'Splunk HTTP Event Collector',
  vendor: 'Any',
  summary: 'Whatever can send to Splunk can send here: the event and raw endpoints, with acknowledgement ids.',
  proves: 'The sender holds the token of the source.',
  limits:
    'The token covers no content and no time: whoever reads it can send anything, again and again. HEC has no delivery id, so an event that is sent twice counts once only if it brings an id of its own or is the same in every byte.',
  secret: 'addressed',
  settings: [],
  accounts: {
    label: 'accounts that its records may name',
    pattern: '[A-Za-z0-9][A-Za-z0-9._:@/-]{0,63}',
    example: '123456789012',
  },
  setup: [
    {
      tool: 'Address and token',
      language: 'text',
      text: `HEC URL:    {{origin}}
Token:      the secret of the source (it names the source, so that no path is needed)
Endpoints:  /services/collector/event  /services/collector/raw  /services/collector/ack  /services/collector/health
Senders that take a whole URL may use {{url}}/services/collector/event as well.
The token goes in the header: \`Authorization: Splunk …\`, or as the password of Basic with any user name. Never in the URL.
`,
    },
    {
      tool: 'OpenTelemetry Collector',
      language: 'yaml',
      text: `exporters:
  splunk_hec:
    endpoint: {{origin}}/services/collector
    token: \${env:VEDETTE_SECRET}
    source: otel
    sourcetype: _json
`,
    },
    {
      tool: 'Vector',
      language: 'yaml',
      text: `sinks:
  vedette:
    type: splunk_hec_logs
    inputs: ['*']
    # Only scheme, host and port: Vector adds the paths itself, and asks for acknowledgements.
    endpoint: '{{origin}}'
    default_token: '\${VEDETTE_SECRET}'
    compression: gzip
    encoding:
      codec: json
`,
    },
    {
      tool: 'Docker log driver',
      language: 'sh',
      text: `# Docker adds the path itself. In /etc/docker/daemon.json the same options stand under "log-opts".
docker run --log-driver=splunk \\
  --log-opt splunk-url={{origin}} \\
  --log-opt splunk-token="$VEDETTE_SECRET" \\
  --log-opt splunk-format=json --log-opt splunk-gzip=true \\
  alpine echo hello
`,
    },
    {
      tool: 'Fluent Bit',
      language: 'yaml',
      text: `pipeline:
  outputs:
    - name: splunk
      match: '*'
      # Host and port of {{origin}}
      host: \${VEDETTE_HOST}
      port: 443
      tls: on
      tls.verify: on
      splunk_token: \${VEDETTE_SECRET}
      compress: gzip
`,
    },
    {
      tool: 'Terraform (Amazon Data Firehose with Splunk as destination)',
      language: 'hcl',
      text: `variable "vedette_secret" {
  type      = string
  sensitive = true
}

# In aws_kinesis_firehose_delivery_stream, with destination = "splunk":
splunk_configuration {
  hec_endpoint               = "{{origin}}"
  hec_endpoint_type          = "Event"
  hec_token                  = var.vedette_secret
  hec_acknowledgment_timeout = 180
  s3_backup_mode             = "FailedEventsOnly"
}
`,
    },
    {
      tool: 'curl',
      language: 'sh',
      text: `curl -sS "{{origin}}/services/collector/event" \\
  -H "Authorization: Splunk $VEDETTE_SECRET" \\
  -d '{"sourcetype":"_json","event":{"action":"test"}}'
`,
    },
  ],
  rhythmMinutes: 0,
  formats: ['vedette.event', 'syslog.cef', 'aws.cloudtrail'],
  references: [
    'https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector',
    'https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector',
    'https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHECIDXAck',
  ],
} as const satisfies SourceAbout;
