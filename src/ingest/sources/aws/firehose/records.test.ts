import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, toBase64, toBase64Url, utf8 } from '../../../../kit/bytes.ts';
import type { DeliveryFacts, Split } from '../../../source.ts';
import { splitDelivery } from '../../../split-delivery.ts';
import { samplesOf } from './samples.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const trail = (eventID: string) => ({
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  eventTime: '2026-01-10T12:00:00Z',
  eventID,
});
const T = (id: string) => JSON.stringify(trail(id));
const FLOW = '2 123456789012 eni-1 198.51.100.7 10.0.1.12 51514 443 6 12 2400 1768046400 1768046460 ACCEPT OK';
const [, , ACCESS = '', CONNECTION = ''] = samplesOf(NOW).filter((s) => typeof s === 'string');

const gz = (text: string | Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text));
const base64 = (data: string | Uint8Array): string => toBase64(typeof data === 'string' ? utf8(data) : data);

/** A delivery of what stands in `data` as it is. */
function read(data: readonly unknown[], facts: DeliveryFacts = {}): Split {
  const body = utf8(JSON.stringify({ requestId: 'r', timestamp: 1, records: data.map((d) => ({ data: d })) }));
  const split = splitDelivery({ kind: 'aws.firehose', contentType: 'application/json', body, facts });
  if (!split.ok) throw new Error(split.error.detail);
  return split.value;
}
const ids = (split: Split) => split.records.map((r) => r.value['eventID']);
const formats = (split: Split) => split.records.map((r) => r.format);
const logs = (messages: readonly string[], more: object = {}) =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '999999999999',
    logGroup: 'g',
    logStream: 's',
    subscriptionFilters: ['f'],
    logEvents: messages.map((message, i) => ({ id: String(i), timestamp: 1, message })),
    ...more,
  });

const notice = (Message: string) =>
  JSON.stringify({ Type: 'Notification', MessageId: 'm', TopicArn: 'arn:aws:sns:eu-west-1:123456789012:t', Message });

describe('one record may hold', () => {
  it.each([
    ['a notification of SNS', notice(T('a')) + notice(`{"Records":[${T('b')}]}`), ['a', 'b']],
    ['a document', T('a'), ['a']],
    ['documents, a line each', `${T('a')}\n${T('b')}\r\n\n${T('c')}\n`, ['a', 'b', 'c']],
    ['documents with nothing between', T('a') + T('b') + T('c'), ['a', 'b', 'c']],
    [
      'documents over several lines',
      `${JSON.stringify(trail('a'), null, 2)}\n${JSON.stringify(trail('b'), null, 2)}`,
      ['a', 'b'],
    ],
    ['lines of several documents beside broken ones', `${T('a')}${T('b')}\n{"x":\n${T('c')}`, ['a', 'b', 'c']],
    ['a list', `[${T('a')},${T('b')}]`, ['a', 'b']],
    [
      'files of CloudTrail one after another',
      `{"Records":[${T('a')}]}{"Records":[${T('b')},${T('c')}]}`,
      ['a', 'b', 'c'],
    ],
    ['payloads of CloudWatch Logs one after another', logs([T('a')]) + logs([T('b')]), ['a', 'b']],
    ['brackets and quotation marks inside of texts', `{"s":"}{[\\"","n":${T('x')}}${T('a')}`, ['a']],
  ])('%s', (_, text, expected) => {
    for (const data of [base64(text), base64(gz(text))]) expect(ids(read([data]))).toEqual(expected);
  });

  it('a broken document beside good ones, and says which', () => {
    const split = read([base64(`${T('a')}{"b":}${T('c')}`)]);
    expect(ids(split)).toEqual(['a', 'c']);
    expect(split.bad.map((b) => b.at)).toEqual(['records[0].documents[1]']);
  });

  it('gzip of several members, as files that were joined', () => {
    const joined = concatBytes([gz(`${T('a')}\n`), gz(T('b'))]);
    expect(ids(read([base64(joined)]))).toEqual(['a', 'b']);
  });

  it('base64 with and without padding, of either alphabet', () => {
    const data = utf8(T('ü?>~a'));
    for (const text of [toBase64(data), toBase64(data).replace(/=+$/, ''), toBase64Url(data)])
      expect(ids(read([text]))).toEqual(['ü?>~a']);
  });

  it('nothing, and is no record', () => {
    for (const text of ['', ' ', '\n\n']) expect(read([base64(text)])).toMatchObject({ records: [], bad: [] });
  });
});

