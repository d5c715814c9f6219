import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { beforeAll, expect, it } from 'vitest';
import type { SourceGrant } from '../../../src/contracts/access.ts';
import { client } from '../../../src/ingest/sources/google/pubsub/client.ts';
import { pubsub } from '../../../src/ingest/sources/google/pubsub/index.ts';
import { utf8 } from '../../../src/kit/bytes.ts';
import { ok } from '../../../src/kit/result.ts';

const NOW = Date.UTC(2026, 0, 10, 12);
const HOUR_MS = 3_600_000;
const settings = { serviceAccount: 'vedette-push@example-project.iam.gserviceaccount.com', audience: 'vedette' };
const GRANT: SourceGrant = {
  v: 1,
  id: 'src_pubsub',
  org: 'org_tests',
  kind: 'google.pubsub',
  accounts: [],
  secrets: [],
  settings,
  enabled: true,
  ratePerMinute: 0,
};

interface Signer {
  readonly pem: string;
  readonly jwk: Record<string, unknown>;
}
async function signerOf(): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    pem: await exportPKCS8(privateKey),
    jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'RS256' },
  };
}
let google: Signer;
let stranger: Signer;
beforeAll(async () => {
  [google, stranger] = await Promise.all([signerOf(), signerOf()]);
});

async function verdict(signer: Signer, more: { readonly now?: number; readonly audience?: string } = {}) {
  const input = { records: [{ a: 1 }], secret: signer.pem, deliveryId: 'message-1', now: NOW };
  const { body } = client.wrap({ ...input, settings });
  const audience = more.audience ?? settings.audience;
  const signed = await client.sign(body, { ...input, settings: { ...settings, audience } });
  const outside = { get: () => Promise.resolve(ok(utf8(JSON.stringify({ keys: [google.jwk] })))) };
  const headers = new Headers({ ...signed, 'content-type': 'application/json' });
  const request = { method: 'POST', path: '', query: new URLSearchParams(), headers, body, now: more.now ?? NOW };
  return await pubsub.verify(request, GRANT, outside);
}

it('RS256 of this runtime holds for Google’s key alone, for its hour and this audience', async () => {
  expect(await verdict(google)).toEqual({ ok: true, value: { senderId: 'message-1', facts: {} } });
  const others = [
    verdict(stranger),
    verdict(google, { now: NOW + 2 * HOUR_MS }),
    verdict(google, { audience: 'other' }),
  ];
  expect((await Promise.all(others)).map((v) => v.ok)).toEqual([false, false, false]);
});
