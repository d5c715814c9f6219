import { fromBase64, toHex } from '../kit/bytes.ts';
import { importEd25519Private, keyIdOf } from '../kit/crypto.ts';
import type { Signer } from '../kit/token.ts';

export interface PermitKey {
  readonly signer: Signer;
  /** keyId → raw public key, hex: what permits verify under. */
  readonly publicKeys: Readonly<Record<string, string>>;
}

/**
 * The key that permits are signed with. `privateKey`: PKCS#8 in base64url, as `generateEd25519` makes it; the public half
 * is derived from it (JWK `x`, RFC 8037 §2). Throws if it is not one.
 */
export async function loadPermitKey(privateKey: string): Promise<PermitKey> {
  const key = await importEd25519Private(privateKey);
  const exportable = await crypto.subtle.importKey('pkcs8', fromBase64(privateKey)!, { name: 'Ed25519' }, true, [
    'sign',
  ]);
  const jwk = (await crypto.subtle.exportKey('jwk', exportable)) as JsonWebKey;
  const raw = jwk.x === undefined ? undefined : fromBase64(jwk.x);
  if (raw?.length !== 32) throw new Error('PERMIT_KEY is not an Ed25519 private key; `vedette keys new` makes one');
  const publicKey = toHex(raw);
  const keyId = keyIdOf(publicKey);
  return { signer: { keyId, key }, publicKeys: { [keyId]: publicKey } };
}