describe('a notification of SNS in a stream', () => {
  const notification = (Message: string, more: object = {}) => ({
    Type: 'Notification',
    MessageId: '0a1b2c3d-0000-4000-8000-000000000001',
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:t',
    Timestamp: '2026-01-10T12:00:00.000Z',
    Message,
    ...more,
  });
  const atTopic = (value: object): Split => {
    const split = splitDelivery({ kind: 'aws.sns', contentType: 'text/plain', body: utf8(JSON.stringify(value)) });
    if (!split.ok) throw new Error(split.error.detail);
    return split.value;
  };

  it.each([
    ['a record', T('a')],
    ['a log file’s records', `{"Records":[${T('a')},${T('b')}]}`],
    ['CloudTrail’s notice of a file', '{"s3Bucket":"logs","s3ObjectKey":["AWSLogs/x.json.gz"]}'],
    ['a database’s notice in JSON', '{"Event Source":"db-instance","Source ID":"db1"}'],
    ['a backup’s notice in prose', 'An AWS Backup job was completed successfully.'],
    ['a budget’s notice', 'AWS Budget Notification January 10, 2026\nAWS Account 123456789012\n'],
  ])('is the same as at its topic’s own door: %s', (_, message) => {
    for (const value of [notification(message), notification(message, { Subject: 's' })]) {
      const { records, bad } = read([base64(JSON.stringify(value))]);
      expect(records).toEqual(atTopic(value).records);
      expect([bad, records.length > 0]).toEqual([[], true]);
    }
  });
});

describe('lines of text', () => {
  it('are told apart by their own fields, wherever they stand', () => {
    const all = [FLOW, ACCESS, CONNECTION];
    const expected = ['aws.vpcflow', 'aws.alb', 'aws.alb'];
    expect(formats(read(all.map(base64)))).toEqual(expected);
    expect(formats(read([base64(all.join('\n'))]))).toEqual(expected);
    expect(formats(read([base64(gz(logs(all)))]))).toEqual(expected);
    expect(formats(read(all.map((message) => base64(JSON.stringify({ message })))))).toEqual(expected);
  });

  it('beside documents keep their places', () => {
    const split = read([base64(`${FLOW}\n${T('a')}\nwhat is this\n${ACCESS}`)]);
    expect(formats(split)).toEqual(['aws.vpcflow', 'aws.cloudtrail', 'aws.alb']);
    expect(split.bad.map((b) => b.at)).toEqual(['records[0].lines[2]']);
  });

  it('below a header are read by it, up to the end of their record', () => {
    const file = `account-id start srcaddr dstaddr action\n123456789012 1768046400 198.51.100.7 10.0.1.12 REJECT\n`;
    const split = read([base64(gz(file)), base64('123456789012 1768046400 198.51.100.7 10.0.1.12 REJECT')]);
    expect(split.records.map((r) => r.value)).toEqual([
      {
        'account-id': '123456789012',
        start: '1768046400',
        srcaddr: '198.51.100.7',
        dstaddr: '10.0.1.12',
        action: 'REJECT',
      },
    ]);
    expect(split.bad.map((b) => b.at)).toEqual(['records[1]']);
    expect(split.skipped).toBe(1);
  });

  it('below a header with a name that is new are read by it too, and prose is no header', () => {
    const names = 'version account-id srcaddr dstaddr start end next-years-field';
    const file = `${names}\n11 123456789012 198.51.100.7 10.0.1.12 1768046400 1768046460 x\n`;
    expect(read([base64(file)])).toMatchObject({
      records: [{ value: { srcaddr: '198.51.100.7', 'next-years-field': 'x' } }],
      bad: [],
      skipped: 1,
    });
    for (const prose of ['start of the end', 'region type version of the', 'start start'])
      expect(read([base64(prose)])).toMatchObject({ records: [], bad: [{}], skipped: 0 });
  });

  it.each([
    [
      'Network Load Balancer',
      'tls 2.0 2026-01-10T12:00:00 net/shop/c6e77e28c25b2234 g3d4 198.51.100.7:51341 10.0.0.1:443 5 2 98 246',
    ],
    [
      'Classic Load Balancer',
      '2026-01-10T12:00:00.945958Z shop 198.51.100.7:2817 10.0.0.1:80 0.01 0.01 0.01 200 200 0 29 "GET http://a:80/ HTTP/1.1"',
    ],
    ['health check', 'http 2026-01-10T12:00:00.945958Z 0.012 10.0.0.1:80 shop HEALTHY 200 -'],
    ['CloudFront', '2026-01-10\t12:00:00\tLHR50-C1\t239\t198.51.100.7\tGET'],
    ['CloudFront', '#Fields: date time x-edge-location'],
    ['S3', `${'0f'.repeat(32)} ledger [10/Jan/2026:12:00:00 +0000] 198.51.100.7 - 3E57 REST.GET.OBJECT`],
    ['Parquet', 'PAR1\u0015\u0004'],
  ])('of other logs of AWS are refused by their name: %s', (name, line) => {
    const { bad } = read([base64(line)]);
    expect(bad).toMatchObject([{ reason: expect.stringContaining(name) as string }]);
    expect(bad[0]!.reason).toContain('not read here');
  });

  it('of nothing but spaces, or longer than any log, cost little and are bad by themselves', () => {
    const long = [`2 ${'1 '.repeat(2_000_000)}`, `http ${'" '.repeat(1_000_000)}`];
    expect(read([...long.map(base64), base64(FLOW)])).toMatchObject({
      records: [{ format: 'aws.vpcflow' }],
      bad: [{ at: 'records[0]' }, { at: 'records[1]' }],
    });
  });
});

