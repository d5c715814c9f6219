import { toBase64Url } from '../../../src/kit/bytes.ts';
import { generateEd25519, randomBytes } from '../../../src/kit/crypto.ts';

/** Fake secrets, made for each run. */
export const bindings = async (): Promise<Record<string, unknown>> => ({
  ENVELOPE_KEY: toBase64Url(randomBytes(32)),
  PERMIT_KEY: (await generateEd25519()).privateKey,
  SETUP_TOKEN: 'setup-token-of-the-tests',
  CONSOLE_ORIGINS: 'https://vedette.test, http://localhost:8787',
});
