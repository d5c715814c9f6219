import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../kit/bytes.ts';
import type { Split } from './source.ts';
import { splitDelivery } from './split-delivery.ts';

const trail = (eventID: string) => ({
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  eventTime: '2026-01-10T12:00:00Z',
  eventID,
});
const guardDuty = {
  schemaVersion: '2.0',
  accountId: '123456789012',
  region: 'eu-west-1',
  id: 'g1',
  arn: 'arn:aws:guardduty:eu-west-1:123456789012:detector/d/finding/g1',
  type: 'Recon:IAMUser/MaliciousIPCaller',
  service: {},
  severity: 5,
};
const asff = {
  SchemaVersion: '2018-10-08',
  Id: 's1',
  ProductArn: 'arn:aws:securityhub:eu-west-1::product/aws/securityhub',
  AwsAccountId: '123456789012',
};
const gz = (text: string | Uint8Array) => new Uint8Array(gzipSync(text));

function split(kind: string, body: Uint8Array | string, contentType = 'application/json', encoding?: 'gzip'): Split {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  const result = splitDelivery({ kind, contentType, body: bytes, ...(encoding === undefined ? {} : { encoding }) });
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}
const formats = (s: Split) => s.records.map((r) => r.format);
const places = (s: Split) => s.bad.map((b) => b.at);

describe('aws.firehose', () => {
  const deliver = (...data: (string | Uint8Array)[]) =>
    split(
      'aws.firehose',
      JSON.stringify({
        requestId: 'r',
        timestamp: 1,
        records: data.map((d) => ({ data: toBase64(typeof d === 'string' ? utf8(d) : d) })),
      }),
    );
  const logs = (...messages: string[]) =>
    gz(
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: 'g',
        logStream: 's',
        subscriptionFilters: ['f'],
        logEvents: messages.map((message, i) => ({ id: String(i), timestamp: 1, message })),
      }),
    );

  it('reads CloudTrail alone, wrapped, a line each, compressed or not', () => {
    const wrapped = JSON.stringify({ Records: [trail('b'), trail('c')] });
    const read = deliver(
      JSON.stringify(trail('a')),
      gz(wrapped),
      `${JSON.stringify(trail('d'))}\n${JSON.stringify(trail('e'))}\n`,
    );
    expect(read.records.map((r) => r.value['eventID'])).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(new Set(formats(read))).toEqual(new Set(['aws.cloudtrail']));
    expect(read.bad).toEqual([]);
  });

  it('reads CloudWatch Logs payloads with CloudTrail and VPC flow records in them', () => {
    const flow = '2 123456789012 eni-1 10.0.0.1 198.51.100.7 443 49152 6 10 8000 1768046400 1768046460 ACCEPT OK';
    const none = '2 123456789012 eni-1 - - - - - - - 1768046400 1768046460 - NODATA';
    const control = gz(JSON.stringify({ messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'hello' }] }));
    const read = deliver(logs(JSON.stringify(trail('a')), flow, none, '2 eni-1 what is this REJECT'), control);
    expect(formats(read)).toEqual(['aws.cloudtrail', 'aws.vpcflow']);
    expect(read.records[1]!.value).toMatchObject({
      'account-id': '123456789012',
      dstaddr: '198.51.100.7',
      dstport: '49152',
      action: 'ACCEPT',
      'log-status': 'OK',
    });
    expect(read.skipped).toBe(2);
    expect(places(read)).toEqual(['records[0].logEvents[3]']);
  });

  it('a bad record never loses its neighbours, and says where it was', () => {
    const good = JSON.stringify({ Records: [trail('a'), 7] });
    const body = JSON.stringify({
      requestId: 'r',
      timestamp: 1,
      records: [
        { data: '***' },
        { data: toBase64(utf8('{"a":')) },
        { data: toBase64(gz(good).slice(0, 30)) },
        { data: toBase64(utf8('['.repeat(1_000))) },
        { data: toBase64(new Uint8Array([0xff])) },
        {},
        null,
        { data: toBase64(utf8(good)) },
      ],
    });
    const read = split('aws.firehose', body);
    expect(formats(read)).toEqual(['aws.cloudtrail']);
    expect(places(read)).toEqual([
      'records[0].data',
      'records[1]',
      'records[2].data',
      'records[3]',
      'records[4]',
      'records[5]',
      'records[6]',
      'records[7].Records[1]',
    ]);
  });

  it('bombs inside records cost no more than one budget, and the neighbour of one is read', () => {
    const bomb = gz(new Uint8Array(64 * 1024 * 1024));
    const good = gz(JSON.stringify(trail('a')));
    expect(formats(deliver(bomb, good))).toEqual(['aws.cloudtrail']);
    const read = deliver(...Array<Uint8Array>(200).fill(bomb));
    expect(read.bad).toHaveLength(200);
    expect(read.bad.filter((b) => !b.reason.startsWith('not read'))).toHaveLength(4);
  });
});

