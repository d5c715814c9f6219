import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { config } from './index.ts';

const AT = '2026-01-10T12:00:00.000Z';
const change = (to: string, from = 'COMPLIANT'): Record<string, unknown> => ({
  messageType: 'ComplianceChangeNotification',
  configRuleName: 'no-open-ssh',
  configRuleARN: 'arn:aws:config:eu-central-1:123456789012:config-rule/one',
  resourceType: 'AWS::EC2::SecurityGroup',
  resourceId: 'sg-0123456789abcdef0',
  awsAccountId: '123456789012',
  awsRegion: 'eu-central-1',
  newEvaluationResult: { complianceType: to, resultRecordedTime: AT },
  oldEvaluationResult: { complianceType: from },
  notificationCreationTime: '2026-01-10T12:00:09.000Z',
});
const item = {
  messageType: 'ConfigurationItemChangeNotification',
  configurationItem: {
    resourceType: 'AWS::S3::Bucket',
    resourceId: 'ledger',
    ARN: 'arn:aws:s3:::ledger',
    awsAccountId: '123456789012',
    awsRegion: 'eu-central-1',
    configurationItemCaptureTime: AT,
  },
};
const eventOf = (record: Record<string, unknown>) => {
  const facts = config.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = config.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return { facts: facts.value, event };
};

describe('a rule’s verdict', () => {
  it.each([
    ['NON_COMPLIANT', 'COMPLIANT', 1, 3],
    ['NON_COMPLIANT', 'NON_COMPLIANT', 2, 3],
    ['COMPLIANT', 'NON_COMPLIANT', 3, 1],
    ['NOT_APPLICABLE', 'NON_COMPLIANT', 3, 0],
  ])('%s after %s is a Compliance Finding with activity %i and status %i', (to, from, activity, status) => {
    const { event } = eventOf(change(to, from));
    expect(event).toMatchObject({ class_uid: 2003, activity_id: activity, compliance: { status_id: status } });
  });

  it('is a finding, a low one, only where the rule is broken', () => {
    expect(config.verdict(change('NON_COMPLIANT'))).toMatchObject({ ruleId: 'aws.config:no-open-ssh', severity: 2 });
    for (const to of ['COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA'])
      expect(config.verdict(change(to))).toBeUndefined();
  });

  it('is the same event by SNS and by EventBridge, whenever either was sent', () => {
    const later = { ...change('NON_COMPLIANT'), notificationCreationTime: '2026-01-10T12:01:00.000Z' };
    expect(eventOf(later).facts).toEqual(eventOf(change('NON_COMPLIANT')).facts);
    expect(eventOf(change('COMPLIANT')).facts.uid).not.toBe(eventOf(later).facts.uid);
  });

  it('names the thing as other formats do', () => {
    expect(config.entities(change('NON_COMPLIANT'))).toMatchObject([
      { type: 'security_group', id: 'sg-0123456789abcdef0', role: 'target', account: '123456789012' },
    ]);
  });

  it.each([
    ['AWS::EC2::Instance', 'i-07', 'instance', 'i-07'],
    ['AWS::S3::Bucket', 'ledger', 'bucket', 'arn:aws:s3:::ledger'],
    ['AWS::Config::ResourceCompliance', 'AWS::S3::Bucket/ledger', 'bucket', 'arn:aws:s3:::ledger'],
    ['AWS::IAM::User', 'AIDAEXAMPLE', 'resource', 'AIDAEXAMPLE'],
  ])('%s %s goes by what it is', (resourceType, resourceId, type, id) => {
    expect(config.entities({ ...change('NON_COMPLIANT'), resourceType, resourceId })).toMatchObject([{ type, id }]);
  });

  it('a function that is named alone is that of the account and region', () => {
    const record = { ...change('NON_COMPLIANT'), resourceType: 'AWS::Lambda::Function', resourceId: 'pay' };
    expect(config.entities(record)[0]?.id).toMatch(/^arn:aws:lambda:[a-z0-9-]+:123456789012:function:pay$/);
  });

  it('about the whole account names the account, which ties it to nothing', () => {
    const record = { ...change('NON_COMPLIANT'), resourceType: 'AWS::::Account', resourceId: '123456789012' };
    expect(config.entities(record)).toEqual([
      { type: 'account', id: '123456789012', role: 'target', account: '123456789012' },
    ]);
  });
});

it('a changed resource is an entry of the inventory and no finding', () => {
  expect(eventOf(item).event).toMatchObject({ class_uid: 5023, activity_id: 1 });
  expect(config.verdict(item)).toBeUndefined();
  expect(config.entities(item)).toMatchObject([{ type: 'bucket', id: 'arn:aws:s3:::ledger' }]);
});

it('no JSON object makes it throw', () => {
  expect(() => neverThrows(config, change('NON_COMPLIANT'))).not.toThrow();
  expect(() => neverThrows(config, item)).not.toThrow();
});
