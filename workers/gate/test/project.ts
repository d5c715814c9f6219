import { newOidcKeys } from '../../../src/decide/credentials/web-identity-keys.ts';
import { toBase64Url } from '../../../src/kit/bytes.ts';
import { generateEd25519, randomBytes } from '../../../src/kit/crypto.ts';
import { startOpa } from '../../../test/support/opa-server.ts';
import { SIGNING_SECRETS } from './slack-secrets.ts';

/** Fake secrets, made for each run. */
export const bindings = async (): Promise<Record<string, unknown>> => ({
  ENVELOPE_KEY: toBase64Url(randomBytes(32)),
  PERMIT_KEY: (await generateEd25519()).privateKey,
  SLACK_SIGNING_SECRET: SIGNING_SECRETS.join(','),
  SETUP_TOKEN: 'setup-token-of-the-tests',
  OIDC_KEYS: JSON.stringify(await newOidcKeys(Date.now())),
  ISSUER_URL: 'https://issuer.vedette.test',
  CONSOLE_ORIGINS: 'https://vedette.test, http://localhost:8787',
  // Outside of workerd, as a real one is; it goes when the test run does.
  DECISION_POINT_ORIGINS: (await startOpa()).origin,
});
