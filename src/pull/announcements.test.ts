import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Collector } from '../ingest/collect.ts';
import { addRecord, formatOf } from '../ingest/recognise/index.ts';
import { splitDelivery } from '../ingest/split-delivery.ts';
import { utf8 } from '../kit/bytes.ts';
import { announcedBy } from './announcements.ts';
import { logKindOf } from './log-kind.ts';

const notification = (key: string, more: Record<string, unknown> = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  eventTime: '2026-01-10T12:00:00.000Z',
  eventName: 'ObjectCreated:Put',
  s3: { s3SchemaVersion: '1.0', bucket: { name: 'b-1' }, object: { key, size: 7, eTag: 'abc', sequencer: '00' } },
  ...more,
});
const event = {
  version: '0',
  id: 'x',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  detail: { bucket: { name: 'b-1' }, object: { key: 'a+b c.json.gz', etag: 'abc' } },
};

describe('an announcement', () => {
  it('is told from CloudTrail’s records, which have the same fields, by whoever brings it', () => {
    const into = new Collector(10);
    addRecord(into, { Records: [notification('k')] }, () => 'body');
    addRecord(into, event, () => 'body');
    addRecord(into, { s3Bucket: 'b-1', s3ObjectKey: ['k'] }, () => 'body');
    addRecord(into, { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b-1' }, () => 'body');
    expect(into.records.map((r) => r.format)).toEqual(Array.from({ length: 4 }, () => 'aws.s3-object'));
    expect(into.bad).toEqual([]);
    expect(formatOf({ eventSource: 's3.amazonaws.com', eventName: 'PutObject', eventTime: 'x' })).toBe(
      'aws.cloudtrail',
    );
    // An API call on S3 that EventBridge brings is CloudTrail's.
    expect(formatOf({ ...event, 'detail-type': 'AWS API Call via CloudTrail' })).toBeUndefined();
  });

  it('comes by SNS as well, from S3 or from the trail itself; S3’s test is passed over', () => {
    const by = (content: unknown) => {
      const message = {
        Type: 'Notification',
        MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:objects',
        Message: JSON.stringify(content),
        Timestamp: '2026-01-10T12:00:00.000Z',
        SignatureVersion: '2',
        Signature: 'x',
        SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/x.pem',
      };
      const split = splitDelivery({ kind: 'aws.sns', contentType: 'text/plain', body: utf8(JSON.stringify(message)) });
      if (!split.ok) throw new Error(split.error.detail);
      expect(split.value.bad).toEqual([]);
      return split.value.records.map((r) => [r.format, announcedBy(r.value)]);
    };
    expect(by({ Records: [notification('k')] })).toEqual([
      ['aws.s3-object', [{ bucket: 'b-1', key: 'k', etag: 'abc' }]],
    ]);
    expect(by({ s3Bucket: 'b-1', s3ObjectKey: ['k'] })).toEqual([['aws.s3-object', [{ bucket: 'b-1', key: 'k' }]]]);
    expect(by({ Service: 'Amazon S3', Event: 's3:TestEvent' })).toEqual([]);
  });

  it.each([
    ['red+flower.json.gz', 'red flower.json.gz'],
    ['a%2Bb%3Dc/%C3%BC.gz', 'a+b=c/ü.gz'],
    ['plain/key.gz', 'plain/key.gz'],
  ])('by notification escapes its key as forms do: %s', (escaped, key) => {
    expect(announcedBy(notification(escaped))).toEqual([{ bucket: 'b-1', key, etag: 'abc' }]);
  });

  it('by EventBridge does not', () => {
    expect(announcedBy(event)).toEqual([{ bucket: 'b-1', key: 'a+b c.json.gz', etag: 'abc' }]);
  });

  it('by CloudTrail names several, and no tag', () => {
    expect(announcedBy({ s3Bucket: 'b-1', s3ObjectKey: ['k1', 'k2'] })).toEqual([
      { bucket: 'b-1', key: 'k1' },
      { bucket: 'b-1', key: 'k2' },
    ]);
  });

  it('of a test, a removal or a changed tag is none', () => {
    expect(announcedBy({ Service: 'Amazon S3', Event: 's3:TestEvent' })).toEqual([]);
    expect(announcedBy(notification('k', { eventName: 'ObjectRemoved:Delete' }))).toEqual([]);
    expect(announcedBy({ ...event, 'detail-type': 'Object Tags Added' })).toEqual([]);
  });

  it('that names no bucket or key, or one that is none, is said to be wrong', () => {
    for (const bad of [
      notification('%E0%A4%A'),
      notification('k', { s3: { bucket: { name: '../x' }, object: { key: 'k' } } }),
      notification('k', { s3: {} }),
      { ...event, detail: { bucket: { name: 'b-1' }, object: { key: 'k'.repeat(2_000) } } },
      { s3Bucket: 'b-1', s3ObjectKey: Array.from({ length: 1_001 }, () => 'k') },
      { s3Bucket: 'b-1', s3ObjectKey: [1] },
    ])
      expect(typeof announcedBy(bad)).toBe('string');
  });

  it('of any shape does not throw', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(event, notification('k')),
        (odd, base) => {
          announcedBy(odd);
          announcedBy({ ...base, ...odd });
          announcedBy({ ...base, detail: odd, s3: odd });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('what an object holds', () => {
  it.each([
    ['AWSLogs/1/CloudTrail/eu-west-1/2026/01/10/1_CloudTrail_eu-west-1_x.json.gz', { pull: 'cloudtrail' }],
    ['my/AWSLogs/o-abc/1/CloudTrail-Insight/us-east-1/2026/x.json.gz', { pull: 'cloudtrail' }],
    ['AWSLogs/1/CloudTrail-Digest/eu-west-1/x.json.gz', { skip: 'digest' }],
    ['AWSLogs/1/vpcflowlogs/eu-west-1/2026/01/10/x.log.gz', { pull: 'vpcflow' }],
    ['p/AWSLogs/aws-account-id=1/aws-service=vpcflowlogs/aws-region=eu-west-1/x.log.gz', { pull: 'vpcflow' }],
    ['AWSLogs/1/WAFLogs/eu-west-1/acl/2026/01/10/1_waflogs_x.log.gz', { pull: 'lines' }],
    ['AWSLogs/1/vpcdnsquerylogs/vpc-1/2026/01/10/vpc-1_x.log.gz', { pull: 'lines' }],
    [
      'p/AWSLogs/1/elasticloadbalancing/eu-west-1/2026/1_elasticloadbalancing_r_app.web.1a_t_ip_x.log.gz',
      { pull: 'lines' },
    ],
    [
      'AWSLogs/1/elasticloadbalancing/eu-west-1/2026/1_elasticloadbalancing_r_net.web.1a_t_x.log.gz',
      { skip: 'unknown' },
    ],
    [
      'AWSLogs/1/elasticloadbalancing/r/2026/conn_log.1_elasticloadbalancing_r_app.web.1a_t_ip_x.log.gz',
      { skip: 'unknown' },
    ],
    [
      'AWSLogs/1/elasticloadbalancing/r/2026/health_check_log_1_elasticloadbalancing_r_app.web.1a_t_ip_x.log.gz',
      { skip: 'unknown' },
    ],
    ['AWSLogs/1/vpcflowlogs/eu-west-1/x.log.parquet', { skip: 'parquet' }],
    ['AWSLogs/1/CloudTrail/', { skip: 'folder' }],
    ['AWSLogs/1/Config/x.json.gz', { skip: 'unknown' }],
    ['notCloudTrail/x.json.gz', { skip: 'unknown' }],
    // Whoever may write one service's logs names the folders below as he likes.
    ['AWSLogs/1/WAFLogs/eu-west-1/acl/CloudTrail/x.json.gz', { skip: 'unknown' }],
    ['AWSLogs/1/WAFLogs/eu-west-1/acl/CloudTrail/x.log.gz', { pull: 'lines' }],
    ['AWSLogs/1/vpcflowlogs/eu-west-1/AWSLogs/1/CloudTrail/x.json.gz', { skip: 'unknown' }],
    // What stands before AWSLogs is the owner's choice.
    ['CloudTrail/AWSLogs/1/vpcflowlogs/eu-west-1/x.log.gz', { pull: 'vpcflow' }],
    ['org/AWSLogs/o-a1/1/CloudTrail/eu-west-1/x.json.gz', { pull: 'cloudtrail' }],
  ])('is told by its key: %s', (key, kind) => {
    expect(logKindOf(key)).toEqual(kind);
  });
});
