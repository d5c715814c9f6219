import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { resourceEvent } from '../samples.ts';
import { AUDIENCE, entraKey, entraToken, playedEntra, TENANT } from '../testing.ts';
import { client } from './client.ts';
import { EVENT_GRID_APP } from './verify.ts';

const KIND = 'azure.eventgrid';
const secret = secretOf(KIND);
const json = { 'content-type': 'application/json; charset=utf-8' };
const keyed = { ...json, 'x-vedette-key': secret };
const bodyOf = (value: unknown) => utf8(JSON.stringify(value));

const validation = (code: unknown) => [
  {
    id: '2d1781af-3a4c-4d7c-bd0c-e34b19da4e66',
    topic: '/subscriptions/0b9d6e1a-52f4-4c7d-8e2b-6f13a0c4d7e9',
    subject: '',
    data: { validationCode: code, validationUrl: 'https://rp-westeurope.eventgrid.azure.net:553/validate?id=1' },
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: new Date(NOW).toISOString(),
    metadataVersion: '1',
    dataVersion: '1',
  },
];
const asValidation = { ...keyed, 'aeg-event-type': 'SubscriptionValidation' };

describe('the validation event', () => {
  it('is answered with its code and 200, is no delivery, and its address is never called', async () => {
    const door = doorOf({ kind: KIND });
    const response = await door.send({
      body: bodyOf(validation('512d38b6-c7b8-40c8-89fe-f46f9e9622b6')),
      headers: asValidation,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ validationResponse: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6' });
    expect([door.accepted, door.asked]).toEqual([[], []]);
  });

  it('is answered to nobody without the delivery property', async () => {
    const door = doorOf({ kind: KIND });
    const headers = { ...json, 'aeg-event-type': 'SubscriptionValidation' };
    const response = await door.send({ body: bodyOf(validation('512d38b6')), headers });
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('512d38b6');
  });

  it.each(['<script>', 'a'.repeat(129), '', 7, null, 'a b', 'ä'])(
    'with the code %j is refused, not echoed',
    async (code) => {
      const door = doorOf({ kind: KIND });
      const response = await door.send({ body: bodyOf(validation(code)), headers: asValidation });
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain('validationResponse');
    },
  );

  it.each([
    ['two events', [...validation('a'), ...validation('b')]],
    ['another event', [resourceEvent(NOW)]],
    ['no JSON', undefined],
  ])('that is %s is refused', async (_, body) => {
    const door = doorOf({ kind: KIND });
    const response = await door.send({ body: body ? bodyOf(body) : utf8('{'), headers: asValidation });
    expect(response.status).toBe(400);
    expect(door.accepted).toEqual([]);
  });

  it('among others, without its header, is left out', async () => {
    const door = doorOf({ kind: KIND });
    await door.send({ body: bodyOf([...validation('a'), resourceEvent(NOW)]), headers: keyed });
    expect(splitOf(door.accepted[0]!)).toMatchObject({
      bad: [],
      skipped: 1,
      records: [{ format: 'azure.activitylogs' }],
    });
  });
});

describe('the handshake of CloudEvents', () => {
  const ask = (headers: Record<string, string>, ratePerMinute = 0) =>
    doorOf({ kind: KIND, grant: { ratePerMinute } }).send({ method: 'OPTIONS', headers });

  it('grants Event Grid its name and a rate', async () => {
    const response = await ask({
      'webhook-request-origin': 'eventgrid.azure.net',
      'webhook-request-callback': 'https://rp-westeurope.eventgrid.azure.net:553/validate?id=1',
      'webhook-request-rate': '120',
    });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      allow: 'POST, OPTIONS',
      'webhook-allowed-origin': 'eventgrid.azure.net',
      'webhook-allowed-rate': '120',
    });
  });

  it('grants no more than the source’s own rate', async () => {
    const headers = { 'webhook-request-origin': 'eventgrid.azure.net', 'webhook-request-rate': '120' };
    expect((await ask(headers, 60)).headers.get('webhook-allowed-rate')).toBe('60');
  });

  it.each(['example.com', 'eventgrid.azure.net.example.com', 'evileventgrid.azure.net', '*', 'a b', ''])(
    'grants %j nothing',
    async (origin) => {
      const response = await ask({ 'webhook-request-origin': origin });
      expect(response.headers.has('webhook-allowed-origin')).toBe(false);
      expect(response.headers.has('webhook-allowed-rate')).toBe(false);
    },
  );
});

