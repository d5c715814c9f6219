import { SELF } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { documents } from '../documents.ts';
import worker from '../index.ts';

const ISSUER = 'https://i.example.com';
const PUBLIC = { kty: 'RSA', n: 'abc', e: 'AQAB', kid: 'k1', alg: 'RS256', use: 'sig' };
const made = (...keys: object[]) => documents(ISSUER, JSON.stringify({ keys }));
const ask = (path: string, JWKS: string) =>
  worker.fetch(new Request(`https://issuer.test${path}`), {
    ISSUER_URL: ISSUER,
    JWKS,
  });

afterEach(() => vi.restoreAllMocks());

describe('the issuer', () => {
  it('serves its discovery document and its keys, to be kept for a while, and nothing else', async () => {
    const discovery = await SELF.fetch('https://issuer.test/.well-known/openid-configuration');
    expect(await discovery.json()).toMatchObject({
      issuer: 'https://issuer.example.com',
      jwks_uri: 'https://issuer.example.com/.well-known/jwks.json',
      id_token_signing_alg_values_supported: ['RS256'],
    });
    expect(discovery.headers.get('cache-control')).toBe('public, max-age=900');
    expect(discovery.headers.get('content-type')).toBe('application/json');
    expect(await (await SELF.fetch('https://issuer.test/.well-known/jwks.json')).json()).toEqual({ keys: [] });
    for (const path of ['/', '/.well-known', '/.well-known/jwks.json/', '/x/.well-known/jwks.json'])
      expect((await SELF.fetch(`https://issuer.test${path}`)).status).toBe(404);
    const posted = await SELF.fetch('https://issuer.test/.well-known/jwks.json', { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])(
    'serves neither document while a key has the private member %s, and tells its operator alone',
    async (member) => {
      const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
      const jwks = JSON.stringify({ keys: [PUBLIC, { ...PUBLIC, kid: 'k2', [member]: 'S3CRET' }] });
      for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks.json']) {
        const response = ask(path, jwks);
        const text = await response.text();
        expect(response.status).toBe(500);
        expect(response.headers.get('cache-control')).toBe('no-store');
        expect(text).not.toMatch(/S3CRET|abc|k2/);
      }
      const lines = errors.mock.calls.map(([line]) => String(line));
      expect(lines[0]).toContain('JWKS holds a private key');
      expect(lines.join()).not.toMatch(/S3CRET/);
    },
  );

  it('shows public members only', () => {
    const documents = made({ ...PUBLIC, note: 'internal', x5u: 'https://elsewhere.example', ext: true });
    expect(documents.ok && JSON.parse(documents.jwks)).toEqual({ keys: [PUBLIC] });
  });

  it('names the algorithms of its keys', () => {
    const documents = made(PUBLIC, { kty: 'EC', crv: 'P-256', x: 'a', y: 'b', kid: 'k2', alg: 'ES256' });
    expect(documents.ok && JSON.parse(documents.discovery)).toMatchObject({
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    });
  });

  it.each([
    ['a key of no known type', [{ ...PUBLIC, kty: 'oct' }], /keys\[0\]\.kty/],
    ['a key without an id', [PUBLIC, { ...PUBLIC, kid: '' }], /keys\[1\]\.kid/],
    ['a key without its numbers', [{ ...PUBLIC, n: 7 }], /keys\[0\]\.n/],
    ['two keys with one id', [PUBLIC, PUBLIC], /two keys/],
    ['a key that is no object', ['abc' as unknown as object], /no list of keys/],
  ])('refuses %s', (_name, keys, reason) => {
    const documents = made(...keys);
    expect(documents.ok ? '' : documents.reason).toMatch(reason);
  });

  it.each(['', 'null', '[]', '{"keys":{}}', '{'])('refuses %j as its key set', (jwks) => {
    expect(documents(ISSUER, jwks).ok).toBe(false);
  });

  it.each([
    'not a url',
    'http://i.example.com',
    'https://i.example.com/?x=1',
    'https://i.example.com/?',
    'https://i.example.com/#',
    'https://me:pass@i.example.com',
    'https://i.example.com/tenant',
  ])('refuses %s as its own address', (issuer) => {
    expect(documents(issuer, '{"keys":[]}').ok).toBe(false);
  });

  it('is known by one name, with or without a slash at its end', () => {
    expect(documents(`${ISSUER}/`, '{"keys":[]}')).toEqual(documents(ISSUER, '{"keys":[]}'));
  });
});
