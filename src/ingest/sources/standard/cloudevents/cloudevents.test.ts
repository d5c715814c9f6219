import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { normalizers } from '../../../../normalize/registry.ts';
import { doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { attributeOf } from './binary.ts';

const KIND = 'standard.cloudevents';
const bearer = { authorization: `Bearer ${secretOf(KIND)}` };
const STRUCTURED = { ...bearer, 'content-type': 'application/cloudevents+json' };
const time = new Date(NOW).toISOString();
const event = (more: object = {}) =>
  new CloudEvent({ id: 'e-1', source: '/payments', type: 'com.example.login', time, data: { user: 'mara' }, ...more });
const trail = {
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  eventTime: time,
  eventID: '5d0c7b1e-8f24-4a69-b3d7-1e9f6c2a4b80',
};

/** Sends a message of the CloudEvents SDK. */
async function sent(message: { headers: object; body: unknown }, door = doorOf({ kind: KIND })) {
  const headers = { ...bearer, ...(message.headers as Record<string, string>) };
  const response = await door.send({ body: utf8(String(message.body)), headers });
  return {
    response,
    delivery: door.accepted.at(-1),
    split: door.accepted.length > 0 ? splitOf(door.accepted.at(-1)!) : undefined,
  };
}

describe('events as the CloudEvents SDK sends them', () => {
  it('are the same in binary and structured mode', async () => {
    const binary = await sent(HTTP.binary(event()));
    const structured = await sent(HTTP.structured(event()));
    expect([binary.response.status, structured.response.status]).toEqual([202, 202]);
    const [one, two] = [binary.split!.records[0]!, structured.split!.records[0]!];
    expect(one.format).toBe('vedette.event');
    expect(one.value).toMatchObject({
      source: '/payments',
      time,
      event_type: 'com.example.login',
      data: { user: 'mara' },
    });
    expect(two.value['event_id']).toBe(one.value['event_id']);
    expect(structured.delivery!.senderId).toBe(binary.delivery!.senderId);
  });

  it('with a record that we know are that record', async () => {
    for (const message of [HTTP.binary(event({ data: trail })), HTTP.structured(event({ data: trail }))])
      expect((await sent(message)).split).toMatchObject({
        records: [{ format: 'aws.cloudtrail', value: trail }],
        bad: [],
      });
  });

  it('with characters beyond ASCII in their attributes keep them', async () => {
    const { headers, body } = HTTP.binary(event());
    const { split } = await sent({ headers: { ...headers, 'ce-subject': 'Stra%C3%9Fe%201' }, body });
    expect(split!.records[0]!.value['subject']).toBe('Straße 1');
  });

  it('with data in base64 are decoded', async () => {
    const encoded = {
      ...event().toJSON(),
      data: undefined,
      data_base64: Buffer.from(JSON.stringify(trail)).toString('base64'),
    };
    const { split } = await sent({ headers: STRUCTURED, body: JSON.stringify(encoded) });
    expect(split!.records[0]).toEqual({ format: 'aws.cloudtrail', value: trail });
  });

  it('with data as text of JSON are parsed', async () => {
    const { split } = await sent({ headers: STRUCTURED, body: JSON.stringify(event({ data: JSON.stringify(trail) })) });
    expect(split!.records[0]).toEqual({ format: 'aws.cloudtrail', value: trail });
  });
});

describe('a batch', () => {
  const batch = (events: readonly unknown[]) => ({
    headers: { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' },
    body: JSON.stringify(events),
  });

  it('is its events, each by itself, and has no id of its own', async () => {
    const { split, delivery } = await sent(batch([event(), event({ id: 'e-2', data: trail }), 7, { id: 'no event' }]));
    expect(split!.records.map((r) => r.format)).toEqual(['vedette.event', 'aws.cloudtrail']);
    expect(split!.bad.map((b) => b.at)).toEqual(['records[2]', 'records[3]']);
    expect(delivery!.senderId).toBeUndefined();
  });

  it('may be empty', async () => {
    const { response, split } = await sent(batch([]));
    expect([response.status, split!.records]).toEqual([202, []]);
  });
});

describe('data', () => {
  it('that is a list is a record an element', async () => {
    const { split } = await sent(HTTP.structured(event({ data: [trail, { ...trail, eventID: 'e-2' }] })));
    expect(split!.records).toHaveLength(2);
    const binary = await sent(HTTP.binary(event({ data: [{ a: 1 }, { a: 2 }] })));
    const ids = binary.split!.records.map((r) => r.value['event_id']);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([[undefined], [null], ['text'], [7], [[]], [{}], [{ Records: [7] }]])(
    'of %j loses no event',
    async (data) => {
      const { split } = await sent({ headers: STRUCTURED, body: JSON.stringify({ ...event().toJSON(), data }) });
      expect(split!.records.length + split!.bad.length).toBe(1);
    },
  );

  it('that nests without end, or bursts, is kept as it came', async () => {
    const deep = `${'['.repeat(100)}${']'.repeat(100)}`;
    const { split } = await sent({ headers: STRUCTURED, body: JSON.stringify(event({ data: deep })) });
    expect(split!.records[0]).toMatchObject({ format: 'vedette.event', value: { data: deep } });
  });
});

describe('binary mode', () => {
  const attributes = { 'ce-specversion': '1.0', 'ce-id': 'b-1', 'ce-source': '/s', 'ce-type': 'com.example.t' };
  const valueOf = async (headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer>) => {
    const door = doorOf({ kind: KIND });
    const bytes = typeof body === 'string' ? utf8(body) : body;
    const response = await door.send({ headers: { ...bearer, ...attributes, ...headers }, body: bytes });
    expect(response.status).toBe(202);
    const { records, bad } = splitOf(door.accepted[0]!);
    expect(bad).toEqual([]);
    expect(normalizers[records[0]!.format]!.facts(records[0]!.value).ok).toBe(true);
    return records[0]!.value;
  };

  it('may carry text, XML or bytes, which are kept', async () => {
    expect(await valueOf({ 'content-type': 'text/plain; charset=utf-8' }, 'door open')).toMatchObject({
      data: 'door open',
      datacontenttype: 'text/plain',
      time: NOW,
    });
    expect(await valueOf({ 'content-type': 'application/xml' }, '<a/>')).toMatchObject({ data: '<a/>' });
    const bytes = new Uint8Array([0, 255]);
    expect(await valueOf({ 'content-type': 'application/octet-stream' }, bytes)).toMatchObject({ data_base64: 'AP8=' });
  });

  it('may carry nothing at all, with a type or without', async () => {
    for (const type of ['', 'application/json', 'text/plain']) {
      const value = await valueOf({ 'content-type': type }, '');
      expect(value).toMatchObject({ id: 'b-1', type: 'com.example.t', source: '/s' });
      expect(Object.hasOwn(value, 'data')).toBe(false);
    }
  });

  it('may have JSON of any name, or of none', async () => {
    for (const type of ['application/vnd.example.login+json', 'text/json', ''])
      expect(await valueOf({ 'content-type': type }, '{"user":"mara"}')).toMatchObject({
        event_type: 'com.example.t',
        source: '/s',
      });
    const known = await valueOf({ 'content-type': 'application/vnd.aws+json' }, JSON.stringify(trail));
    expect(known).toEqual(trail);
  });

  it('keeps extensions, which never replace what is ours', async () => {
    const value = await valueOf(
      {
        'content-type': 'application/json',
        'ce-traceparent': '00-a-b-01',
        'ce-mode': 'x',
        'ce-data': 'y',
        'ce-time': time,
      },
      '{"a":1}',
    );
    expect(value).toMatchObject({ traceparent: '00-a-b-01', mode: 'x', data: { a: 1 }, time });
  });

  it('is kept small, however many headers there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`ce-x${i}`, 'v']));
    const door = doorOf({ kind: KIND });
    const all = { ...attributes, 'ce-time': time, 'ce-subject': 's', 'ce-dataschema': 'https://example.com/s' };
    await door.send({ headers: { ...bearer, ...all, ...many }, body: utf8('') });
    expect(Object.keys(door.accepted[0]!.facts!).length).toBeLessThanOrEqual(16);
  });
});

describe('structured mode', () => {
  it('is known by the body where the type is that of any JSON', async () => {
    const { split, response, delivery } = await sent({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event({ data: trail })),
    });
    expect(response.status).toBe(202);
    expect(split!.records[0]!.format).toBe('aws.cloudtrail');
    expect(delivery!.senderId).toBeDefined();
  });

  it('without a time counts as of its arrival', async () => {
    const { time: _, ...timeless } = event().toJSON();
    const { split } = await sent({ headers: STRUCTURED, body: JSON.stringify(timeless) });
    expect(split!.records[0]!.value['time']).toBe(NOW);
  });
});

describe('proof', () => {
  const body = JSON.stringify(event());
  it('is the secret as bearer token, the one before it included', async () => {
    const door = doorOf({ kind: KIND, grant: { secrets: ['new-one', secretOf(KIND)] } });
    for (const token of ['new-one', secretOf(KIND)])
      expect(
        (await sent({ headers: { ...STRUCTURED, authorization: `Bearer ${token}` }, body }, door)).response.status,
      ).toBe(202);
    const basic = `Basic ${Buffer.from(`any:${secretOf(KIND)}`).toString('base64')}`;
    expect((await sent({ headers: { ...STRUCTURED, authorization: basic }, body }, door)).response.status).toBe(202);
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', `Basic ${secretOf(KIND)}`])
      expect((await sent({ headers: { ...STRUCTURED, authorization }, body }, door)).response.status).toBe(401);
  });

  it('is not taken from the address', async () => {
    const door = doorOf({ kind: KIND });
    const response = await door.send({
      path: `?access_token=${secretOf(KIND)}`,
      body: utf8(body),
      headers: { 'content-type': 'application/cloudevents+json' },
    });
    expect(response.status).toBe(401);
  });
});

describe('what is no CloudEvent', () => {
  it('is refused with what is missing, to who has the secret', async () => {
    const message = { headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
    const { response, delivery } = await sent(message);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('ce-specversion');
    expect(delivery).toBeUndefined();
    const stranger = await sent({ ...message, headers: { ...message.headers, authorization: 'Bearer wrong' } });
    expect(stranger.response.status).toBe(401);
  });

  it('is refused in another version, and in a batch loses no neighbour', async () => {
    const old = { ...event().toJSON(), specversion: '0.3' };
    const { response } = await sent({ headers: STRUCTURED, body: JSON.stringify(old) });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('specversion')]);
    const binary = HTTP.binary(event());
    const headers = { ...(binary.headers as Record<string, string>), 'ce-specversion': '0.3' };
    expect((await sent({ headers, body: binary.body })).response.status).toBe(400);
    const { split } = await sent({
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify([old, event()]),
    });
    expect([split!.bad.map((b) => b.at), split!.records.length]).toEqual([['records[0].specversion'], 1]);
  });

  it('is refused by its media type, and when it breaks off', async () => {
    expect(
      (await sent({ headers: { 'content-type': 'application/cloudevents+avro' }, body: 'x' })).response.status,
    ).toBe(415);
    expect((await sent({ headers: STRUCTURED, body: '{"specversion":"1.0"' })).response.status).toBe(400);
  });
});

it.each([
  ['plain', 'plain'],
  ['"in \\"quotes\\""', 'in "quotes"'],
  ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
  ['%e2%82%ac', '€'],
  ['50%', '50%'],
  ['%C0%A0', undefined],
  ['a%0Ab', undefined],
  ['', undefined],
  ['a'.repeat(513), undefined],
])('the header %s is the attribute %s', (header, attribute) => {
  expect(attributeOf(header)).toBe(attribute);
});

describe('the handshake', () => {
  const ask = (headers: Record<string, string>, settings: Record<string, string[]> = {}) =>
    doorOf({ kind: KIND, grant: { settings } }).send({ method: 'OPTIONS', headers });

  it('grants an origin that asks, at the rate that it asks for', async () => {
    const { headers } = await ask({ 'webhook-request-origin': 'Events.Example.com', 'webhook-request-rate': '100' });
    expect(headers.get('webhook-allowed-origin')).toBe('events.example.com');
    expect(headers.get('webhook-allowed-rate')).toBe('100');
    expect(headers.get('allow')).toContain('POST');
  });

  it('grants only whom the settings name', async () => {
    const settings = { origins: ['events.example.com'] };
    const granted = async (origin: string) =>
      (await ask({ 'webhook-request-origin': origin }, settings)).headers.get('webhook-allowed-origin');
    expect([await granted('events.example.com'), await granted('example.com')]).toEqual(['events.example.com', null]);
  });

  it.each(['*', '<b>', 'a b', 'a'.repeat(254), ''])('echoes no %j', async (origin) => {
    const response = await ask({ 'webhook-request-origin': origin });
    expect(response.headers.has('webhook-allowed-origin')).toBe(false);
  });

  it('is no delivery by other methods', async () => {
    const response = await doorOf({ kind: KIND }).send({ method: 'PUT', headers: STRUCTURED });
    expect(response.status).toBe(405);
  });
});
