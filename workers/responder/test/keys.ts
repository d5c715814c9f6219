import { importEd25519Private } from '../../../src/kit/crypto.ts';
import type { Signer } from '../../../src/kit/token.ts';

/** A key pair of these tests alone; nothing outside trusts it. */
export const KEY_ID = '9699c136fc24445e';
export const PUBLIC_KEY = '2c990f2882a767f346fa179e90c26878974d3d57971fee8d25f0870d7e31f080';
const PRIVATE_KEY = 'MC4CAQAwBQYDK2VwBCIEIAq8sbMl78MaW-nQrOEDYfGvt99_iu_e7rIBsaqe0pvk';

export const testSigner = async (): Promise<Signer> => ({
  keyId: KEY_ID,
  key: await importEd25519Private(PRIVATE_KEY),
});