describe('a delivery', () => {
  it('is taken with the secret in either header, the one before it included', async () => {
    const door = doorOf({ kind: KIND, grant: { secrets: ['the new one', secret] } });
    const body = bodyOf([resourceEvent(NOW)]);
    for (const headers of [
      { 'x-vedette-key': 'the new one' },
      { 'x-vedette-key': secret },
      { authorization: `Bearer ${secret}` },
      { authorization: `BEARER ${secret}` },
    ])
      expect((await door.send({ body, headers: { ...json, ...headers } })).status).toBe(202);
    for (const headers of [{}, { 'x-vedette-key': 'wrong' }, { 'x-vedette-key': '' }, { authorization: secret }])
      expect((await door.send({ body, headers: { ...json, ...headers } })).status).toBe(401);
    expect(door.accepted).toHaveLength(4);
  });

  it('is refused so that Event Grid does not come again, or does', async () => {
    const door = doorOf({ kind: KIND });
    expect((await door.send({ body: utf8('[{"a":'), headers: keyed })).status).toBe(400);
    const large = new Uint8Array(4 * 1024 * 1024 + 1);
    expect((await door.send({ body: large, headers: keyed })).status).toBe(413);
    expect((await door.send({ body: utf8('a=b'), headers: { ...keyed, 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
    expect((await door.send({ method: 'PUT', headers: keyed })).status).toBe(405);
    expect(door.accepted).toEqual([]);
  });

  it('in CloudEvents, single and batched, holds the same records', async () => {
    const { data, eventTime, eventType, id, subject, topic } = resourceEvent(NOW);
    const event = { specversion: '1.0', id, source: topic, subject, type: eventType, time: eventTime, data };
    const door = doorOf({ kind: KIND });
    const type = (t: string) => ({ ...keyed, 'content-type': `application/${t}; charset=utf-8` });
    await door.send({ body: bodyOf([resourceEvent(NOW)]), headers: keyed });
    await door.send({ body: bodyOf(event), headers: type('cloudevents+json') });
    await door.send({ body: bodyOf([event]), headers: type('cloudevents-batch+json') });
    const [one, ...others] = door.accepted.map((d) => splitOf(d));
    expect(one!.records).toHaveLength(1);
    expect(one!.records[0]!.value).toMatchObject({
      eventDataId: id,
      eventTimestamp: eventTime,
      status: { value: 'Succeeded' },
    });
    for (const other of others) expect(other).toEqual(one);
  });

  it('of a relay, records without events around them, is read', async () => {
    const records = client.samples(NOW).slice(1, 6);
    const door = doorOf({ kind: KIND });
    await door.send({ body: bodyOf({ records }), headers: keyed });
    expect(splitOf(door.accepted[0]!).records.map((r) => r.format)).toEqual([
      'azure.activitylogs',
      'azure.signinlogs',
      'azure.signinlogs',
      'azure.auditlogs',
      'azure.auditlogs',
    ]);
  });

  it('that holds one bad event keeps its neighbours', async () => {
    const door = doorOf({ kind: KIND });
    await door.send({ body: bodyOf([7, resourceEvent(NOW), { id: 'x' }]), headers: keyed });
    const split = splitOf(door.accepted[0]!);
    expect(split.records).toHaveLength(1);
    expect(split.bad.map((b) => b.at)).toEqual(['records[0]', 'records[2]']);
  });
});

describe('a source with tenant and audience', () => {
  const key = entraKey();
  const world = { kind: KIND, grant: { settings: { tenant: TENANT, audience: AUDIENCE } }, outside: playedEntra(key) };

  it('takes Event Grid’s token and no longer the secret', async () => {
    const door = doorOf(world);
    const token = await entraToken(key.pem, NOW, { azp: EVENT_GRID_APP });
    const body = bodyOf([resourceEvent(NOW)]);
    expect((await door.send({ body, headers: { ...json, authorization: `Bearer ${token}` } })).status).toBe(202);
    expect((await door.send(await clientRequest(KIND, [resourceEvent(NOW)]))).status).toBe(401);
  });

  it('with one of the two only takes neither', async () => {
    const half = { ...world, grant: { settings: { tenant: TENANT } } };
    expect((await doorOf(half).send(await clientRequest(KIND, [resourceEvent(NOW)]))).status).toBe(401);
  });

  it('answers a validation event that bears the token', async () => {
    const token = await entraToken(key.pem, NOW, { appid: EVENT_GRID_APP, iss: `https://sts.windows.net/${TENANT}/` });
    const response = await doorOf(world).send({
      body: bodyOf(validation('abc-1')),
      headers: { ...json, 'aeg-event-type': 'SubscriptionValidation', authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toEqual({ validationResponse: 'abc-1' });
  });
});
