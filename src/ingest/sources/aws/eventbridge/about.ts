import type { SourceAbout } from '../../../../contracts/source-about.ts';
import { setup } from './setup.ts';

export const about = {
  id: 'aws.eventbridge',
  title: 'Amazon EventBridge, API destination',
  vendor: 'AWS',
  summary:
    'Findings of GuardDuty, Security Hub, Config, Inspector, Health, Access Analyzer and Macie, API calls and sign-ins as they happen, a rule a kind of event.',
  proves: 'The sender holds the API key set in the EventBridge connection.',
  limits:
    'Nothing is signed, so whoever reads the connection’s secret can send the same. The event’s account is the payload’s word: one that is not among the source’s accounts is kept and marked. A detail-type without a format here is kept with its envelope as aws.event, and so is all that does not come from AWS itself (its source does not begin with aws.): whoever may put events on the bus chooses everything else. Where GuardDuty sends to Security Hub as well, send one of the two: the same finding by both roads counts twice.',
  secret: 'random',
  settings: [],
  accounts: { label: 'AWS account ids', pattern: '[0-9]{12}', example: '123456789012' },
  setup,
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
    'aws.alarm',
    'aws.costanomaly',
    'aws.event',
  ],
  references: [
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html',
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html',
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html',
    'https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html',
    'https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html',
    'https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html',
  ],
} as const satisfies SourceAbout;