describe('aws.eventbridge', () => {
  const event = (type: string, detail: unknown) => ({ version: '0', id: 'e', 'detail-type': type, detail });

  it('takes the detail of each kind of event that it knows, bare records too, and keeps any other whole', () => {
    const read = split(
      'aws.eventbridge',
      JSON.stringify([
        event('GuardDuty Finding', guardDuty),
        event('Security Hub Findings - Imported', { findings: [asff, asff] }),
        event('AWS API Call via CloudTrail', trail('a')),
        event('AWS Console Sign In via CloudTrail', trail('b')),
        trail('c'),
        guardDuty,
        asff,
        event('EC2 Instance State-change Notification', {}),
        event('GuardDuty Finding', 'text'),
        event('Security Hub Findings - Imported', {}),
        [],
      ]),
    );
    expect(formats(read)).toEqual([
      'aws.guardduty',
      'aws.securityhub',
      'aws.securityhub',
      'aws.cloudtrail',
      'aws.cloudtrail',
      'aws.cloudtrail',
      'aws.guardduty',
      'aws.securityhub',
      'aws.event',
    ]);
    expect(places(read)).toEqual(['records[8]', 'records[9]', 'records[10]']);
  });
});

describe('standard.webhook', () => {
  const ndjson = (...lines: string[]) =>
    split('standard.webhook', gz(lines.join('\n')), 'application/x-ndjson', 'gzip');

  it('recognises records wherever they stand, and takes the rest as events of our own', () => {
    const values = [trail('a'), guardDuty, asff, { what: 'ever' }];
    const expected = ['aws.cloudtrail', 'aws.guardduty', 'aws.securityhub', 'vedette.event'];
    expect(formats(split('standard.webhook', JSON.stringify(values)))).toEqual(expected);
    expect(formats(split('standard.webhook', JSON.stringify({ Records: values })))).toEqual(expected);
    expect(formats(split('standard.webhook', JSON.stringify(values[3])))).toEqual(['vedette.event']);
    expect(formats(ndjson(...values.map((v) => JSON.stringify(v))))).toEqual(expected);
  });

  it('a bad line is named by its number and its neighbours live', () => {
    const read = ndjson('{"a":1}', '', '{"b":', '7', '{"c":3}\r');
    expect(read.records.map((r) => r.value)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(read.bad).toEqual([
      { at: 'lines[2]', reason: 'not JSON at line 3, column 6 (it ends too early)' },
      { at: 'lines[3]', reason: 'a record is not a JSON object' },
    ]);
  });

  it('keys of the prototype are data, and fields that a prototype would lend do not count', () => {
    const read = split('standard.webhook', `{"__proto__":${JSON.stringify(trail('a'))},"constructor":1}`);
    expect(formats(read)).toEqual(['vedette.event']);
    expect(Object.getPrototypeOf(read.records[0]!.value)).toBe(Object.prototype);
  });
});

it('a kind that is not known is a failure, never a throw', () => {
  for (const kind of ['vendor.none', '__proto__', 'toString'])
    expect(splitDelivery({ kind, contentType: 'application/json', body: utf8('{}') })).toMatchObject({
      ok: false,
      error: { code: 'unprocessable' },
    });
});
