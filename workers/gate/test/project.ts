import { newOidcKeys } from '../../../src/decide/credentials/web-identity-keys.ts';
import { toBase64Url } from '../../../src/kit/bytes.ts';
import { generateEd25519, randomBytes } from '../../../src/kit/crypto.ts';
import { startOpa } from '../../../test/support/opa-server.ts';
import { SIGNING_SECRETS } from './slack-secrets.ts';

/** Of the Slack app, before and after a change */
export const SIGNING_SECRETS = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'];

/** Fake secrets, made for each run. */
export const bindings = async (): Promise<Record<string, unknown>> => ({
  ENVELOPE_KEY: toBase64Url(randomBytes(32)),
  PERMIT_KEY: (await generateEd25519()).privateKey,
  SLACK_SIGNING_SECRET: SIGNING_SECRETS.join(','),
  SLACK_SIGNING_SECRET: SIGNING_SECRETS.join(','),
  SETUP_TOKEN: 'setup-token-of-the-tests',
  OIDC_KEYS: JSON.stringify(await newOidcKeys(Date.now())),
  ISSUER_URL: 'https://issuer.vedette.test',
  CONSOLE_ORIGINS: 'https://vedette.test, http://localhost:8787',
  // Outside of workerd, as a real one is; it goes when the test run does.
  DECISION_POINT_ORIGINS: (await startOpa()).origin,
});
