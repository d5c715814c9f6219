import type { SourceAbout } from '../../../../contracts/source-about.ts';

export const about = {
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
} as const satisfies SourceAbout;
