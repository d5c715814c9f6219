import type { SourceGrant } from '../../../src/contracts/access.ts';

export const KEY = 'a-key-of-the-tests';
export const OLD_KEY = 'the-key-before-it';
export const WEBHOOK_SECRET = 'whsec_dGhlIHNpZ25pbmcgc2VjcmV0IG9mIHRoZSB0ZXN0cw==';
export const ACCOUNT = '123456789012';

const grant = (id: string, kind: string, secrets: string[], more: Partial<SourceGrant> = {}): SourceGrant => ({
  v: 1,
  id,
  org: 'org_tests',
  kind,
  accounts: [ACCOUNT],
  secrets,
  enabled: true,
  ratePerMinute: 0,
  ...more,
});

const GRANTS: Readonly<Record<string, SourceGrant>> = {
  src_firehose: grant('src_firehose', 'aws.firehose', [KEY, OLD_KEY]),
  src_events: grant('src_events', 'aws.eventbridge', [KEY, OLD_KEY]),
  src_rotating: grant('src_rotating', 'aws.eventbridge', [KEY, OLD_KEY], {
    keys: [
      { id: 'key_new', usedAt: null },
      { id: 'key_old', usedAt: null },
    ],
  }),
  src_webhook: grant('src_webhook', 'standard.webhook', [WEBHOOK_SECRET]),
  src_disabled: grant('src_disabled', 'aws.eventbridge', [KEY], { enabled: false }),
  src_slow: grant('src_slow', 'aws.eventbridge', [KEY], { ratePerMinute: 2 }),
  src_future: grant('src_future', 'vendor.unknown', [KEY]),
};

/** The sources of the tests, by id. */
export const grantsFor = (source: string): SourceGrant | null => GRANTS[source] ?? null;
