import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, importPKCS8, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SourceGrant } from '../../../../contracts/access.ts';
import { utf8 } from '../../../../kit/bytes.ts';
import { clientRequest, doorOf, NOW, SOURCE } from '../../../testing/door.ts';
import { GOOGLE_KEYS_URL } from './keys.ts';
import { client } from './client.ts';
import { playedGoogle, signingKey } from './testing.ts';

const ACCOUNT = 'vedette-push@example-project.iam.gserviceaccount.com';
const URL_OF_SOURCE = `https://ingest.example.com/in/${SOURCE}`;
const SECOND = Math.floor(NOW / 1_000);
const key = signingKey();
const strangersKey = signingKey();
let google: Record<string, string>;
beforeAll(async () => {
  google = await playedGoogle(key);
});

interface TokenOptions {
  readonly claims?: Record<string, unknown>;
  readonly alg?: string;
  readonly kid?: string;
  readonly by?: string;
}

async function tokenOf({ claims = {}, alg = 'RS256', kid, by = key }: TokenOptions = {}): Promise<string> {
  const id = kid ?? (await calculateJwkThumbprint(createPublicKey(by).export({ format: 'jwk' })));
  return await new SignJWT({
    iss: 'https://accounts.google.com',
    aud: URL_OF_SOURCE,
    email: ACCOUNT,
    email_verified: true,
    iat: SECOND - 60,
    exp: SECOND + 3_540,
    ...claims,
  })
    .setProtectedHeader({ alg, kid: id, typ: 'JWT' })
    .sign(await importPKCS8(by, alg));
}

const grantOf = (settings: Record<string, string | string[]> = {}): Partial<SourceGrant> => ({
  accounts: ['example-project'],
  settings: { serviceAccount: ACCOUNT, ...settings },
});
const push = (id = 'message-1') =>
  utf8(
    JSON.stringify({ message: { data: 'eyJhIjoxfQ==', messageId: id }, subscription: 'projects/p/subscriptions/s-1' }),
  );
const worldOf = (settings?: Record<string, string | string[]>, now = NOW) =>
  doorOf({ kind: 'google.pubsub', grant: grantOf(settings), outside: google, now });

async function sendWith(
  options: TokenOptions,
  settings?: Record<string, string | string[]>,
  now = NOW,
): Promise<{ status: number; text: string; asked: number }> {
  const door = worldOf(settings, now);
  const authorization = `Bearer ${await tokenOf(options)}`;
  const response = await door.send({
    headers: { authorization, 'content-type': 'application/json' },
    body: push(),
  });
  return { status: response.status, text: await response.text(), asked: door.asked.length };
}

describe('the token of a push', () => {
  it('is taken if Google signed it for the service account and the source’s URL, and is acknowledged with nothing', async () => {
    expect(await sendWith({})).toEqual({ status: 204, text: '', asked: 1 });
    expect((await sendWith({ claims: { iss: 'accounts.google.com' } })).status).toBe(204);
  });

  it('is taken for the audience that was set instead of the URL, and for no other then', async () => {
    expect((await sendWith({ claims: { aud: 'vedette' } }, { audience: 'vedette' })).status).toBe(204);
    expect((await sendWith({}, { audience: 'vedette' })).status).toBe(401);
  });

  it.each<[string, TokenOptions]>([
    ['another audience', { claims: { aud: 'https://ingest.example.com/in/src_other' } }],
    ['an audience that only holds the URL', { claims: { aud: `https://evil.example/?${URL_OF_SOURCE}` } }],
    ['another account', { claims: { email: 'vedette-push@other-project.iam.gserviceaccount.com' } }],
    ['an address that is not verified', { claims: { email_verified: false } }],
    ['an address that is verified by its word', { claims: { email_verified: 'true' } }],
    ['another issuer', { claims: { iss: 'https://accounts.google.com.evil.example' } }],
    ['a token that is over', { claims: { iat: SECOND - 3_700, exp: SECOND - 61 } }],
    ['a token older than an hour, whatever it says', { claims: { iat: SECOND - 3_700, exp: SECOND + 100 } }],
    ['a token of the future', { claims: { iat: SECOND + 120, exp: SECOND + 3_600 } }],
    ['no time of issue', { claims: { iat: undefined } }],
    ['no end', { claims: { exp: undefined } }],
    ['another key under its name', { by: strangersKey, kid: '$known' }],
    ['a key that Google has not', { by: strangersKey }],
  ])('is refused with %s', async (_name, options) => {
    const kid =
      options.kid === '$known'
        ? await calculateJwkThumbprint(createPublicKey(key).export({ format: 'jwk' }))
        : options.kid;
    expect((await sendWith({ ...options, ...(kid === undefined ? {} : { kid }) })).status).toBe(401);
  });

  it('is refused with another algorithm than RS256, even by the same key', async () => {
    expect((await sendWith({ alg: 'PS256' })).status).toBe(401);
    const none = new UnsecuredJWT({
      aud: URL_OF_SOURCE,
      email: ACCOUNT,
      email_verified: true,
      iss: 'accounts.google.com',
    })
      .setIssuedAt(SECOND)
      .setExpirationTime(SECOND + 60)
      .encode();
    const door = worldOf();
    expect((await door.send({ headers: { authorization: `Bearer ${none}` }, body: push() })).status).toBe(401);
    expect(door.asked).toEqual([]);
  });

  it('is refused with any letter changed, and when it is missing', async () => {
    const token = await tokenOf();
    for (const at of [5, token.indexOf('.') + 8, token.length - 8]) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      const headers = { authorization: `Bearer ${changed}`, 'content-type': 'application/json' };
      expect((await worldOf().send({ headers, body: push() })).status).toBe(401);
    }
    for (const authorization of ['', token, `Basic ${token}`, `Bearer ${token} x`, 'Bearer a.b.c'])
      expect(
        (await worldOf().send({ headers: { authorization, 'content-type': 'application/json' }, body: push() })).status,
      ).toBe(401);
  });

  it('tells a stranger nothing: the answer is the one of a source that does not exist', async () => {
    const door = worldOf();
    const headers = { authorization: 'Bearer a.b.c', 'content-type': 'application/json' };
    const here = await door.send({ headers, body: push() });
    const nowhere = await door.send({ url: '/in/src_nowhere', headers, body: push() });
    expect([here.status, await here.text()]).toEqual([nowhere.status, await nowhere.text()]);
  });
});

