import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../kit/bytes.ts';
import { checkDelivery } from './check-delivery.ts';
import { sources } from './sources/registry.ts';
import { splitDelivery } from './split-delivery.ts';

// What a body says once of many records is put into each, and each is hashed and matched by itself.

const MIB = 1024 * 1024;
const JSON_TYPE = 'application/json';
const TEXT = 'text/plain';
const FACTS = { received: '1768046400000', receivedAt: '1768046400000' };
const long = 'A'.repeat(MIB);
const MANY = 1_000;
const many = Array.from({ length: MANY }, () => ({ a: 1 }));
const TIME = '2026-01-10T12:00:00.000Z';
const FLOW = '1768046400000,192.0.2.1,192.0.2.2,1,2,6,O,B,NX,1,1,1,1';

const flows = (rule: string, more: object) => ({
  time: TIME,
  category: 'FlowLogFlowEvent',
  flowRecords: { flows: [{ flowGroups: [{ rule, flowTuples: Array(MANY).fill(FLOW) }] }] },
  ...more,
});
const logs = (body: unknown) => ({
  resourceLogs: [
    {
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: '1768046400000000000',
              severityText: long,
              attributes: [{ key: 'x', value: { stringValue: long } }],
              body: { stringValue: JSON.stringify(body) },
            },
          ],
        },
      ],
    },
  ],
});
const inStream = (record: unknown) => ({
  requestId: 'r',
  timestamp: 1,
  records: [{ data: toBase64(new Uint8Array(gzipSync(JSON.stringify(record)))) }],
});
const NOTICE = { Type: 'Notification', MessageId: '00000000-0000-4000-8000-000000000000', Timestamp: TIME };
const ARN = 'arn:aws:sns:eu-central-1:123456789012:t';

describe('what stands in a body once is not told again with each of a thousand records', () => {
  it.each<[name: string, kind: string, body: unknown]>([
    ['fields of HEC', 'splunk.hec', { event: { Records: many }, fields: { x: long } }],
    ['fields of HEC beside a text', 'splunk.hec', { event: JSON.stringify({ Records: many }), fields: { x: long } }],
    ['attributes of OTLP', 'opentelemetry.logs', logs({ Records: many })],
    [
      'an event of telemetry',
      'vedette.telemetry',
      { event_id: '1', source: 's', event_type: long, x: { y: long }, [long]: 1, payload: { Records: many } },
    ],
    ['the rule of flows', 'splunk.hec', { event: flows(long, {}) }],
    ['the resource of flows', 'splunk.hec', { event: flows('r', { targetResourceID: long, macAddress: long }) }],
    [
      'the log group and stream of a payload',
      'aws.firehose',
      inStream({
        messageType: 'DATA_MESSAGE',
        logGroup: long,
        logStream: long,
        logEvents: Array.from({ length: MANY }, () => ({ id: '1', timestamp: 1_768_046_400_000, message: 'hello' })),
      }),
    ],
    [
      'the topic of a message',
      'aws.firehose',
      inStream({ ...NOTICE, TopicArn: `${ARN}${long}`, Message: JSON.stringify(many) }),
    ],
    [
      'the subject of a message',
      'aws.firehose',
      inStream({ ...NOTICE, TopicArn: ARN, Subject: long, Message: JSON.stringify(many) }),
    ],
  ])('%s', (_name, kind, content) => {
    const split = splitDelivery({
      kind,
      contentType: JSON_TYPE,
      facts: FACTS,
      body: utf8(JSON.stringify(content)),
    });
    expect(split).toMatchObject({ ok: true });
    // Each text counts once a record, without being written: a fault would need the memory that it is about.
    const told = (split.ok ? split.value.records : []).reduce((sum, r) => sum + charsOf(r.value), 0);
    expect(told).toBeLessThan(12 * MIB);
  });
});

function charsOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce((sum, [name, inner]) => sum + name.length + charsOf(inner), 0);
}

describe('a body that is nothing but', () => {
  it('empty lists, one after another, is refused once they are more than records may be', async () => {
    for (const [kind, unit] of [
      ['standard.ocsf', '{"events":[]}'.padEnd(40)],
      ['standard.syslog', '[]'.padEnd(40)],
    ] as const) {
      const { limits, ...source } = sources[kind]!;
      const check = (times: number) =>
        checkDelivery({ ...source, limits }, { contentType: JSON_TYPE }, FACTS, utf8(unit.repeat(times)));
      expect(await check(100)).toMatchObject({ ok: true });
      expect(await check(limits.records + 1)).toMatchObject({ ok: false, error: { code: 'too_large' } });
    }
  });

  it('zeros that do not end it is read once', () => {
    const body = utf8(`${'\0'.repeat(MIB)}x\0`);
    const started = performance.now();
    const split = splitDelivery({ kind: 'standard.syslog', contentType: TEXT, facts: FACTS, body });
    expect(split).toMatchObject({ ok: true, value: { bad: [{ at: 'lines[0]' }] } });
    // A pattern would need a quarter of an hour.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
