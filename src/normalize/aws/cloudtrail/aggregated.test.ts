import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { cloudtrail } from './index.ts';

const ACCOUNT = '111122223333';
const counted = (dimension: string, ...names: string[]) => ({
  dimension,
  statistics: names.map((name, i) => ({ name, value: 100 - i })),
  aggregationType: 'Count',
});
const aggregated = (primaryDimension: unknown, ...details: unknown[]): Record<string, unknown> => ({
  eventVersion: '1.0',
  accountId: ACCOUNT,
  eventId: 'c0ffee00-0000-4000-8000-000000000001',
  eventCategory: 'Aggregated',
  eventType: 'AwsAggregatedEvent',
  awsRegion: 'eu-central-1',
  eventSource: 's3.amazonaws.com',
  timeWindow: { windowStart: '2026-01-10T12:00:00Z', windowEnd: '2026-01-10T12:05:00Z', windowSize: 'PT5M' },
  summary: { primaryDimension, details },
});
const reads = aggregated(
  counted('eventName', 'GetObject'),
  counted('resourceARN', 'arn:aws:s3:::ledger'),
  counted('userIdentity', `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/build-7`),
  counted('sourceIpAddress', '198.51.100.20', 'athena.amazonaws.com'),
);

function read(record: Record<string, unknown>) {
  const facts = cloudtrail.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = cloudtrail.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return { facts: facts.value, event };
}

describe('an aggregated event', () => {
  it('is one event of its span, with who, what and from where', () => {
    expect(read(reads)).toMatchObject({
      facts: {
        uid: 'c0ffee00-0000-4000-8000-000000000001',
        time: Date.UTC(2026, 0, 10, 12),
        account: ACCOUNT,
        operation: 's3.amazonaws.com:GetObject',
        outcome: 'unknown',
      },
      event: {
        class_uid: 6003,
        activity_id: 2,
        count: 100,
        end_time: Date.UTC(2026, 0, 10, 12, 5),
        actor: { user: { uid: `arn:aws:iam::${ACCOUNT}:role/deploy` } },
        src_endpoint: { ip: '198.51.100.20' },
      },
    });
    expect(cloudtrail.entities(reads).map((e) => [e.role, e.type, e.id])).toEqual([
      ['actor', 'principal', `arn:aws:iam::${ACCOUNT}:role/deploy`],
      ['source', 'ip', '198.51.100.20'],
      ['target', 'bucket', 'arn:aws:s3:::ledger'],
    ]);
    expect(cloudtrail.observables(reads)).toEqual([['ip', '198.51.100.20']]);
  });

  it('of several calls is none of them', () => {
    const { facts, event } = read(
      aggregated(counted('resourceARN', 'arn:aws:s3:::ledger'), counted('eventName', 'GetObject', 'PutObject')),
    );
    expect(facts.operation).toBe('s3.amazonaws.com:several calls');
    expect(event).toMatchObject({ activity_id: 99, count: 100, actor: { user: { name: 'unknown' } } });
  });

  it('whatever its summary is, is an event', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (primary, detail) => {
        read(aggregated(primary, detail));
        cloudtrail.entities(aggregated(primary, detail));
      }),
      { numRuns: 60 },
    );
  });
});
