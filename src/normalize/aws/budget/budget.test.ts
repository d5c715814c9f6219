import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budget } from './index.ts';

const notice = (type: string, account = '210987654321') =>
  `AWS Budget Notification January 10, 2026\nAWS Account ${account}\n\nDear AWS Customer,\n\nBudget Name: sand: box\nAlert Type: ${type}\nAlert Threshold: > $80.00\n`;
const record = (more: Record<string, unknown> = {}) => ({
  MessageId: 'm-1',
  TopicArn: 'arn:aws:sns:us-east-1:123456789012:bills',
  Timestamp: '2026-01-10T12:00:00.000Z',
  Message: notice('ACTUAL'),
  ...more,
});

describe('a notice of AWS Budgets', () => {
  it('has its message’s id and time, and the account of its prose, else of its topic', () => {
    expect(budget.facts(record())).toEqual({
      ok: true,
      value: { uid: 'm-1', time: Date.UTC(2026, 0, 10, 12), outcome: 'unknown', account: '210987654321' },
    });
    expect(budget.facts(record({ Message: 'changed prose' }))).toMatchObject({ value: { account: '123456789012' } });
    expect(budget.entities(record())).toEqual([
      {
        type: 'resource',
        id: 'arn:aws:budgets::210987654321:budget/sand: box',
        role: 'related',
        account: '210987654321',
      },
    ]);
  });

  it('is a finding where the money is spent, not where it is forecast', () => {
    expect(budget.verdict(record())).toMatchObject({ ruleId: 'aws.budget:sand: box', severity: 2 });
    expect(budget.verdict(record({ Message: notice('FORECASTED') }))).toBe(undefined);
    expect(budget.verdict(record({ Message: 'changed prose' }))).toBe(undefined);
  });

  it('is a detection finding that keeps the notice’s fields', () => {
    const facts = budget.facts(record());
    if (!facts.ok) throw new Error(facts.error);
    expect(budget.toOcsf(record(), facts.value)).toMatchObject({
      class_uid: 2004,
      type_uid: 200_401,
      severity_id: 2,
      finding_info: { title: 'AWS Budgets: sand: box' },
      unmapped: { fields: { 'Alert Threshold': '> $80.00' } },
    });
  });

  it('never throws, whatever the object', () => {
    fc.assert(
      fc.property(fc.object(), fc.string(), (r, Message) => {
        for (const one of [r, { ...record(), ...r, Message }]) {
          const facts = budget.facts(one);
          if (facts.ok) budget.toOcsf(one, facts.value);
          budget.entities(one);
          budget.verdict(one);
        }
      }),
    );
  });
});
