import type { SourceAbout } from '../../../../contracts/source-about.ts';
import { SETUP } from './setup.ts';

export const about = {
  id: 'aws.sns',
  title: 'Amazon SNS, HTTPS endpoint',
  vendor: 'AWS',
  summary:
    'CloudWatch alarms, AWS Budgets, cost anomalies, findings and whatever else is published to an SNS topic, signed by AWS.',
  proves:
    'The sender holds the right to publish to one of the listed topics: SNS signed the message for that topic, within the last 70 minutes.',
  limits:
    'What a message says is its publisher’s word: whoever may publish to the topic may send anything, so keep the topic’s policy narrow. The URL is no secret and need not be. Vedette trusts the certificate because it comes over TLS from SNS’s own host in the topic’s region. Whoever reads a message may unsubscribe the endpoint by its UnsubscribeURL: SNS’s notice of that is kept as an event, and the silence is noticed. Raw message delivery carries no signature and is refused; leave it off. So is a FIFO topic, which SNS does not deliver to HTTPS. A message over the limit of 256 KiB does not exist in SNS.',
  secret: 'none',
  settings: [
    {
      name: 'topics',
      label: 'Topic ARNs',
      help: 'The topics that may send here, one ARN each, as the SNS console shows them. Any AWS customer can have SNS sign a message, so a message for any other topic is refused.',
      type: 'list',
      pattern:
        'arn:(?:aws|aws-cn|aws-us-gov):sns:[a-z]{2}(?:-[a-z]{1,12}){1,2}-[0-9]{1,2}:[0-9]{12}:[A-Za-z0-9_-]{1,256}',
      required: true,
      example: 'arn:aws:sns:us-east-1:123456789012:vedette',
    },
  ],
  accounts: { label: 'AWS account ids', pattern: '[0-9]{12}', example: '123456789012' },
  setup: SETUP,
  rhythmMinutes: 0,
  replayWindowSeconds: 4_200,
  formats: [
    'aws.alarm',
    'aws.budget',
    'aws.costanomaly',
    'aws.guardduty',
    'aws.securityhub',
    'aws.cloudtrail',
    'aws.config',
    'aws.inspector',
    'aws.health',
    'aws.accessanalyzer',
    'aws.macie',
    'aws.s3-object',
    'aws.event',
    'vedette.event',
  ],
  references: [
    'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
    'https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
    'https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html',
    'https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html',
  ],
} as const satisfies SourceAbout;
