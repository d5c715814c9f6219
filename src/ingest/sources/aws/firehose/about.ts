import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
  id: 'aws.firehose',
  title: 'Amazon Data Firehose, HTTP endpoint',
  vendor: 'AWS',
  summary: 'Logs in bulk: CloudTrail and whatever CloudWatch Logs subscriptions carry.',
  proves: 'The sender holds the access key set in the Firehose stream.',
  limits:
    'Whoever reads the stream’s access key can send the same. A record’s account is the payload’s word: one that is not among the source’s accounts is kept and marked.',
  secret: 'random',
  settings: [],
  accounts: { label: 'AWS account ids', pattern: '[0-9]{12}', example: '123456789012' },
  setup: [],
  rhythmMinutes: 60,
  formats: ['aws.cloudtrail', 'aws.guardduty', 'aws.securityhub', 'aws.vpcflow'],
  references: ['https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html'],
} as const satisfies SourceAbout;
