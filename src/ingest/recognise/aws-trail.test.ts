import { describe, expect, it } from 'vitest';
import { Collector } from '../collect.ts';
import { addRecord } from './index.ts';

const call = {
  eventSource: 'kms.amazonaws.com',
  eventName: 'ListKeys',
  eventTime: '2026-01-10T12:00:00Z',
  eventID: 'one',
};
const insight = {
  eventTime: '2026-01-10T12:00:00Z',
  eventID: 'two',
  eventType: 'AwsCloudTrailInsight',
  insightDetails: { state: 'Start', insightType: 'ApiCallRateInsight' },
};
const read = (value: unknown) => {
  const into = new Collector(4);
  addRecord(into, value, () => 'body');
  return into.records.map((r) => [r.format, r.value]);
};

it.each([
  ['Findings', { Findings: [{ Id: 'a', ProductArn: 'p', AwsAccountId: '1' }] }, ['aws.securityhub']],
  ['findings', { findings: [{ id: 'a', type: 't', accountId: '1', resourcesAffected: {} }, {}] }, ['aws.macie']],
  ['findings of anybody', { findings: [{ id: 'a' }] }, []],
  ['findings that are none', { findings: 'three', Findings: [] }, []],
])('a list of %s, as AWS’s commands give it, is each of them', (_, value, formats) => {
  expect(read(value).map(([format]) => format)).toEqual(formats);
});

it('alarms and anomalies of cost are known by EventBridge as by SNS', () => {
  const alarm = { 'detail-type': 'CloudWatch Alarm State Change', detail: { alarmName: 'cpu' } };
  expect(read(alarm)).toEqual([['aws.alarm', alarm]]);
  const detail = { anomalyId: 'a', monitorArn: 'm' };
  expect(read({ 'detail-type': 'Anomaly Detected', detail })).toEqual([['aws.costanomaly', detail]]);
});

it('an event of a name that nobody knows is what its detail is', () => {
  const finding = { id: 'a', type: 't', accountId: '1', resourcesAffected: {} };
  const health = { eventTypeCode: 'c', eventArn: 'arn:aws:health:eu-west-1::event/x' };
  expect(read({ 'detail-type': 'Macie Finding of Next Year', detail: finding })).toEqual([['aws.macie', finding]]);
  expect(read({ 'detail-type': 'sent on', detail: call })).toEqual([['aws.cloudtrail', call]]);
  for (const [detail, format] of [
    [health, 'aws.health'],
    [{ id: 'a' }, 'aws.event'],
  ] as const) {
    const whole = { 'detail-type': 'new', detail };
    expect(read(whole)).toEqual([[format, whole]]);
  }
});

it('an event that somebody put on the bus is none of AWS’s, whatever it calls itself', () => {
  const finding = {
    schemaVersion: '2.0',
    type: 'Recon:EC2/Portscan',
    service: { serviceName: 'guardduty' },
    resource: {},
  };
  for (const source of ['my.app', 'aws', 'AWS.iam', 'aws.partner/example.com/bus'])
    for (const [type, detail] of [
      ['AWS API Call via CloudTrail', call],
      ['GuardDuty Finding', finding],
      ['Security Hub Findings - Imported', { findings: [{}] }],
      ['sent on', call],
    ] as const) {
      const event = { source, 'detail-type': type, detail };
      expect(read(event)).toEqual([['aws.event', event]]);
    }
  const own = { source: 'aws.iam', 'detail-type': 'AWS API Call via CloudTrail', detail: call };
  expect(read(own)).toEqual([['aws.cloudtrail', call]]);
});

describe('CloudTrail by EventBridge', () => {
  it.each([
    'AWS API Call via CloudTrail',
    'AWS Console Sign In via CloudTrail',
    'AWS Console Signin via CloudTrail',
    'AWS Service Event via CloudTrail',
    'AWS Network Activity Event via CloudTrail',
    'AWS Console Action via CloudTrail',
  ])('%s: the record', (type) => {
    expect(read({ 'detail-type': type, detail: call })).toEqual([['aws.cloudtrail', call]]);
  });

  it('an aggregated event, and an insight of an event data store, are records too, wherever they stand', () => {
    const aggregated = {
      eventId: 'a',
      eventType: 'AwsAggregatedEvent',
      eventSource: 's3.amazonaws.com',
      timeWindow: {},
    };
    const ofStore = { eventTime: '2026-01-10T12:00:00Z', eventType: 'AwsCloudTrailInsight', insightContext: {} };
    for (const one of [aggregated, ofStore])
      for (const form of [one, { Records: [one] }, { 'detail-type': 'AWS API Call via CloudTrail', detail: one }])
        expect(read(form)).toEqual([['aws.cloudtrail', one]]);
    expect(read({ eventType: 'AwsAggregatedEvent', timeWindow: 'x' })).toEqual([]);
  });

  it('an insight is a record of its own shape, in an event and in a log file', () => {
    expect(read({ 'detail-type': 'AWS Insight via CloudTrail', detail: insight })).toEqual([
      ['aws.cloudtrail', insight],
    ]);
    expect(read({ Records: [insight, call] })).toEqual([
      ['aws.cloudtrail', insight],
      ['aws.cloudtrail', call],
    ]);
  });
});
