import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costanomaly } from './index.ts';

const END = Date.UTC(2026, 0, 10);
const record = (more: Record<string, unknown> = {}) => ({
  accountId: '123456789012',
  anomalyId: 'a-1',
  anomalyStartDate: '2026-01-09T00:00:00Z',
  anomalyEndDate: '2026-01-10T00:00:00Z',
  dimensionalValue: 'Amazon EC2',
  impact: { totalImpact: 612 },
  monitorArn: 'arn:aws:ce::123456789012:anomalymonitor/m-1',
  rootCauses: [
    { linkedAccount: '210987654321', service: 'EC2' },
    { linkedAccount: '210987654321', service: 'EBS' },
  ],
  ...more,
});

describe('a cost anomaly', () => {
  it('counts again as it grows, and once as it is sent again', () => {
    const uid = (r: Record<string, unknown>) => {
      const facts = costanomaly.facts(r);
      return facts.ok ? facts.value.uid : facts.error;
    };
    expect(uid(record())).toBe(`a-1:${END}:612`);
    expect(uid(record({ subscriptionName: 'another' }))).toBe(uid(record()));
    expect(uid(record({ impact: { totalImpact: 900 } }))).not.toBe(uid(record()));
    expect(costanomaly.facts(record({ anomalyEndDate: 'soon', anomalyStartDate: 1 }))).toMatchObject({ ok: false });
  });

  it('belongs to the one account that spent, else to that of its monitor, and is about the monitor', () => {
    expect(costanomaly.facts(record())).toMatchObject({ value: { account: '210987654321', time: END } });
    const two = [{ linkedAccount: '210987654321' }, { linkedAccount: '111122223333' }];
    for (const rootCauses of [[], two, 'x'])
      expect(costanomaly.facts(record({ rootCauses }))).toMatchObject({ value: { account: '123456789012' } });
    expect(costanomaly.entities(record())).toEqual([
      {
        type: 'resource',
        id: 'arn:aws:ce::123456789012:anomalymonitor/m-1',
        role: 'related',
        account: '210987654321',
      },
    ]);
  });

  it('is a finding of resource hijacking, the graver the more was spent; none if less was spent', () => {
    const of = (totalImpact: number) => costanomaly.verdict(record({ impact: { totalImpact } }));
    expect([1, 100, 10_000].map((usd) => of(usd)?.severity)).toEqual([2, 3, 4]);
    expect(of(612)).toMatchObject({ ruleId: 'aws.costanomaly:m-1', techniques: ['T1496'], tactics: ['impact'] });
    expect(of(-5)).toBe(undefined);
  });

  it('is a detection finding', () => {
    const facts = costanomaly.facts(record());
    if (!facts.ok) throw new Error(facts.error);
    expect(costanomaly.toOcsf(record(), facts.value)).toMatchObject({
      class_uid: 2004,
      type_uid: 200_401,
      severity_id: 3,
      finding_info: { uid: 'a-1', title: 'Unusual spend: Amazon EC2' },
      resources: [{ uid: 'arn:aws:ce::123456789012:anomalymonitor/m-1', type: 'resource' }],
    });
  });

  it('never throws, whatever the object', () => {
    const any = fc.object({
      key: fc.constantFrom('anomalyId', 'impact', 'totalImpact', 'rootCauses', 'linkedAccount', 'x'),
    });
    fc.assert(
      fc.property(any, (r) => {
        for (const one of [r, { ...record(), ...r }]) {
          const facts = costanomaly.facts(one);
          if (facts.ok) costanomaly.toOcsf(one, facts.value);
          costanomaly.entities(one);
          costanomaly.verdict(one);
        }
      }),
    );
  });
});
