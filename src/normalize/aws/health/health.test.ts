import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { health } from './index.ts';

const KEY = `AKIA${'C'.repeat(16)}`;
const event = (code: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'event-1',
  'detail-type': 'AWS Health Event',
  account: '999988887777',
  time: '2026-01-10T12:00:00Z',
  region: 'us-east-1',
  detail: {
    eventArn: `arn:aws:health:global::event/X/${code}/${code}_1`,
    eventTypeCode: code,
    eventRegion: 'eu-central-1',
    lastUpdatedTime: 'Sat, 10 Jan 2026 12:00:00 GMT',
    statusCode: 'open',
    affectedAccount: '123456789012',
    affectedEntities: [
      { entityValue: KEY },
      { entityValue: 'arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0' },
    ],
    eventDescription: [{ language: 'en_US', latestDescription: 'Something happened.' }],
    ...more,
  },
});
const factsOf = (record: Record<string, unknown>) => {
  const facts = health.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  expect(problemsOf(health.toOcsf(record, facts.value))).toEqual([]);
  return facts.value;
};

it('belongs to the account that it affects, not to the one that it was sent to', () => {
  expect(factsOf(event('AWS_EC2_MAINTENANCE'))).toMatchObject({ account: '123456789012', region: 'eu-central-1' });
  expect(factsOf(event('AWS_EC2_MAINTENANCE', { affectedAccount: undefined })).account).toBe('999988887777');
});

it('is the same with its envelope and without', () => {
  const whole = event('AWS_RISK_CREDENTIALS_EXPOSED');
  expect(factsOf(whole['detail'] as Record<string, unknown>)).toEqual(factsOf(whole));
});

describe('an event of an account’s own misuse', () => {
  it.each([
    ['AWS_RISK_CREDENTIALS_EXPOSED', 5, ['T1552.001']],
    ['AWS_RISK_IAM_QUARANTINE', 5, ['T1078.004']],
    ['AWS_ABUSE_DOS_REPORT', 4, ['T1498']],
    ['AWS_ABUSE_COPYRIGHT_DMCA_REPORT', 2, []],
    ['AWS_ABUSE_SOMETHING_NEW', 4, []],
  ])('%s is a finding of severity %i', (code, severity, techniques) => {
    const record = event(code);
    expect(health.verdict(record)).toMatchObject({ ruleId: `aws.health:${code}`, severity, techniques });
    expect(health.toOcsf(record, factsOf(record)).class_uid).toBe(2004);
  });

  it('names the key and the instance', () => {
    expect(health.entities(event('AWS_RISK_CREDENTIALS_EXPOSED')).map((e) => [e.type, e.id])).toEqual([
      ['access_key', KEY],
      ['instance', 'i-0123456789abcdef0'],
    ]);
  });

  it('is none once it is closed', () => {
    expect(health.verdict(event('AWS_ABUSE_DOS_REPORT', { statusCode: 'closed' }))).toBeUndefined();
  });
});

it('maintenance is kept, as the base event, and is no finding', () => {
  const record = event('AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED');
  expect(health.verdict(record)).toBeUndefined();
  expect(health.toOcsf(record, factsOf(record))).toMatchObject({ class_uid: 0, message: 'Something happened.' });
});

it('no JSON object makes it throw', () => {
  expect(() => neverThrows(health, event('AWS_RISK_CREDENTIALS_EXPOSED'))).not.toThrow();
});

it('cut down to its envelope and its code, it is still an event about what the envelope names', () => {
  const whole = event('AWS_ECS_TASK_PATCHING_RETIREMENT', { eventArn: undefined, affectedEntities: undefined });
  const record = { ...whole, resources: [KEY, 7] };
  expect(factsOf(record).uid).toContain('event-1');
  expect(health.entities(record).map((e) => [e.type, e.id])).toEqual([['access_key', KEY]]);
});

it('what is meant for the whole account is no resource', () => {
  const affectedEntities = ['UNKNOWN', 'AWS_ACCOUNT', '123456789012', 'i-0123456789abcdef0'].map((entityValue) => ({
    entityValue,
  }));
  const found = health.entities({ eventTypeCode: 'AWS_EC2_X', affectedEntities });
  expect(found.map((e) => [e.type, e.id])).toEqual([
    ['account', '123456789012'],
    ['instance', 'i-0123456789abcdef0'],
  ]);
});
