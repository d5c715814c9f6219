import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { cloudtrail } from './index.ts';

const ACCOUNT = '111122223333';
const insight = (state: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventVersion: '1.09',
  eventTime: '2026-01-10T12:00:00Z',
  awsRegion: 'eu-central-1',
  eventID: `insight-${state}`,
  eventType: 'AwsCloudTrailInsight',
  recipientAccountId: ACCOUNT,
  sharedEventID: 'shared',
  eventCategory: 'Insight',
  insightDetails: {
    state,
    eventSource: 'ssm.amazonaws.com',
    eventName: 'SendCommand',
    insightType: 'ApiCallRateInsight',
    insightContext: {
      statistics: { baseline: { average: 0.01 }, insight: { average: 40 } },
      attributions: [
        {
          attribute: 'userIdentityArn',
          insight: [
            { value: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/build-7`, average: 39 },
            { value: 'something else', average: 1 },
          ],
          baseline: [{ value: `arn:aws:iam::${ACCOUNT}:user/usual`, average: 0.01 }],
        },
        { attribute: 'userAgent', insight: [{ value: 'arn:aws:not-who', average: 40 }] },
      ],
    },
    ...more,
  },
});
const factsOf = (record: Record<string, unknown>) => {
  const facts = cloudtrail.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return facts.value;
};

describe('an event of CloudTrail Insights', () => {
  it('is about the call, by those who made it unusual', () => {
    expect(factsOf(insight('Start'))).toMatchObject({
      uid: 'insight-Start',
      operation: 'ssm.amazonaws.com:SendCommand',
      outcome: 'unknown',
      account: ACCOUNT,
    });
    expect(cloudtrail.entities(insight('Start')).map((e) => [e.role, e.type, e.id])).toEqual([
      ['actor', 'principal', `arn:aws:iam::${ACCOUNT}:role/deploy`],
    ]);
  });

  it('is a weak finding when it begins, and none when it ends; both are the same finding', () => {
    const [start, end] = [insight('Start'), insight('End')].map((r) => cloudtrail.toOcsf(r, factsOf(r)));
    expect(start).toMatchObject({ class_uid: 2004, activity_id: 1, severity_id: 2, finding_info: { uid: 'shared' } });
    expect(end).toMatchObject({ class_uid: 2004, activity_id: 3, finding_info: { uid: 'shared' } });
    for (const event of [start!, end!]) expect(problemsOf(event)).toEqual([]);
    expect(cloudtrail.verdict(insight('End'))).toBeUndefined();
    expect(cloudtrail.verdict(insight('Start'))).toMatchObject({
      ruleId: 'aws.cloudtrail:insight:ApiCallRateInsight',
      title: 'Unusually many calls of ssm.amazonaws.com:SendCommand',
      severity: 2,
    });
  });

  it('about errors says which', () => {
    const record = insight('Start', { insightType: 'ApiErrorRateInsight', errorCode: 'AccessDenied' });
    expect(cloudtrail.verdict(record)?.title).toBe(
      'Unusually many errors AccessDenied of ssm.amazonaws.com:SendCommand',
    );
  });

  it('teaches nothing of anybody’s habits', () => {
    expect(cloudtrail.traits(insight('Start'))).not.toHaveProperty('principal');
  });

  it('without a kind is none', () => {
    expect(cloudtrail.facts({ ...insight('Start'), insightDetails: {} })).toMatchObject({ ok: false });
  });

  it('never throws, whatever its details are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('insightContext', 'state', 'eventName', 'errorCode'),
        fc.jsonValue(),
        (name, value) => {
          const record = insight('Start', { [name]: value });
          cloudtrail.entities(record);
          cloudtrail.verdict(record);
          cloudtrail.toOcsf(record, factsOf(record));
        },
      ),
      { numRuns: 100 },
    );
  });
});

it('a call is no finding of CloudTrail', () => {
  expect(cloudtrail.verdict({ eventName: 'SendCommand', insightDetails: null })).toBeUndefined();
});

it('an event data store writes the same insight without a block, and it says the same', () => {
  const { insightDetails: _, ...envelope } = insight('Start');
  const ofStore = {
    ...envelope,
    insightState: 'Start',
    insightEventSource: 'ssm.amazonaws.com',
    insightEventName: 'SendCommand',
    insightType: 'ApiCallRateInsight',
    insightContext: {
      insightAverage: 40,
      attributions: {
        attribute: 'userIdentityArn',
        insightValue: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/build-7`,
      },
    },
  };
  expect(factsOf(ofStore)).toEqual(factsOf(insight('Start')));
  expect(cloudtrail.entities(ofStore)).toEqual(cloudtrail.entities(insight('Start')));
  expect(cloudtrail.verdict(ofStore)).toEqual(cloudtrail.verdict(insight('Start')));
  expect(problemsOf(cloudtrail.toOcsf(ofStore, factsOf(ofStore)))).toEqual([]);
});
