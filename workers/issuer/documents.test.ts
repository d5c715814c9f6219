import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { expect, it } from 'vitest';
import {
  loadOidcSigner,
  newOidcKeys,
  publicKeySet,
  rotateOidcKeys,
} from '../../src/decide/credentials/web-identity-keys.ts';
import { mintWebIdentity } from '../../src/decide/credentials/web-identity.ts';
import { documents } from './documents.ts';

const ISSUER = 'https://issuer.example.com';

it('the gate’s tokens verify under the key set that is served, whichever of the ring signs', async () => {
  const now = Date.now();
  const ring = await newOidcKeys(now - 3_600_000);
  const rotated = await rotateOidcKeys(ring, now);
  if (!rotated.ok) throw new Error(rotated.error.detail);
  const made = documents(ISSUER, publicKeySet(rotated.value));
  if (!made.ok) throw new Error(made.reason);
  const served = createLocalJWKSet(JSON.parse(made.jwks) as JSONWebKeySet);
  for (const keys of [ring, rotated.value]) {
    const signer = await loadOidcSigner(JSON.stringify(keys));
    const claims = { org: 'org_a', account: '111122223333', role: 'read' } as const;
    await expect(
      jwtVerify(await mintWebIdentity(signer, ISSUER, claims, now), served, { issuer: ISSUER }),
    ).resolves.toBeTruthy();
  }
  expect(JSON.parse(made.discovery)).toMatchObject({ id_token_signing_alg_values_supported: ['RS256'] });
  expect(made.jwks).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
});