describe('a payload of CloudWatch Logs', () => {
  it('whose message is one of control is no record', () => {
    expect(read([base64(gz(logs(['hello'], { messageType: 'CONTROL_MESSAGE' })))])).toMatchObject({
      records: [],
      bad: [],
      skipped: 1,
    });
  });

  it('says nothing of whose its records are', () => {
    const split = read([base64(gz(logs([FLOW])))]);
    expect(JSON.stringify(split.records)).not.toContain('999999999999');
  });

  it('keeps messages of no format that is known, by CloudWatch’s own id and time', () => {
    const own = { level: 'INFO', user: 'mara' };
    const split = read([
      base64(
        gz(
          logs(['START RequestId: 1', JSON.stringify(own), '[ERROR] it broke', '[1, 2]', FLOW], {
            logGroup: '/aws/lambda/f',
          }),
        ),
      ),
    ]);
    const of = (event_id: string) => ({
      event_id,
      time: 1,
      source: 'aws.logs',
      log_group: '/aws/lambda/f',
      log_stream: 's',
    });
    expect(split.bad).toEqual([]);
    expect(split.records.map((r) => r.value).slice(0, 4)).toEqual([
      { ...of('0'), message: 'START RequestId: 1' },
      { ...of('1'), payload: own },
      { ...of('2'), message: '[ERROR] it broke' },
      { ...of('3'), message: '[1, 2]' },
    ]);
    expect(formats(split)).toEqual([...Array<string>(4).fill('vedette.event'), 'aws.vpcflow']);
  });

  it('several unknown records in one message have an id each', () => {
    const split = read([base64(logs(['{"Records":[{"a":1},{"a":2}]}']))]);
    expect(split.records.map((r) => r.value['event_id'])).toEqual(['0', '0:1']);
  });

  it.each([
    ['a flow log’s line of an order that nobody told', '1768046400 1768046460 198.51.100.7 10.0.1.12 6 REJECT'],
    ['one without its action', '198.51.100.7 2001:db8::1 1768046400 1768046460 99'],
    ['a load balancer’s that was cut off', ACCESS.slice(0, 90)],
    ['a record that was cut off', T('a').slice(0, -3)],
    [
      'another log of AWS’s',
      'tls 2.0 2026-01-10T12:00:00 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 198.51.100.7:51341',
    ],
  ])('lets no log that is read pass for another: %s', (_, line) => {
    expect(read([base64(logs([line]))])).toMatchObject({ records: [], bad: [{ at: 'records[0].logEvents[0]' }] });
  });

  it('inside of a message is not opened again', () => {
    const split = read([base64(logs([logs([T('a')])]))]);
    expect(split).toMatchObject({ records: [], bad: [{ at: 'records[0].logEvents[0]' }] });
  });
});

it('an entry that CloudWatch delivers as JSON is the same record as its line', () => {
  const [line] = read([base64(ACCESS)]).records;
  const { client_ip, client_port, target_ip, target_port, request_verb, request_url, request_proto, ...rest } = line!
    .value as Record<string, string>;
  const entry = {
    ...rest,
    'client:port': `${client_ip}:${client_port}`,
    'target:port': `${target_ip}:${target_port}`,
    request_line: `${request_verb} ${request_url} ${request_proto}`,
    elb_status_code: Number(rest['elb_status_code']),
  };
  expect(read([base64(JSON.stringify(entry))]).records).toEqual([line]);
});

it('whatever stands in a record, it is read, skipped or bad, and its neighbour lives', () => {
  const part = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('{', '}', '[', '"', '\\', '\n', ' ', FLOW, ACCESS, CONNECTION, T('a'), 'srcaddr dstaddr start'),
  );
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.array(part, { maxLength: 12 }).map((p) => utf8(p.join(''))),
  );
  fc.assert(
    fc.property(bytes, fc.boolean(), (data, zip) => {
      const split = read([base64(zip ? gz(data) : data), base64(T('neighbour'))]);
      expect(ids(split).at(-1)).toBe('neighbour');
    }),
    { numRuns: 150 },
  );
});
