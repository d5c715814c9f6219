import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import { NOW } from '../../../testing/door.ts';
import { scc } from '../../../../normalize/gcp/scc/index.ts';
import { problemsOf } from '../../../../normalize/testing/validate-ocsf.ts';
import { splitDelivery } from '../../../split-delivery.ts';
import { client } from './client.ts';

const PUBLISHED = '2026-01-10T11:59:58.123Z';
const messageOf = (data: Uint8Array | string, more: Record<string, unknown> = {}) => ({
  message: {
    data: toBase64(typeof data === 'string' ? utf8(data) : data),
    messageId: '17',
    publishTime: PUBLISHED,
    ...more,
  },
  subscription: 'projects/p/subscriptions/s-1',
});

function splitOf(body: unknown, facts: Record<string, string> = {}) {
  const bytes = body instanceof Uint8Array ? body : utf8(typeof body === 'string' ? body : JSON.stringify(body));
  const split = splitDelivery({ kind: 'google.pubsub', contentType: 'application/json', body: bytes, facts });
  if (!split.ok) throw new Error(split.error.detail);
  return split.value;
}
const formatsOf = (body: unknown) => splitOf(body).records.map((r) => r.format);

describe('what a message holds', () => {
  it.each(client.samples(NOW).map((s, i) => [i, s] as const))('is told by its fields (%i)', (_i, sample) => {
    const text = JSON.stringify(sample);
    const wrapped = splitOf(messageOf(text));
    expect(wrapped.bad).toEqual([]);
    expect(wrapped.records).toHaveLength(1);
    // The same without its wrapper, with and without the metadata in headers.
    expect(splitOf(text).records.map((r) => r.format)).toEqual(formatsOf(messageOf(text)));
    expect(splitOf(text, { bare: 'yes', id: '17', published: PUBLISHED }).records).toEqual(wrapped.records);
  });

  it('gets the message’s id and time where it has none and is of no known format', () => {
    expect(splitOf(messageOf('{"order":1}')).records).toEqual([
      { format: 'vedette.event', value: { order: 1, event_id: '17', time: PUBLISHED } },
    ]);
    expect(splitOf(messageOf('{"id":"a","timestamp":"2026-01-01T00:00:00Z"}')).records[0]?.value).toEqual({
      id: 'a',
      timestamp: '2026-01-01T00:00:00Z',
    });
  });

  it('may be a list, one document a line, or a line of text', () => {
    expect(splitOf(messageOf('[{"a":1},{"b":2}]')).records.map((r) => r.value)).toEqual([
      { a: 1, time: PUBLISHED },
      { b: 2, time: PUBLISHED },
    ]);
    expect(formatsOf(messageOf('{"a":1}\n\n{"b":2}'))).toEqual(['vedette.event', 'vedette.event']);
    expect(splitOf(messageOf('door opened')).records[0]?.value).toEqual({
      message: 'door opened',
      event_id: '17',
      time: PUBLISHED,
    });
  });

  it('may be attributes alone', () => {
    const body = { message: { attributes: { eventType: 'OBJECT_DELETE' }, messageId: '18', publishTime: PUBLISHED } };
    expect(splitOf(body).records[0]?.value).toEqual({ eventType: 'OBJECT_DELETE', event_id: '18', time: PUBLISHED });
  });

  it.each([
    ['nothing', { message: { messageId: '1' } }, 'body.message', /neither data nor attributes/],
    ['no base64', { message: { data: '§' } }, 'body.message.data', /base64/],
    ['bytes', messageOf(new Uint8Array([0, 1, 2, 255])), 'body.message.data', /neither JSON nor text/],
    ['half a document', messageOf('{"a":'), 'body.message.data', /line 1/],
    ['too deep a document', messageOf('['.repeat(100_000)), 'body.message.data', /nests deeper/],
    ['a number', messageOf('[1]'), 'body.message.data[0]', /no.*object/],
  ])('that is %s is bad with its place', (_name, body, at, reason) => {
    const { records, bad } = splitOf(body);
    expect(records).toEqual([]);
    expect(bad).toEqual([{ at, reason: expect.stringMatching(reason) as string }]);
  });

  it('is not read at all if it came by a subscription that is not named', () => {
    const { records, bad } = splitOf(messageOf('{"a":1}'), { foreign: 'yes' });
    expect([records.length, bad.length]).toEqual([0, 1]);
  });

  it('never stops a delivery from being split, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (data, bare) => {
        const split = bare
          ? splitDelivery({
              kind: 'google.pubsub',
              contentType: '',
              body: data.length === 0 ? utf8(' ') : data,
              facts: { bare: 'yes' },
            })
          : splitDelivery({ kind: 'google.pubsub', contentType: '', body: utf8(JSON.stringify(messageOf(data))) });
        expect(split.ok).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

it('a record that an envelope knows is the same as by any other road, whatever message it came in', () => {
  const log = {
    time: '2026-01-10T11:00:00Z',
    category: 'AuditEvent',
    operationName: 'SecretGet',
    resourceId: '/subscriptions/0b9d6e1a/x',
  };
  const [one] = splitOf(messageOf(JSON.stringify(log))).records;
  const [again] = splitOf(messageOf(JSON.stringify(log), { messageId: '18' })).records;
  expect(one?.value['event_id']).toMatch(/^[0-9a-f]{40}$/);
  expect(again).toEqual(one);
  // Several in one message have none of its id.
  const odd = { time: '2026-01-10T11:00:00Z', category: 'a' };
  const several = splitOf(messageOf(JSON.stringify({ records: [odd, { ...odd, category: 'b' }] }))).records;
  expect(several.map((r) => r.value['event_id'])).toEqual([undefined, undefined]);
});

it('a notification of Cloud Storage says what became of the object, of which bucket and when, with and without it', () => {
  const attributes = {
    eventType: 'OBJECT_DELETE',
    bucketId: 'shop',
    objectId: 'a.txt',
    eventTime: '2026-01-10T11:59:57.000Z',
  };
  const said = {
    event_type: 'OBJECT_DELETE',
    source: '//storage.googleapis.com/projects/_/buckets/shop',
    time: attributes.eventTime,
    event_id: '17',
  };
  const object = { kind: 'storage#object', id: 'shop/a.txt/1', bucket: 'shop' };
  expect(splitOf(messageOf(JSON.stringify(object), { attributes })).records[0]?.value).toEqual({ ...object, ...said });
  expect(splitOf(messageOf('', { attributes })).records[0]?.value).toEqual({ ...attributes, ...said });
});

describe('detections in Cloud Logging', () => {
  const entry = {
    logName: 'projects/shop/logs/threatdetection.googleapis.com%2Fdetection',
    jsonPayload: {
      detectionCategory: { technique: 'Malware', indicator: 'IP', ruleName: 'bad_ip', subRuleName: 'default' },
      detectionPriority: 'HIGH',
      properties: {
        sourceInstanceDetails: '/projects/shop/zones/europe-west1-b/instances/web-1',
        network: { project: 'shop' },
        ipConnection: { srcIp: '10.0.0.7', destIp: '203.0.113.9', protocol: 6 },
      },
    },
  };
  const factsOf = (record: Record<string, unknown>) => {
    const facts = scc.facts(record);
    if (!facts.ok) throw new Error(facts.error);
    return facts.value;
  };

  it.each([
    ['its own time', { timestamp: '2026-01-10T11:00:00Z', insertId: 'a1' }, '2026-01-10T11:00:00Z'],
    ['the time of its message, where it says none', {}, PUBLISHED],
  ])('are findings of threats, at %s', (_, more, at) => {
    const [record, ...others] = splitOf(messageOf(JSON.stringify({ ...entry, ...more }))).records;
    expect([record!.format, others]).toEqual(['gcp.scc', []]);
    const facts = factsOf(record!.value);
    expect(facts).toMatchObject({ time: Date.parse(at), account: 'shop' });
    expect(scc.toOcsf(record!.value, facts)).toMatchObject({ class_uid: 2004, severity_id: 4 });
    expect(problemsOf(scc.toOcsf(record!.value, facts))).toEqual([]);
    expect(scc.entities(record!.value).map((e) => [e.role, e.type, e.id])).toEqual([
      ['target', 'instance', '//compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/web-1'],
      ['related', 'ip', '10.0.0.7'],
      ['related', 'ip', '203.0.113.9'],
    ]);
    expect(scc.verdict(record!.value)).toMatchObject({ ruleId: 'gcp.scc:bad_ip', severity: 4 });
  });

  it('are not what a container prints, nor an entry without a rule', () => {
    for (const other of [
      { ...entry, logName: 'projects/shop/logs/stdout' },
      { ...entry, logName: 'projects/shop/logs/x/logs/threatdetection.googleapis.com%2Fdetection' },
      { ...entry, jsonPayload: { detectionCategory: {} } },
    ])
      expect(formatsOf(messageOf(JSON.stringify(other)))).toEqual(['vedette.event']);
  });

  it('are the same finding each time they come', () => {
    const ids = ['17', '18'].map((messageId) => {
      const [record] = splitOf(messageOf(JSON.stringify({ ...entry, timestamp: PUBLISHED }), { messageId })).records;
      return factsOf(record!.value).uid;
    });
    expect(ids[0]).toBe(ids[1]);
  });
});
