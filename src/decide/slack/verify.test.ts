import { describe, expect, test } from 'vitest';
import { toHex } from '../../kit/bytes.ts';
import { hmacSha256 } from '../../kit/crypto.ts';
import { readSigningSecrets, verifySlack, type SignedRequest } from './verify.ts';

/** The example that Slack publishes: docs.slack.dev/authentication/verifying-requests-from-slack */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const PUBLISHED: SignedRequest = {
  timestamp: '1531420618',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
};
const AT = 1_531_420_618_000;
const codeOf = (more: Partial<SignedRequest> = {}, now = AT, secrets: readonly string[] = [SECRET]) => {
  const done = verifySlack(secrets, { ...PUBLISHED, ...more }, now);
  return done.ok ? 'ok' : done.error.code;
};

describe('a request from Slack', () => {
  test("Slack's published example verifies", () => {
    expect(codeOf()).toBe('ok');
  });

  test('within five minutes either way, and no longer', () => {
    for (const [by, code] of [
      [300_000, 'ok'],
      [300_001, 'unauthenticated'],
    ] as const) {
      expect(codeOf({}, AT + by)).toBe(code);
      expect(codeOf({}, AT - by)).toBe(code);
    }
  });

  test('altered in any part it does not: each byte of the body, each digit of the signature, the time', () => {
    const flip = (text: string, i: number) => {
      const other = text[i] === '0' ? '1' : '0';
      return text.slice(0, i) + other + text.slice(i + 1);
    };
    const { body, signature } = PUBLISHED;
    for (let i = 0; i < body.length; i++) expect(codeOf({ body: flip(body, i) })).toBe('unauthenticated');
    for (let i = 0; i < signature.length; i++)
      expect(codeOf({ signature: flip(signature, i) })).toBe('unauthenticated');
    for (const timestamp of [
      '1531420619',
      '1531420617',
      '01531420618',
      '1531420618 ',
      '+1531420618',
      '1531420618.0',
      '',
    ]) {
      expect(codeOf({ timestamp })).toBe('unauthenticated');
    }
    expect(codeOf({ body: `${body}&` })).toBe('unauthenticated');
    expect(codeOf({ body: '' })).toBe('unauthenticated');
  });

  test('a missing, doubled, shortened or otherwise written signature is refused', () => {
    const { signature } = PUBLISHED;
    for (const other of [
      '',
      'v0=',
      signature.slice(0, -1),
      signature.toUpperCase(),
      signature.replace('v0', 'v1'),
      `${signature}, ${signature}`,
      ` ${signature}`,
    ])
      expect(codeOf({ signature: other })).toBe('unauthenticated');
    expect(codeOf({ timestamp: `${PUBLISHED.timestamp}, ${PUBLISHED.timestamp}` })).toBe('unauthenticated');
  });

  test('either of two secrets serves while Slack changes them; none lets nothing through', () => {
    expect(codeOf({}, AT, ['new', SECRET])).toBe('ok');
    expect(codeOf({}, AT, ['new'])).toBe('unauthenticated');
    expect(codeOf({}, AT, [])).toBe('unauthenticated');
    expect(readSigningSecrets(` ${SECRET} , new,`)).toEqual([SECRET, 'new']);
    // An empty setting is no secret: what is signed with an empty key is anybody's.
    const forged = `v0=${toHex(hmacSha256('', `v0:${PUBLISHED.timestamp}:${PUBLISHED.body}`))}`;
    for (const setting of ['', ' ', ',', undefined])
      expect(codeOf({ signature: forged }, AT, readSigningSecrets(setting))).toBe('unauthenticated');
  });

  test('the same request has the same name, another has another', () => {
    const first = verifySlack([SECRET], PUBLISHED, AT);
    const again = verifySlack([SECRET], PUBLISHED, AT + 1);
    expect(first.ok && again.ok && first.value.once === again.value.once).toBe(true);
    expect(first.ok && first.value.expiresAt).toBeGreaterThan(AT + 300_000);
  });
});
