import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarm } from './index.ts';

const AT = Date.UTC(2026, 0, 10, 12, 0, 0, 123);
const ARN = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu';
const record = (more: Record<string, unknown> = {}) => ({
  AlarmName: 'cpu',
  AWSAccountId: '123456789012',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold crossed',
  StateChangeTime: '2026-01-10T12:00:00.123+0000',
  Region: 'EU (Ireland)',
  AlarmArn: ARN,
  OldStateValue: 'OK',
  Trigger: { Namespace: 'AWS/EC2', Dimensions: [{ name: 'InstanceId', value: 'i-0abc' }] },
  ...more,
});
const ocsf = (r: Record<string, unknown>) => {
  const facts = alarm.facts(r);
  if (!facts.ok) throw new Error(facts.error);
  return alarm.toOcsf(r, facts.value);
};

describe('a CloudWatch alarm', () => {
  it('has its time, its account, and the region of its ARN', () => {
    expect(alarm.facts(record())).toEqual({
      ok: true,
      value: { uid: `${ARN}:${AT}:ALARM`, time: AT, account: '123456789012', region: 'eu-west-1', outcome: 'unknown' },
    });
  });

  it('is the same by EventBridge, which words it otherwise', () => {
    const event = {
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: '123456789012',
      region: 'eu-west-1',
      time: '2026-01-10T12:00:01Z',
      resources: [ARN],
      detail: {
        alarmName: 'cpu',
        state: { value: 'ALARM', reason: 'Threshold crossed', timestamp: '2026-01-10T12:00:00.123+0000' },
        previousState: { value: 'OK' },
        configuration: {
          metrics: [{ metricStat: { metric: { namespace: 'AWS/EC2', dimensions: { InstanceId: 'i-0abc' } } } }],
        },
      },
    };
    expect(alarm.facts(event)).toEqual(alarm.facts(record()));
    expect(alarm.entities(event)).toEqual(alarm.entities(record()));
    expect(alarm.verdict(event)).toEqual(alarm.verdict(record()));
    expect(ocsf(event).finding_info).toEqual(ocsf(record()).finding_info);
  });

  it('counts once a change of state, whatever else of it is sent again', () => {
    const uid = (r: Record<string, unknown>) => alarm.facts(r);
    expect(uid(record({ AlarmDescription: 'x' }))).toEqual(uid(record()));
    expect(uid(record({ NewStateValue: 'OK' }))).not.toEqual(uid(record()));
  });

  it('is a detection finding: new in ALARM, closed in OK, updated without data', () => {
    const states = ['ALARM', 'OK', 'INSUFFICIENT_DATA'].map((NewStateValue) => ocsf(record({ NewStateValue })));
    expect(states.map((e) => [e.class_uid, e.type_uid, e.severity_id])).toEqual([
      [2004, 200_401, 2],
      [2004, 200_403, 1],
      [2004, 200_402, 1],
    ]);
  });

  it('makes a finding in ALARM only: low for AWS’s own metrics, medium for those that people made', () => {
    const own = { Namespace: 'TrailMetrics', Dimensions: [] };
    expect(alarm.verdict(record())).toMatchObject({ ruleId: 'aws.alarm:cpu', severity: 2 });
    expect(alarm.verdict(record({ Trigger: own }))).toMatchObject({ severity: 3 });
    const agent = { Namespace: 'CWAgent', Dimensions: [] };
    expect(alarm.verdict(record({ Trigger: agent }))).toMatchObject({ severity: 2 });
    expect(alarm.verdict(record({ Trigger: { Metrics: [{ MetricStat: { Metric: own } }] } }))).toMatchObject({
      severity: 3,
    });
    expect(alarm.verdict(record({ Trigger: own, NewStateValue: 'OK' }))).toBe(undefined);
  });

  it('is about what its dimensions name, under the ids of other formats, else about itself', () => {
    const about = (name: string, value: string) =>
      alarm.entities(record({ Trigger: { Dimensions: [{ name, value }] } })).map((e) => `${e.role} ${e.type} ${e.id}`);
    expect(about('InstanceId', 'i-0abc')).toEqual(['target instance i-0abc']);
    expect(about('BucketName', 'logs')).toEqual(['target bucket arn:aws:s3:::logs']);
    expect(about('FunctionName', 'f')).toEqual(['target function arn:aws:lambda:eu-west-1:123456789012:function:f']);
    const gov = { AlarmArn: 'arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:a' };
    const there = record({ ...gov, Trigger: { Dimensions: [{ name: 'BucketName', value: 'logs' }] } });
    expect(alarm.entities(there).map((e) => e.id)).toEqual(['arn:aws-us-gov:s3:::logs']);
    expect(about('Color', 'red')).toEqual([`related resource ${ARN}`]);
  });

  it('never throws, whatever the object', () => {
    const any = fc.object({
      key: fc.constantFrom('AlarmName', 'AlarmArn', 'Trigger', 'Dimensions', 'Metrics', 'name', 'x'),
    });
    fc.assert(
      fc.property(any, (r) => {
        const whole = { ...record(), ...r };
        for (const one of [r, whole]) {
          const facts = alarm.facts(one);
          if (facts.ok) alarm.toOcsf(one, facts.value);
          alarm.entities(one);
          alarm.verdict(one);
        }
      }),
    );
  });
});
