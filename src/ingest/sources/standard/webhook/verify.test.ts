import { describe, expect, it } from 'vitest';
import { standardWebhook } from '../../../../../cli/lib/send.ts';
import type { SourceGrant } from '../../../../contracts/access.ts';
import { toBase64, utf8 } from '../../../../kit/bytes.ts';
import { hmacSha256 } from '../../../../kit/crypto.ts';
import { event } from '../../../../normalize/vedette/event/index.ts';
import { doorOf, NOW, secretOf, splitOf } from '../../../testing/door.ts';
import { verifyStandardWebhook } from './verify.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const grant = (...secrets: string[]): SourceGrant => ({
  v: 1,
  id: 'src_1',
  org: 'org_1',
  kind: 'standard.webhook',
  accounts: [],
  secrets,
  enabled: true,
  ratePerMinute: 0,
});
const check = (headers: Record<string, string>, body: string, now: number, secrets: readonly string[] = [SECRET]) =>
  verifyStandardWebhook(
    { method: 'POST', path: '', query: new URLSearchParams(), headers: new Headers(headers), body: utf8(body), now },
    grant(...secrets),
    300,
  );

// The vector of the specification's own libraries.
const VECTOR = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const BODY = '{"test": 2432232314}';
const AT = 1_614_265_330_000;
const GOOD = { ok: true, value: { senderId: 'msg_p5jXN8AQM9LWM0D4loKWxJek', facts: { signedAt: String(AT) } } };

describe('the signature of Standard Webhooks', () => {
  it('holds for the published vector and gives the message’s id', () => {
    expect(check(VECTOR, BODY, AT)).toEqual(GOOD);
  });

  it('holds for what our own command line signs', () => {
    const headers = standardWebhook(SECRET, 'msg_1', utf8(BODY), AT);
    expect(check(headers, BODY, AT).ok).toBe(true);
  });

  it('may stand among others, of other versions too, and be by the secret before the newest', () => {
    const among = { ...VECTOR, 'webhook-signature': `v1a,xyz v1,AAAA ${VECTOR['webhook-signature']}` };
    expect(check(among, BODY, AT, ['whsec_bmV3ZXI=', SECRET]).ok).toBe(true);
  });

  it('may stand in headers that bear the name of Svix, whose platform many senders use', () => {
    const svix = Object.fromEntries(Object.entries(VECTOR).map(([k, v]) => [k.replace('webhook-', 'svix-'), v]));
    expect(check(svix, BODY, AT)).toEqual(GOOD);
    expect(check({ ...svix, 'svix-timestamp': '1614265331' }, BODY, AT).ok).toBe(false);
    // Both: what the specification names counts.
    expect(check({ ...svix, 'webhook-id': 'msg_other' }, BODY, AT).ok).toBe(false);
  });

  it('may stand in a header that is sent twice', () => {
    const headers = new Headers(VECTOR);
    headers.set('webhook-signature', 'v1,AAAA');
    headers.append('webhook-signature', VECTOR['webhook-signature']);
    headers.append('webhook-signature', 'v1,BBBB');
    expect(check(Object.fromEntries(headers), BODY, AT).ok).toBe(true);
  });

  it('is good for five minutes either way and no longer', () => {
    expect([-301, -300, 300, 301].map((s) => check(VECTOR, BODY, AT + s * 1_000).ok)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('counts for exactly these bytes, this id and this time', () => {
    expect(check(VECTOR, `${BODY} `, AT).ok).toBe(false);
    expect(check({ ...VECTOR, 'webhook-id': 'msg_other' }, BODY, AT).ok).toBe(false);
    expect(check({ ...VECTOR, 'webhook-timestamp': '1614265331' }, BODY, AT).ok).toBe(false);
    expect(
      check({ ...VECTOR, 'webhook-signature': 'v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' }, BODY, AT).ok,
    ).toBe(false);
  });

  it('is never taken under an empty secret, nor with an id that could shift what is signed', () => {
    const sign = (key: string, text: string) => `v1,${toBase64(hmacSha256(key, text))}`;
    const now = '1614265330';
    const empty = { ...VECTOR, 'webhook-signature': sign('', `msg_p5jXN8AQM9LWM0D4loKWxJek.${now}.${BODY}`) };
    expect(check(empty, BODY, AT, ['whsec_', '']).ok).toBe(false);
    const dotted = { ...standardWebhook(SECRET, `a.${now}`, utf8(BODY), AT) };
    expect(check(dotted, BODY, AT).ok).toBe(false);
  });
});

it('a message that says no time has that of its signature', async () => {
  const door = doorOf({ kind: 'standard.webhook' });
  const send = async (body: string) => {
    const headers = standardWebhook(secretOf('standard.webhook'), 'msg_1', utf8(body), NOW - 7_000);
    await door.send({ headers: { ...headers, 'content-type': 'application/json' }, body: utf8(body) });
    return splitOf(door.accepted.at(-1)!).records.map((r) => event.facts(r.value));
  };
  const times = async (body: string) => (await send(body)).map((f) => f.ok && f.value.time);
  expect(await times('{"type":"user.created","data":{"id":"user_1"}}')).toEqual([NOW - 7_000]);
  expect(await times('{"type":"user.created","timestamp":1654012591835,"data":{}}')).toEqual([1_654_012_591_835]);
  expect(await times('{"type":"email.sent","data":{"created_at":"2022-05-31T15:56:31.835Z"}}')).toEqual([
    1_654_012_591_835,
  ]);
});
