import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../kit/bytes.ts';
import { doorOf, NOW } from '../../testing/door.ts';
import { EVENT_GRID_APP } from './eventgrid/verify.ts';
import { ACTION_GROUPS_APP } from './monitor/index.ts';
import { client } from './monitor/client.ts';
import { requestOf } from '../../client.ts';
import { AUDIENCE, entraKey, entraToken, KID, playedEntra, TENANT } from './testing.ts';

const key = entraKey();
const stranger = entraKey();
const settings = { tenant: TENANT, audience: AUDIENCE };
const world = { kind: 'azure.monitor', grant: { settings }, outside: playedEntra(key) };
const body = utf8(JSON.stringify(client.samples(NOW)[0]));
const good = { azp: ACTION_GROUPS_APP };

const statusOf = async (token: string, more: object = {}) => {
  const door = doorOf({ ...world, ...more });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return {
    status: (await door.send({ body, headers })).status,
    asked: door.asked.length,
    stored: door.accepted.length,
  };
};
const withClaims = async (claims: object, header = {}, pem = key.pem) =>
  (await statusOf(await entraToken(pem, NOW, { ...good, ...claims }, header))).status;

describe('a token of Entra', () => {
  it('of version 2 and of version 1 is taken', async () => {
    expect(await withClaims({})).toBe(200);
    const one = { iss: `https://sts.windows.net/${TENANT}/`, azp: undefined, appid: ACTION_GROUPS_APP, ver: '1.0' };
    expect(await withClaims(one)).toBe(200);
    expect(await withClaims({ ...one, aud: `api://${AUDIENCE}` })).toBe(200);
  });

  it('as the client makes it is taken, and its alert is read', async () => {
    const input = { records: client.samples(NOW), secret: key.pem, settings, deliveryId: 'd', now: NOW };
    const door = doorOf(world);
    expect((await door.send(await requestOf(client, input))).status).toBe(200);
    expect(door.accepted).toHaveLength(1);
  });

  it.each([
    ['another audience', { aud: 'a7b8c9d0-0000-4000-8000-000000000001' }],
    ['several audiences', { aud: [AUDIENCE, 'other'] }],
    ['another tenant', { tid: 'a7b8c9d0-0000-4000-8000-000000000001' }],
    ['another issuer', { iss: 'https://login.microsoftonline.com/a7b8c9d0-0000-4000-8000-000000000001/v2.0' }],
    ['another application of Microsoft’s', { azp: EVENT_GRID_APP }],
    ['no application', { azp: undefined }],
    ['two applications', { appid: EVENT_GRID_APP }],
    ['a time gone by', { exp: NOW / 1000 - 61 }],
    ['a time to come', { nbf: NOW / 1000 + 61 }],
    ['no end', { exp: undefined }],
    ['no beginning', { nbf: undefined }],
  ])('with %s is refused', async (_, claims) => {
    expect(await withClaims(claims)).toBe(401);
  });

  it('is good for a minute more than it says, for clocks differ', async () => {
    expect(await withClaims({ exp: NOW / 1000 - 59 })).toBe(200);
    expect(await withClaims({ nbf: NOW / 1000 + 59 })).toBe(200);
  });

  it('signed by a key that is not the tenant’s is refused', async () => {
    expect(await withClaims({}, {}, stranger.pem)).toBe(401);
    expect(await withClaims({}, { kid: 'unknown' })).toBe(401);
  });

  it('of another algorithm is refused without asking anybody', async () => {
    const token = await entraToken(key.pem, NOW, good, { alg: 'PS256' });
    expect(await statusOf(token)).toEqual({ status: 401, asked: 0, stored: 0 });
    const [, payload] = (await entraToken(key.pem, NOW, good)).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: KID })).toString('base64url');
    expect(await statusOf(`${none}.${payload}.AA`)).toEqual({ status: 401, asked: 0, stored: 0 });
  });

  it('for somebody else makes nobody ask Entra', async () => {
    expect(await statusOf(await entraToken(stranger.pem, NOW, { ...good, aud: 'other' }))).toMatchObject({ asked: 0 });
  });

  it('waits while the keys cannot be had', async () => {
    const token = await entraToken(key.pem, NOW, good);
    const door = doorOf({ ...world, outside: {} });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await door.send({ body, headers });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('10');
  });

  it('is not taken by a key that signs for other issuers', async () => {
    const foreign = { jwk: { ...key.jwk, issuer: 'https://login.microsoftonline.com/other/v2.0' } };
    const token = await entraToken(key.pem, NOW, good);
    expect((await statusOf(token, { outside: playedEntra(foreign) })).status).not.toBe(200);
    const templated = { jwk: { ...key.jwk, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' } };
    expect((await statusOf(token, { outside: playedEntra(templated) })).status).toBe(200);
  });

  it.each([{}, { tenant: TENANT }, { audience: AUDIENCE }, { tenant: 'common', audience: AUDIENCE }])(
    'is taken by no source with the settings %j',
    async (wrong) => {
      const token = await entraToken(key.pem, NOW, good);
      expect((await statusOf(token, { grant: { settings: wrong } })).status).toBe(401);
    },
  );
});

it('Azure Monitor is taken by its token only: no secret, no bare address', async () => {
  const door = doorOf({ ...world, grant: { settings, secrets: ['a secret that somebody set'] } });
  const json = { 'content-type': 'application/json' };
  for (const headers of [json, { ...json, authorization: 'Bearer a secret that somebody set' }])
    expect((await door.send({ body, headers })).status).toBe(401);
  expect(door.asked).toEqual([]);
});