describe('Google’s keys', () => {
  it('are read anew for a key that is not among them, so that Google can rotate', async () => {
    const world: Record<string, string> = { ...google };
    const door = doorOf({ kind: 'google.pubsub', grant: grantOf(), outside: world });
    const send = async (by: string) =>
      (
        await door.send({
          headers: { authorization: `Bearer ${await tokenOf({ by })}`, 'content-type': 'application/json' },
          body: push(),
        })
      ).status;
    expect(await send(key)).toBe(204);
    expect(await send(strangersKey)).toBe(401);
    Object.assign(world, await playedGoogle(key, strangersKey));
    expect([await send(strangersKey), await send(key)]).toEqual([204, 204]);
  });

  it('are not asked for by tokens that would not be taken anyway', async () => {
    expect((await sendWith({ claims: { email: 'other@example.com' }, by: strangersKey })).asked).toBe(0);
  });

  it('that cannot be had are a failure to come back from, not a refusal', async () => {
    for (const outside of [{}, { [GOOGLE_KEYS_URL]: 'not JSON' }, { [GOOGLE_KEYS_URL]: '{"keys":[]}' }]) {
      const door = doorOf({ kind: 'google.pubsub', grant: grantOf(), outside });
      const headers = { authorization: `Bearer ${await tokenOf()}`, 'content-type': 'application/json' };
      const response = await door.send({ headers, body: push() });
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
    }
  });
});

describe('a message', () => {
  it('is known by its id, however it comes', async () => {
    const door = worldOf();
    const headers = { authorization: `Bearer ${await tokenOf()}`, 'content-type': 'application/json' };
    await door.send({ headers, body: push('msg-7') });
    await door.send({ headers: { ...headers, 'x-goog-pubsub-message-id': 'msg-8' }, body: utf8('{"a":1}') });
    expect(door.accepted.map((d) => d.senderId)).toEqual(['msg-7', 'msg-8']);
  });

  it('has no id that its attributes or data could choose', async () => {
    const door = worldOf();
    const headers = { authorization: `Bearer ${await tokenOf()}`, 'content-type': 'application/json' };
    const body = utf8(
      '{"message":{"attributes":{"messageId":"planted"},"data":"eyJtZXNzYWdlSWQiOiJ4In0="},"subscription":"s"}',
    );
    expect((await door.send({ headers, body })).status).toBe(204);
    expect(door.accepted[0]?.senderId).toBeUndefined();
  });

  it('of a subscription that is not named is taken, so that it does not come again, and is not believed', async () => {
    const door = worldOf({ subscriptions: ['projects/p/subscriptions/other'] });
    const headers = { authorization: `Bearer ${await tokenOf()}`, 'content-type': 'application/json' };
    expect((await door.send({ headers, body: push() })).status).toBe(204);
    expect(door.accepted[0]?.senderId).toBeUndefined();
    expect(door.accepted[0]?.facts).toEqual({ foreign: 'yes' });
  });

  it('that our own client signs is taken', async () => {
    const door = worldOf({ audience: 'vedette' });
    const request = await clientRequest('google.pubsub', client.samples(NOW), {
      secret: key,
      settings: { serviceAccount: ACCOUNT, audience: 'vedette' },
    });
    expect((await door.send(request)).status).toBe(204);
  });

  it('that is broken off is refused, so that Pub/Sub sends it again', async () => {
    const headers = { authorization: `Bearer ${await tokenOf()}`, 'content-type': 'application/json' };
    expect((await worldOf().send({ headers, body: push().subarray(0, 30) })).status).toBe(400);
  });
});
