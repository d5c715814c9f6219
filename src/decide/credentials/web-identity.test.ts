import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  loadOidcSigner,
  newOidcKeys,
  publicKeySet,
  retireOidcKey,
  rotateOidcKeys,
  type OidcKeys,
} from './web-identity-keys.ts';
import { issuerOf, mintWebIdentity } from './web-identity.ts';

const ISSUER = 'https://issuer.example.com';
const NOW = Date.parse('2026-11-21T12:00:00Z');
const LATER = NOW + 3_600_000;
const claims = { org: 'org_a', account: '111122223333', role: 'write' } as const;
const first = await newOidcKeys(NOW);

const mint = async (keys: OidcKeys, now = NOW) =>
  mintWebIdentity(await loadOidcSigner(JSON.stringify(keys)), ISSUER, claims, now);
const verify = (token: string, keys: OidcKeys, now = NOW) =>
  jwtVerify(token, createLocalJWKSet(JSON.parse(publicKeySet(keys)) as JSONWebKeySet), {
    issuer: ISSUER,
    audience: 'vedette:org_a',
    algorithms: ['RS256'],
    currentDate: new Date(now),
  });
const must = <T>(r: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!r.ok) throw new Error(JSON.stringify(r.error));
  return r.value;
};

describe('web identity tokens', () => {
  it('say issuer, audience, one account and one role, live five minutes, and say nothing else', async () => {
    const { payload } = await verify(await mint(first), first);
    expect(payload).toEqual({
      iss: ISSUER,
      aud: 'vedette:org_a',
      sub: 'org:org_a:account:111122223333:role:write',
      iat: NOW / 1000,
      exp: NOW / 1000 + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    await expect(verify(await mint(first), first, NOW + 301_000)).rejects.toThrow(/exp/);
  });

  it('are each another one', async () => expect(await mint(first)).not.toBe(await mint(first)));
});

describe('rotation of the issuer’s keys', () => {
  it('lets a token verify under the set before and the set after, whichever a verifier keeps', async () => {
    const rotated = must(await rotateOidcKeys(first, LATER));
    await expect(verify(await mint(first), rotated)).resolves.toBeTruthy();
    await expect(verify(await mint(rotated), first)).resolves.toBeTruthy();
    expect(decodeProtectedHeader(await mint(rotated)).kid).toBe(first.next.key.kid);
  });

  it('waits until the next key is known everywhere', async () =>
    expect(await rotateOidcKeys(first, NOW + 19 * 60_000)).toMatchObject({ ok: false, error: { code: 'conflict' } }));

  it('is refused while the key before the last is still published', async () => {
    const rotated = must(await rotateOidcKeys(first, LATER));
    expect(await rotateOidcKeys(rotated, LATER * 2)).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it('keeps the previous key’s public half alone, and until its tokens have lapsed', async () => {
    const rotated = must(await rotateOidcKeys(first, LATER));
    expect(rotated.previous?.key).not.toHaveProperty('d');
    expect(retireOidcKey(rotated, LATER + 24 * 60_000)).toMatchObject({ ok: false, error: { code: 'conflict' } });
    const retired = must(retireOidcKey(rotated, LATER + 26 * 60_000));
    await expect(verify(await mint(first), retired)).rejects.toThrow(/no applicable key/);
    expect(retireOidcKey(retired, LATER * 2)).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it('publishes no private member', () => {
    for (const key of (JSON.parse(publicKeySet(first)) as { keys: object[] }).keys)
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('the gate’s settings', () => {
  it.each(['', '{', '{}', '{"v":1,"current":{"d":"S3CRET"}}'])('%j is no ring, and is not quoted', async (text) => {
    const failed = await loadOidcSigner(text).catch((e: unknown) => String(e));
    expect(failed).toContain('vedette keys oidc new');
    expect(failed).not.toContain('S3CRET');
  });

  it.each([
    ['https://issuer.example.com', 'https://issuer.example.com'],
    ['https://issuer.example.com/', 'https://issuer.example.com'],
    ['http://issuer.example.com', undefined],
    ['https://issuer.example.com/tenant', undefined],
    ['https://me@issuer.example.com', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('issuer %s is %s', (setting, issuer) => expect(issuerOf(setting)).toBe(issuer));
});
