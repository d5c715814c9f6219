import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { client } from '../../../ingest/sources/aws/s3/client.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { s3Object } from './index.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const made = (record: Record<string, unknown>) => {
  const facts = s3Object.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  return { facts: facts.value, event: s3Object.toOcsf(record, facts.value) };
};
const notification = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  eventTime: '2026-01-10T12:00:00.000Z',
  eventName: 'ObjectRemoved:Delete',
  s3: { bucket: { name: 'b-1' }, object: { key: 'k' } },
};

describe('that something befell an object', () => {
  it('is an API call on it, by whoever asked for it', () => {
    const { facts, event } = made(client.samples(NOW)[0] as unknown as Record<string, unknown>);
    expect(facts).toMatchObject({ time: NOW, account: '123456789012', region: 'eu-west-1', operation: 'PutObject' });
    expect(event).toMatchObject({ type_uid: 600_301, actor: { user: { uid: 'cloudtrail.amazonaws.com' } } });
    expect(event.resources?.[0]?.uid).toContain('arn:aws:s3:::example-trail-logs/AWSLogs/');
  });

  it('is told by a notification too, and a removal is one', () => {
    const { event } = made(notification);
    expect(event.type_uid).toBe(600_304);
    expect(problemsOf(event)).toEqual([]);
  });

  it('is about the bucket and the object', () => {
    expect(s3Object.entities(notification).map((e) => [e.role, e.type, e.id])).toEqual([
      ['target', 'bucket', 'arn:aws:s3:::b-1'],
      ['target', 'resource', 'arn:aws:s3:::b-1/k'],
    ]);
    expect(s3Object.entities({ ...notification, s3: {} })).toEqual([]);
  });

  it('is told of log files by CloudTrail too', () => {
    const record = { s3Bucket: 'logs', s3ObjectKey: ['a.json.gz', 'b.json.gz'], eventTime: '2026-01-10T12:00:00.000Z' };
    const { facts, event } = made(record);
    expect(facts.operation).toBe('ObjectCreated');
    expect(event).toMatchObject({ type_uid: 600_301, resources: [{ uid: 'arn:aws:s3:::logs/a.json.gz' }] });
    expect(problemsOf(event)).toEqual([]);
    expect(s3Object.entities(record)).toHaveLength(2);
  });

  it('names the object as other formats do: its key decoded, its partition that of the region', () => {
    const ids = (key: string, awsRegion: string) =>
      s3Object
        .entities({ ...notification, awsRegion, s3: { bucket: { name: 'b' }, object: { key } } })
        .map((e) => e.id);
    expect(ids('a+b/c%3D%C3%BC.gz', 'eu-west-1')).toEqual(['arn:aws:s3:::b', 'arn:aws:s3:::b/a b/c=ü.gz']);
    expect(ids('50%', 'cn-north-1')).toEqual(['arn:aws-cn:s3:::b', 'arn:aws-cn:s3:::b/50%']);
    const event = { 'detail-type': 'Object Created', detail: { bucket: { name: 'b' }, object: { key: 'a+b' } } };
    expect(s3Object.entities(event).at(-1)?.id).toBe('arn:aws:s3:::b/a+b');
  });

  it('is timed by the file’s own name, where CloudTrail’s notice came without SNS’s envelope', () => {
    const key =
      'AWSLogs/123456789012/CloudTrail/eu-west-1/2026/01/10/123456789012_CloudTrail_eu-west-1_20260110T1205Z_mVdT2.json.gz';
    expect(made({ s3Bucket: 'logs', s3ObjectKey: [key] }).facts.time).toBe(NOW + 300_000);
    expect(s3Object.facts({ s3Bucket: 'logs', s3ObjectKey: ['a_20261310T9999Z_b.json'] })).toMatchObject({ ok: false });
  });

  it('is not yet told by the test that S3 sends once, which is an event all the same', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-01-10T12:00:00.000Z', Bucket: 'logs' };
    const { facts, event } = made(test);
    expect(facts).toMatchObject({ time: NOW, operation: 's3:TestEvent' });
    expect(event).toMatchObject({ activity_id: 99, resources: [{ uid: 'arn:aws:s3:::logs' }] });
    expect(problemsOf(event)).toEqual([]);
  });

  it('is no event without a time', () => {
    expect(s3Object.facts({ ...notification, eventTime: undefined })).toMatchObject({ ok: false });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const facts = s3Object.facts(record);
        s3Object.entities({ ...notification, ...record });
        s3Object.toOcsf({ ...notification, ...record }, facts.ok ? facts.value : made(notification).facts);
      }),
      { numRuns: 200 },
    );
  });
});
