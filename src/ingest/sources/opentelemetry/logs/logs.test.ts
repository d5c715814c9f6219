import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { SeverityNumber } from '@opentelemetry/api';
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { doorOf, NOW, secretOf, SOURCE, splitOf } from '../../../testing/door.ts';
import type { Split } from '../../../source.ts';
import { walkProtobuf } from './protobuf.ts';

const KIND = 'opentelemetry.logs';
const PROTOBUF = 'application/x-protobuf';

/** Log records made by the project's own SDK. */
function records() {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'checkout', 'cloud.account.id': '123456789012' }),
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  const logger = provider.getLogger('audit', '1.0');
  logger.emit({
    timestamp: new Date(NOW),
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARN',
    eventName: 'login.failed',
    body: 'password refused',
    attributes: { 'user.name': 'mara', attempts: 3, ratio: 0.5, ok: false, tags: ['a', 'b'] },
  });
  logger.emit({
    timestamp: new Date(NOW),
    body: JSON.stringify({
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      eventTime: '2026-01-10T12:00:00Z',
    }),
  });
  logger.emit({ timestamp: new Date(NOW), body: { nested: { deep: [1, 'two'] }, __proto__: 1 } });
  return exporter.getFinishedLogRecords();
}

const post = (door: ReturnType<typeof doorOf>, body: Uint8Array, type: string, headers: Record<string, string> = {}) =>
  door.send({
    path: '/v1/logs',
    body: new Uint8Array(body),
    headers: { 'content-type': type, authorization: `Bearer ${secretOf(KIND)}`, ...headers },
  });

describe('log records of the SDK', () => {
  it('are the same as JSON and as protobuf', async () => {
    const splits: Split[] = [];
    for (const [serializer, type] of [
      [JsonLogsSerializer, 'application/json'],
      [ProtobufLogsSerializer, PROTOBUF],
    ] as const) {
      const door = doorOf({ kind: KIND });
      const answer = await post(door, serializer.serializeRequest(records())!, type);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      splits.push(splitOf(door.accepted[0]!));
    }
    const strip = (s: (typeof splits)[number]) =>
      s.records.map(({ format, value: { observed_time_unix_nano: _observed, ...rest } }) => ({ format, ...rest }));
    expect(strip(splits[1]!)).toEqual(strip(splits[0]!));
    expect(splits[0]!.records.map((r) => r.format)).toEqual(['otel.log', 'aws.cloudtrail', 'otel.log']);
    expect(splits[0]!.records[0]!.value).toMatchObject({
      time_unix_nano: `${NOW}000000`,
      severity_number: 13,
      body: 'password refused',
      event_name: 'login.failed',
      attributes: { 'user.name': 'mara', attempts: 3, ratio: 0.5, ok: false, tags: ['a', 'b'] },
      resource: { 'cloud.account.id': '123456789012' },
    });
    expect(splits[0]!.bad).toEqual([]);
  });

  it('without any are answered with success', async () => {
    const door = doorOf({ kind: KIND });
    expect((await post(door, new Uint8Array(), PROTOBUF)).status).toBe(200);
    expect((await post(door, utf8('{"resourceLogs":[]}'), 'application/json')).status).toBe(200);
    expect((await post(door, utf8('{}'), 'application/json')).status).toBe(200);
    const zipped = await post(door, gzipSync(new Uint8Array()), PROTOBUF, { 'content-encoding': 'gzip' });
    expect([zipped.status, zipped.headers.get('content-type'), await zipped.text()]).toEqual([200, PROTOBUF, '']);
    for (const delivery of door.accepted) expect(splitOf(delivery)).toMatchObject({ records: [], bad: [] });
  });
});

