// Written by scripts/generate-registries.ts from the sources' about.ts. Do not edit.
import type { SourceAbout } from './source-about.ts';

/** Every kind of source there is, by id. */
export const SOURCE_CATALOGUE: readonly SourceAbout[] = [
  {
    id: 'aws.eventbridge',
    title: 'Amazon EventBridge, API destination',
    vendor: 'AWS',
    summary: 'Findings and API calls as they happen, a rule a kind of event.',
    proves: 'The sender holds the API key set in the EventBridge connection.',
    limits:
      'Whoever reads the connection’s secret can send the same. The event’s account is the payload’s word: one that is not among the source’s accounts is kept and marked.',
    secret: 'random',
    settings: [],
    accounts: {
      label: 'AWS account ids',
      pattern: '[0-9]{12}',
      example: '123456789012',
    },
    setup: [
      {
        tool: 'Terraform',
        language: 'hcl',
        text: 'variable "vedette_secret" {\n  type      = string\n  sensitive = true\n}\n\nresource "aws_cloudwatch_event_connection" "vedette" {\n  name               = "vedette-{{source}}"\n  authorization_type = "API_KEY"\n  auth_parameters {\n    api_key {\n      key   = "x-api-key"\n      value = var.vedette_secret\n    }\n  }\n}\n\nresource "aws_cloudwatch_event_api_destination" "vedette" {\n  name                             = "vedette-{{source}}"\n  connection_arn                   = aws_cloudwatch_event_connection.vedette.arn\n  invocation_endpoint              = "{{url}}"\n  http_method                      = "POST"\n  invocation_rate_limit_per_second = 300\n}\n',
      },
    ],
    rhythmMinutes: 0,
    formats: ['aws.guardduty', 'aws.securityhub', 'aws.cloudtrail'],
    references: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html'],
  },
  {
    id: 'aws.firehose',
    title: 'Amazon Data Firehose, HTTP endpoint',
    vendor: 'AWS',
    summary: 'Logs in bulk: CloudTrail and whatever CloudWatch Logs subscriptions carry.',
    proves: 'The sender holds the access key set in the Firehose stream.',
    limits:
      'Whoever reads the stream’s access key can send the same. A record’s account is the payload’s word: one that is not among the source’s accounts is kept and marked.',
    secret: 'random',
    settings: [],
    accounts: {
      label: 'AWS account ids',
      pattern: '[0-9]{12}',
      example: '123456789012',
    },
    setup: [],
    rhythmMinutes: 60,
    formats: ['aws.cloudtrail', 'aws.guardduty', 'aws.securityhub', 'aws.vpcflow'],
    references: ['https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html'],
  },
  {
    id: 'standard.webhook',
    title: 'Standard Webhooks',
    vendor: 'Any',
    summary: 'Records of any known format, and JSON objects of one’s own, signed.',
    proves: 'The sender holds the signing secret, and signed these very bytes within the last five minutes.',
    limits:
      'An account that a record names is the payload’s word: one that is not among the source’s accounts is kept and marked.',
    secret: 'webhook',
    settings: [],
    accounts: {
      label: 'accounts that its records may name',
      pattern: '[A-Za-z0-9._:@/-]{1,64}',
      example: '123456789012',
    },
    setup: [],
    rhythmMinutes: 0,
    replayWindowSeconds: 300,
    formats: ['vedette.event', 'aws.cloudtrail', 'aws.guardduty', 'aws.securityhub'],
    references: ['https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md'],
  },
];
