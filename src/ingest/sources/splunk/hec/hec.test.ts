import { describe, expect, it } from 'vitest';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
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
    expect(split.bad.map((b) => b.at)).toEqual(['records[0]', 'records[1]']);
    expect(split.records).toHaveLength(1);
  });

  it.each([
    ['no data', '', 5],
    ['not JSON', 'hello', 6],
    ['a list', '[{"event":1}]', 6],
    ['cut short', '{"event":"a"}{"event":', 6],
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
    expect(await call(`/event?token=${TOKEN}`, '{"event":1}', { authorization: '' })).toMatchObject({ code: 4 });
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

describe('acknowledgements', () => {
  it('are given to whoever says a channel, and confirmed when asked for', async () => {
    const { call, accepted } = collector();
    const { ackId } = await call('/event', '{"event":1}', CHANNEL);
    expect(Number.isSafeInteger(ackId)).toBe(true);
    expect(await call('/ack', JSON.stringify({ acks: [ackId] }), CHANNEL)).toMatchObject({ acks: { [ackId!]: true } });
    expect(accepted).toHaveLength(1);
    expect(await call('/ack', '{"acks":[1]}')).toMatchObject({ status: 400, code: 10 });
    expect(await call('/ack', '{"acks":[1]}', { ...CHANNEL, authorization: 'Splunk wrong' })).toMatchObject({
      code: 4,
    });
  });
});

it('the health check needs no token', async () => {
  const { call } = collector();
  for (const authorization of ['', `Splunk ${TOKEN}`])
    expect(await call('/health', '', { authorization }, 'GET')).toMatchObject({ status: 200, code: 17 });
});

it('an unknown path is refused in the collector’s form', async () => {
  expect(await collector().call('/mint', '{}')).toMatchObject({ status: 404 });
});
