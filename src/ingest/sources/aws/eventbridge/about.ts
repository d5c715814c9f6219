import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'aws.eventbridge',
  title: 'Amazon EventBridge, API destination',
  vendor: 'AWS',
  summary: 'Findings and API calls as they happen, a rule a kind of event.',
  proves: 'The sender holds the API key set in the EventBridge connection.',
  limits:
    'Whoever reads the connection’s secret can send the same. The event’s account is the payload’s word: one that is not among the source’s accounts is kept and marked.',
  secret: 'random',
  settings: [],
  accounts: { label: 'AWS account ids', pattern: '[0-9]{12}', example: '123456789012' },
  setup: [
    {
      tool: 'Terraform',
      language: 'hcl',
      text: `variable "vedette_secret" {
  type      = string
  sensitive = true
}

resource "aws_cloudwatch_event_connection" "vedette" {
  name               = "vedette-{{source}}"
  authorization_type = "API_KEY"
  auth_parameters {
    api_key {
      key   = "x-api-key"
      value = var.vedette_secret
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "vedette" {
  name                             = "vedette-{{source}}"
  connection_arn                   = aws_cloudwatch_event_connection.vedette.arn
  invocation_endpoint              = "{{url}}"
  http_method                      = "POST"
  invocation_rate_limit_per_second = 300
}
`,
    },
  ],
  rhythmMinutes: 0,
  formats: [
    'aws.guardduty',
    'aws.securityhub',
    'aws.cloudtrail',
    'ocsf.event',
    'aws.config',
    'aws.inspector',
    'aws.health',
    'aws.accessanalyzer',
    'aws.macie',
    'aws.event',
  ],
  references: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html'],
} as const satisfies SourceAbout;
