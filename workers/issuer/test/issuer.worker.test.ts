import { SELF } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { documents } from '../documents.ts';

const PUBLIC = { kty: 'RSA', n: 'abc', e: 'AQAB', kid: 'k1', alg: 'RS256', use: 'sig' };

describe('the issuer', () => {
  it('serves its discovery document and its keys, and nothing else', async () => {
    const discovery = await SELF.fetch('https://issuer.test/.well-known/openid-configuration');
    expect(await discovery.json()).toMatchObject({
      issuer: 'https://issuer.example.com',
      jwks_uri: 'https://issuer.example.com/.well-known/jwks.json',
    });
    expect(await (await SELF.fetch('https://issuer.test/.well-known/jwks.json')).json()).toEqual({ keys: [] });
    expect((await SELF.fetch('https://issuer.test/')).status).toBe(404);
    expect((await SELF.fetch('https://issuer.test/.well-known/jwks.json', { method: 'POST' })).status).toBe(405);
  });

  it('never serves a private member, and says why it serves nothing', () => {
    const made = documents('https://i.example.com', JSON.stringify({ keys: [{ ...PUBLIC, d: 'secret' }] }));
    expect(made.ok).toBe(false);
    expect(JSON.stringify(made)).not.toContain('secret');
  });

  it('shows public members only', () => {
    const made = documents('https://i.example.com', JSON.stringify({ keys: [{ ...PUBLIC, note: 'internal' }] }));
    expect(made.ok && JSON.parse(made.jwks)).toEqual({ keys: [PUBLIC] });
  });

  it.each(['not a url', 'http://i.example.com', 'https://i.example.com/?x=1'])(
    'refuses %s as its own address',
    (issuer) => {
      expect(documents(issuer, '{"keys":[]}').ok).toBe(false);
    },
  );
});
