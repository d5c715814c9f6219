import { generateEd25519 } from '../../../src/kit/crypto.ts';

/** A key made for the run; its public half goes along so that tests verify with a key from elsewhere than the Worker. */
export async function bindings(): Promise<Record<string, unknown>> {
  const pair = await generateEd25519();
  return { LEDGER_KEY: pair.privateKey, TEST_PUBLIC_KEY: pair.publicKey };
}
