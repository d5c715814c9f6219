import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concatBytes, toBase64, utf8 } from '../../../../kit/bytes.ts';
import { doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { hecTime } from './read.ts';

const KIND = 'splunk.hec';
const TOKEN = secretOf(KIND);
const CHANNEL = { 'x-splunk-request-channel': 'FE0ECFAD-13D5-401B-847D-77833BD77131' };

function collector() {
  const door = doorOf({ kind: KIND });
  const call = async (path: string, body = '', headers: Record<string, string> = {}, method = 'POST') => {
    const answer = await door.send({
      method,
      url: `/services/collector${path}`,
      body: utf8(body),
      headers: { authorization: `Splunk ${TOKEN}`, ...headers },
    });
    return { status: answer.status, ...(await answer.json<{ text: string; code: number; ackId?: number }>()) };
  };
  return { call, accepted: door.accepted };
}

describe('the event endpoint', () => {
  it('takes events one after another, objects and texts, and finds known records inside', async () => {
    const { call, accepted } = collector();
    const body = '{"event":"hello","time":1768046400.5}{"event":{"a":1},"sourcetype":"_json","host":"h"}\n{"event":7}';
    expect(await call('/event', body)).toEqual({ status: 200, text: 'Success', code: 0 });
    expect(splitOf(accepted[0]!).records.map((r) => r.value)).toEqual([
      { time: 1_768_046_400_500, message: 'hello' },
      { time: NOW, source: '_json', event_type: '_json', host: 'h', payload: { a: 1 } },
      { time: NOW, message: '7' },
    ]);
  });

  it('keeps what stands beside a bad event', async () => {
    const { call, accepted } = collector();
    await call('', '{"time":1}{"event":""}{"event":"good"}');
    const split = splitOf(accepted[0]!);
    expect(split.bad).toEqual([
      { at: 'records[0]', reason: 'event is missing' },
      { at: 'records[1]', reason: 'event is blank' },
    ]);
    expect(split.records).toHaveLength(1);
  });

  it.each([
    ['no data', '', 5],
    ['not JSON', 'hello', 6],
    ['a list', '[{"event":1}]', 6],
    ['cut short', '{"event":"a"}{"event":', 6],
    ['objects without any event', '{"time":1}{"a":1}', 12],
    ['nothing but null', '{"event":null}', 12],
    ['a blank event', '{"event":""}', 13],
    ['an event of white space', '{"event":" \\n"}', 13],
  ])('refuses %s with Splunk’s own code', async (_name, body, code) => {
    const { call, accepted } = collector();
    expect(await call('/event/1.0', body)).toMatchObject({ status: 400, code });
    expect(accepted).toEqual([]);
  });

  it('says of each record in an event no more than a kilobyte of what stands beside it', async () => {
    const { call, accepted } = collector();
    const long = 'h'.repeat(100_000);
    const event = JSON.stringify([{ a: 1 }, { a: 2 }]);
    await call('/event', JSON.stringify({ host: long, source: long, sourcetype: long, event }));
    for (const { value } of splitOf(accepted[0]!).records)
      expect(['host', 'source', 'event_type'].map((name) => (value[name] as string).length)).toEqual([
        1_024, 1_024, 1_024,
      ]);
  });

  it('takes tokens as Splunk does, and none in the URL', async () => {
    const { call } = collector();
    const basic = toBase64(utf8(`x:${TOKEN}`));
    expect(await call('/event', '{"event":1}', { authorization: `Basic ${basic}` })).toMatchObject({ code: 0 });
    expect(await call('/event', '{"event":1}', { authorization: 'Splunk wrong' })).toMatchObject({
      status: 403,
      code: 4,
    });
    expect(await call(`/event?token=${TOKEN}`, '{"event":1}', { authorization: '' })).toMatchObject({
      status: 400,
      code: 16,
    });
    expect(await call('/event', '{"event":1}', { authorization: '' })).toMatchObject({ status: 401, code: 2 });
    for (const authorization of [TOKEN, 'Splunk', 'Digest x', 'Basic !'])
      expect(await call('/event', '{"event":1}', { authorization })).toMatchObject({ status: 401, code: 3 });
  });

  it('tells a time in seconds, with a fraction, as text, or in ms by mistake', () => {
    expect(
      [1_768_046_400, 1_768_046_400.25, '1768046400.125', 1_768_046_400_000, 'soon', -1, null].map(hecTime),
    ).toEqual([
      1_768_046_400_000,
      1_768_046_400_250,
      1_768_046_400_125,
      1_768_046_400_000,
      undefined,
      undefined,
      undefined,
    ]);
    const at = 1_768_046_400_123;
    expect([`${at}`, at * 1_000, `${at}000000`].map(hecTime)).toEqual([at, at, at]);
  });
});

describe('an event', () => {
  const recordsOf = async (body: string) => {
    const { call, accepted } = collector();
    expect(await call('', body)).toMatchObject({ code: 0 });
    return splitOf(accepted[0]!);
  };

  it('that is a list is each of its objects, and a text where it holds none', async () => {
    const { records, bad } = await recordsOf('{"event":[{"a":1},7]}{"event":[1,"x"]}{"event":"[]"}');
    expect(records.map((r) => r.value['payload'] ?? r.value['message'])).toEqual([{ a: 1 }, '[1,"x"]', '[]']);
    expect(bad.map((b) => b.at)).toEqual(['records[0].event[1]']);
  });

  it('that is CEF or LEEF is that, behind a syslog header too', async () => {
    const { records } = await recordsOf(
      [
        'CEF:0|V|P|1|100|N|5|src=192.0.2.1',
        '<13>Jan 10 11:00:00 fw LEEF:1.0|V|P|1|100|src=192.0.2.1',
        'a CEF:0|V|P|1|1|N|5|',
      ]
        .map((event) => JSON.stringify({ time: NOW / 1_000, host: 'relay', event }))
        .join(''),
    );
    expect(records.map((r) => [r.format, r.value['time'], r.value['host']])).toEqual([
      ['syslog.cef', NOW, 'relay'],
      ['syslog.cef', NOW, 'fw'],
      ['vedette.event', NOW, 'relay'],
    ]);
  });

  it('is the record that a collector of logs keeps in it as its line', async () => {
    const trail = {
      eventVersion: '1.11',
      eventSource: 'iam.amazonaws.com',
      eventName: 'ListUsers',
      eventTime: '2026-01-10T12:00:00Z',
      eventID: '5d0c7b1e-8f24-4a69-b3d7-1e9f6c2a4b80',
    };
    const held = [
      { log: `${JSON.stringify(trail)}\n`, tag: 'trail' },
      { message: JSON.stringify(trail), host: 'h', timestamp: trail.eventTime },
      { line: trail, source: 'kinesis' },
      { message: 'CEF:0|V|P|1|100|N|5|src=192.0.2.1' },
      { message: '{"a":1}', log: '{broken' },
    ];
    const { records } = await recordsOf(held.map((event) => JSON.stringify({ event })).join('\n'));
    expect(records.map((r) => r.format)).toEqual([
      ...Array.from({ length: 3 }, () => 'aws.cloudtrail'),
      'syslog.cef',
      'vedette.event',
    ]);
    expect(records[0]!.value).toEqual(trail);
  });

  it('is no record of a cloud that a container printed, which anybody’s program may, but one of its own', async () => {
    const trail = { eventSource: 's', eventName: 'n', eventTime: '2026-01-10T12:00:00Z' };
    const falco = { rule: 'r', priority: 'Critical', time: '2026-01-10T12:00:00Z', output_fields: {} };
    const held = [trail, falco].flatMap((record) => [
      { log: JSON.stringify(record), stream: 'stdout', kubernetes: { pod_name: 'web-1' } },
      { message: JSON.stringify(record), container_name: 'web' },
      { line: record, source: 'stderr', tag: 'c0ffee' },
    ]);
    const { records } = await recordsOf(held.map((event) => JSON.stringify({ event })).join('\n'));
    expect(records.map((r) => r.format)).toEqual([
      ...Array.from({ length: 3 }, () => 'vedette.event'),
      ...Array.from({ length: 3 }, () => 'falco.event'),
    ]);
    expect(records[0]!.value).toMatchObject({ payload: { log: JSON.stringify(trail) } });
  });

  it('keeps its indexed fields, whatever it is', async () => {
    const { records } = await recordsOf(
      '{"event":"text","fields":{"pod":"web-1"}}{"event":{"a":1},"fields":{"n":[1]}}{"event":"metric","fields":{}}',
    );
    expect(records.map((r) => r.value['fields'])).toEqual([{ pod: 'web-1' }, { n: [1] }, undefined]);
  });

  it('may come after a byte order mark, from Docker with its time as text, and without any type', async () => {
    const { call, accepted } = collector();
    const body =
      '\ufeff{"event":{"line":"hi","source":"stdout","tag":"c0ffee"},"time":"1768046400.123000","host":"node-1"}';
    const headers = { 'content-type': '' };
    expect(await call('/event/1.0', body, headers)).toMatchObject({ code: 0 });
    for (const type of [
      'text/plain; charset=ISO-8859-1',
      'application/json; profile="urn:splunk:event:1.0"; charset=utf-8',
    ])
      expect(await call('/event', body, { 'content-type': type })).toMatchObject({ code: 0 });
    expect(splitOf(accepted[0]!).records[0]!.value).toMatchObject({ time: 1_768_046_400_123, host: 'node-1' });
  });
});

describe('the raw endpoint', () => {
  it('takes a line an event, with what the query says of all', async () => {
    const { call, accepted } = collector();
    expect(await call('/raw?sourcetype=app&host=h1&channel=c-1', 'one\n{"a":1}\n')).toMatchObject({ code: 0 });
    expect(splitOf(accepted[0]!).records.map((r) => r.value)).toEqual([
      { time: NOW, source: 'app', event_type: 'app', host: 'h1', message: 'one' },
      { time: NOW, source: 'app', event_type: 'app', host: 'h1', payload: { a: 1 } },
    ]);
  });
});

it('a stray byte costs its own event and no other, and a body of nothing else is refused', async () => {
  const door = doorOf({ kind: KIND });
  const send = (parts: readonly Uint8Array[]) =>
    door.send({
      url: '/services/collector',
      headers: { authorization: `Splunk ${TOKEN}` },
      body: concatBytes(parts),
    });
  const stray = concatBytes([utf8('{"event":"'), new Uint8Array([0xff]), utf8('"}')]);
  expect((await send([stray, utf8('{"event":"good"}')])).status).toBe(200);
  const { records, bad } = splitOf(door.accepted[0]!);
  expect([records.length, bad]).toEqual([1, [{ at: 'records[0]', reason: 'not valid UTF-8' }]]);
  expect((await send([stray])).status).toBe(400);
});

it('the raw endpoint takes documents one after another for what they are', async () => {
  const { call, accepted } = collector();
  await call('/raw', '{"a":"}{"}{"a":2} {"a":3}\n{"a":4}{broken\n[error] {a}{b}\n');
  const messages = splitOf(accepted[0]!).records.map((r) => r.value['payload'] ?? r.value['message']);
  expect(messages).toEqual([{ a: '}{' }, { a: 2 }, { a: 3 }, '{"a":4}{broken', '[error] {a}{b}']);
});

describe('acknowledgements', () => {
  it('are given to whoever says a channel, and confirmed when asked for', async () => {
    const { call, accepted } = collector();
    const { ackId } = await call('/event', '{"event":1}', CHANNEL);
    expect(Number.isSafeInteger(ackId)).toBe(true);
    expect(await call('/ack', JSON.stringify({ acks: [ackId] }), CHANNEL)).toMatchObject({ acks: { [ackId!]: true } });
    expect(accepted).toHaveLength(1);
    expect(await call('/ack', '{"acks":[1]}')).toMatchObject({ status: 400, code: 10 });
    expect(await call('/ack?channel=no%20guid', '{"acks":[1]}')).toMatchObject({ status: 400, code: 11 });
    expect(await call('/ack', '{"acks":[1]}', { ...CHANNEL, authorization: 'Splunk wrong' })).toMatchObject({
      code: 4,
    });
  });
});

it('acknowledgements are asked for in gzip by whoever compresses events', async () => {
  const door = doorOf({ kind: KIND });
  const ask = (body: Uint8Array) =>
    door.send({
      url: '/services/collector/ack',
      headers: { authorization: `Splunk ${TOKEN}`, 'content-encoding': 'gzip', ...CHANNEL },
      body: new Uint8Array(body),
    });
  expect(await (await ask(gzipSync('{"acks":[7,0]}'))).json()).toEqual({ acks: { 0: true, 7: true } });
  expect((await ask(utf8('{"acks":[7]}'))).status).toBe(400);
});

it('OPTIONS needs no token: Docker starts no container without its 200', async () => {
  const door = doorOf({ kind: KIND });
  for (const path of ['/event/1.0', '/event', '/raw', ''])
    expect((await door.send({ method: 'OPTIONS', url: `/services/collector${path}` })).status).toBe(200);
  expect((await door.send({ method: 'OPTIONS', path: '/services/collector/event' })).status).toBe(200);
  expect((await door.send({ method: 'OPTIONS', url: '/services/collector/other' })).status).toBe(401);
});

it('the health check needs no token', async () => {
  const { call } = collector();
  for (const authorization of ['', `Splunk ${TOKEN}`])
    expect(await call('/health', '', { authorization }, 'GET')).toMatchObject({ status: 200, code: 17 });
});

it('an unknown path is refused in the collector’s form', async () => {
  expect(await collector().call('/mint', '{}')).toMatchObject({ status: 404 });
});
