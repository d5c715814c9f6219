import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, secretOf, SOURCE, splitOf } from '../../../testing/door.ts';
import { client } from './client.ts';

const KIND = 'okta.hook';
const CHALLENGE = 'Rm9yVGhlVGVzdHNPbmx5MTIzNDU2Nzg5MA';
const delivery = () => clientRequest(KIND, client.samples(NOW));
const json = { 'content-type': 'application/json', authorization: secretOf(KIND) };

describe('the one-time verification', () => {
  const ask = (headers: Record<string, string>, method = 'GET') => doorOf({ kind: KIND }).send({ method, headers });

  it('answers the challenge that it was asked', async () => {
    const response = await ask({ 'x-okta-verification-challenge': CHALLENGE });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toEqual({ verification: CHALLENGE });
  });

  it('echoes nothing but what a challenge may hold', async () => {
    for (const bad of ['<script>', '"}', 'a b', 'x'.repeat(257), ''])
      expect((await ask({ 'x-okta-verification-challenge': bad })).status).toBe(405);
    expect((await ask({})).headers.get('allow')).toBe('POST');
  });

  it('is a GET of a source that exists; another method or id is turned away', async () => {
    expect((await ask({ 'x-okta-verification-challenge': CHALLENGE }, 'OPTIONS')).status).toBe(405);
    const door = doorOf({ kind: KIND });
    const headers = { 'x-okta-verification-challenge': CHALLENGE };
    const other = await door.send({ method: 'GET', url: `/in/${SOURCE}x`, headers });
    expect(other.status).toBe(401);
    expect(await other.text()).not.toContain(CHALLENGE);
  });
});

describe('who may send', () => {
  it('the header is the secret itself or Bearer and the secret; two are good at once', async () => {
    const secrets = [secretOf(KIND, 'new'), secretOf(KIND, 'old')];
    const { body } = await delivery();
    for (const authorization of [...secrets, `Bearer ${secrets[1]}`]) {
      const door = doorOf({ kind: KIND, grant: { secrets } });
      const response = await door.send({ body, headers: { ...json, authorization } });
      expect([response.status, await response.text(), door.accepted.length]).toEqual([204, '', 1]);
    }
  });

  it('anything else is not, and nothing is stored', async () => {
    const door = doorOf({ kind: KIND });
    const { body } = await delivery();
    for (const authorization of ['wrong', 'Bearer', `Basic ${secretOf(KIND)}`, ''])
      expect((await door.send({ body, headers: { ...json, authorization } })).status).toBe(401);
    expect(door.accepted).toEqual([]);
  });
});

describe('a delivery', () => {
  it('bears its own id, so that the second try is the same delivery', async () => {
    const door = doorOf({ kind: KIND });
    await door.send(await delivery());
    await door.send(await delivery());
    expect(door.accepted.map((d) => d.senderId)).toEqual(['dlv-of-the-tests-1', 'dlv-of-the-tests-1']);
  });

  it.each([
    ['no id', {}],
    ['an id that is none', { eventId: { a: 1 } }],
    ['a strange one', { eventId: 'a b\n' }],
  ])('with %s is taken without one', async (_, more) => {
    const door = doorOf({ kind: KIND });
    await door.send({ body: utf8(JSON.stringify({ ...more, data: { events: [] } })), headers: json });
    expect(door.accepted.map((d) => d.senderId)).toEqual([undefined]);
  });

  it('brings its events; a bad one never loses its neighbours', async () => {
    const door = doorOf({ kind: KIND });
    await door.send(await clientRequest(KIND, [client.samples(NOW)[0], 7, { uuid: 'x' }, client.samples(NOW)[1]]));
    const split = splitOf(door.accepted[0]!);
    expect(split.records.map((r) => r.format)).toEqual(['okta.systemlog', 'okta.systemlog']);
    expect(split.bad.map((b) => b.at)).toEqual(['body.data.events[1]', 'body.data.events[2]']);
  });

  it.each([
    ['another media type', { headers: { ...json, 'content-type': 'text/plain' } }, 415],
    ['a cut body', { body: utf8('{"eventId":"abcdefgh","data":{"events":[') }, 400],
    ['no JSON', { body: utf8('verify me') }, 400],
    ['more than two MiB', { body: new Uint8Array(2 * 1024 * 1024 + 1).fill(32) }, 413],
    [
      'a gzip bomb',
      {
        body: new Uint8Array(gzipSync(new Uint8Array(8 << 20).fill(32))),
        headers: { ...json, 'content-encoding': 'gzip' },
      },
      413,
    ],
  ])('of %s is refused', async (_, wrong, status) => {
    const door = doorOf({ kind: KIND });
    const good = await delivery();
    expect((await door.send({ body: good.body, headers: json, ...wrong })).status).toBe(status);
    expect(door.accepted).toEqual([]);
  });
});
