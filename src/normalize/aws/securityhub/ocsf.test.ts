import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { securityhub } from './index.ts';

const AT = '2026-01-10T12:00:00Z';
const finding = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  Id: 'arn:aws:securityhub:eu-central-1:123456789012:finding/1',
  ProductArn: 'arn:aws:securityhub:eu-central-1::product/aws/example',
  GeneratorId: 'example',
  AwsAccountId: '123456789012',
  Region: 'eu-central-1',
  CreatedAt: AT,
  UpdatedAt: AT,
  Severity: { Label: 'HIGH' },
  Title: 'Seen',
  Resources: [{ Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::ledger' }],
  ...more,
});
const eventOf = (record: Record<string, unknown>) => {
  const facts = securityhub.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = securityhub.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return event;
};

describe('a finding’s class', () => {
  it.each([
    ['a control that failed', { Compliance: { Status: 'FAILED', SecurityControlId: 'S3.1' } }, 2003],
    ['a control that passed', { Compliance: { Status: 'PASSED' } }, 2003],
    ['a weakness', { Vulnerabilities: [{ Id: 'CVE-2021-44228' }, { Id: 'ALAS-1' }] }, 2002],
    ['an attack', { Types: ['TTPs/Discovery'] }, 2004],
  ])('%s', (_what, more, classUid) => {
    expect(eventOf(finding(more)).class_uid).toBe(classUid);
  });

  it('a control’s status and name are its own', () => {
    expect(eventOf(finding({ Compliance: { Status: 'FAILED', SecurityControlId: 'S3.1' } })).compliance).toMatchObject({
      control: 'S3.1',
      status_id: 3,
    });
  });
});

it('an attack sequence of GuardDuty’s names who took part, and its techniques', () => {
  const record = finding({
    Detection: {
      Sequence: {
        Actors: [{ User: { Name: 'eve', Type: 'IAMUser', Account: { Uid: '123456789012' } } }],
        Endpoints: [{ Ip: '203.0.113.66' }],
        SequenceIndicators: [{ Key: 'ATTACK_TECHNIQUE', Values: ['T1530'] }],
      },
    },
  });
  expect(securityhub.entities(record).map((e) => [e.type, e.id, e.role])).toEqual([
    ['bucket', 'arn:aws:s3:::ledger', 'target'],
    ['principal', 'arn:aws:iam::123456789012:user/eve', 'actor'],
    ['ip', '203.0.113.66', 'source'],
  ]);
  expect(securityhub.verdict(record)?.techniques).toEqual(['T1530']);
});

it('no JSON object makes it throw', () => {
  expect(() => neverThrows(securityhub, finding({ Detection: {}, Compliance: {}, Vulnerabilities: [] }))).not.toThrow();
});