describe('JSON that senders write by hand', () => {
  const recordOf = async (record: object) => {
    const door = doorOf({ kind: KIND });
    const body = { resource_logs: [{ scope_logs: [{ scope: null, log_records: [record] }] }] };
    expect((await post(door, utf8(JSON.stringify(body)), 'application/json; charset=UTF-8')).status).toBe(200);
    return splitOf(door.accepted[0]!).records[0]!.value;
  };

  it('may have the names of the .proto file, enumerations by name, nulls, and fields that nobody knows', async () => {
    expect(
      await recordOf({
        time_unix_nano: 1_768_046_400_000,
        severity_number: 'SEVERITY_NUMBER_WARN',
        severity_text: 'WARN',
        trace_id: '5B8EFFF798038103D269B633813FC60C',
        span_id: null,
        body: { string_value: 'refused' },
        attributes: [
          { key: 'n', value: { int_value: 7 } },
          { key: 'l', value: { array_value: { values: [{ bool_value: true }, { bytes_value: 'AQI=' }, {}] } } },
          { key: 'm', value: { kvlist_value: { values: [{ key: 'k', value: { double_value: 'NaN' } }] } } },
        ],
        flags: 1,
        dropped_attributes_count: 0,
        unheard_of: {},
      }),
    ).toEqual({
      time_unix_nano: '1768046400000',
      severity_number: 13,
      severity_text: 'WARN',
      trace_id: '5b8efff798038103d269b633813fc60c',
      body: 'refused',
      attributes: { n: 7, l: [true, 'AQI=', null], m: { k: 'NaN' } },
      resource: {},
    });
  });

  it('keeps a time that a number cannot hold, and a body that is a mere text', async () => {
    const raw = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":1768046400123456789,"body":"hi"}]}]}]}';
    const door = doorOf({ kind: KIND });
    await post(door, utf8(raw), 'application/json');
    expect(splitOf(door.accepted[0]!).records[0]!.value).toMatchObject({
      time_unix_nano: '1768046400123456789',
      body: 'hi',
    });
  });

  it('may be several requests, a line each or in a list, as Vector batches them', async () => {
    const request = (body: string) =>
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: body } }] }] }] });
    for (const body of [`${request('a')}\n${request('b')}\n`, `[${request('a')},${request('b')}]`]) {
      const door = doorOf({ kind: KIND });
      expect((await post(door, utf8(body), 'application/json')).status).toBe(200);
      expect(splitOf(door.accepted[0]!).records.map((r) => r.value['body'])).toEqual(['a', 'b']);
    }
  });

  it('of another signal is refused: its exporter has the wrong address', async () => {
    const door = doorOf({ kind: KIND });
    expect((await post(door, utf8('{"resourceSpans":[{"scopeSpans":[]}]}'), 'application/json')).status).toBe(400);
    expect(door.accepted).toEqual([]);
  });

  it('with CEF as its body is that, at its own time, else at that of the record', async () => {
    const cef = 'CEF:0|V|P|1|100|N|5|src=192.0.2.1';
    const at = { timeUnixNano: `${NOW}000000` };
    expect(await recordOf({ ...at, body: { stringValue: `<13>Jan 10 03:00:00 fw ${cef}` } })).toMatchObject({
      vendor: 'V',
      host: 'fw',
      time: NOW,
    });
    expect((await recordOf({ ...at, body: { stringValue: `${cef} rt=${NOW - 5}` } }))['time']).toBe(NOW - 5);
    expect((await recordOf({ ...at, body: { stringValue: `somebody sent ${cef}` } }))['body']).toContain('somebody');
  });

  it('with a record of a known format as the line in its body is that', async () => {
    const trail = {
      eventSource: 'iam.amazonaws.com',
      eventName: 'ListUsers',
      eventTime: '2026-01-10T12:00:00Z',
      eventID: 'e',
    };
    const log = { key: 'log', value: { stringValue: JSON.stringify(trail) } };
    expect(await recordOf({ body: { kvlistValue: { values: [log] } } })).toEqual(trail);
  });

  it('without any time was first seen here', async () => {
    const record = await recordOf({ timeUnixNano: '0', body: { stringValue: 'when?' } });
    expect(record['observed_time_unix_nano']).toBe(`${NOW}000000`);
  });

  it.each([
    ['INFO', 9],
    ['SEVERITY_NUMBER_FATAL4', 24],
    ['17', 17],
    ['LOUD', undefined],
  ])('has the severity %s', async (severityNumber, number) => {
    expect((await recordOf({ severityNumber }))['severity_number']).toBe(number);
  });
});

describe('what is wrong', () => {
  it('is told as a google.rpc.Status in the encoding of the request', async () => {
    const door = doorOf({ kind: KIND });
    const whole = ProtobufLogsSerializer.serializeRequest(records())!;
    const cut = await post(door, whole.subarray(0, whole.length - 9), PROTOBUF);
    expect([cut.status, cut.headers.get('content-type')]).toEqual([400, PROTOBUF]);
    const json = await post(door, utf8('{"resourceLogs":['), 'application/json');
    expect([json.status, await json.json()]).toMatchObject([400, { code: 3 }]);
    const denied = await post(door, whole, 'application/json', { authorization: `Bearer ${SOURCE}.wrong` });
    expect([denied.status, await denied.json()]).toMatchObject([401, { code: 16 }]);
    expect(door.accepted).toEqual([]);
  });

  it('never throws and never runs away, whatever the bytes', () => {
    const whole = ProtobufLogsSerializer.serializeRequest(records())!;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(whole.length), (noise, at) => {
        const damaged = new Uint8Array([...whole.subarray(0, at), ...noise]);
        let seen = 0;
        const read = walkProtobuf(damaged, () => ++seen < 1_000);
        expect(typeof read.ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  it('is a value that nests without end', () => {
    const message = (field: number, bytes: Uint8Array) =>
      new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish();
    const nested = (levels: number) => {
      let value: Uint8Array = new Uint8Array();
      for (let i = 0; i < levels; i++) value = message(5, message(1, value));
      // Request, resource logs, scope logs, log record, body.
      return message(1, message(2, message(2, message(5, value))));
    };
    expect([10, 30, 40, 2_000].map((levels) => walkProtobuf(nested(levels), () => true).ok)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
