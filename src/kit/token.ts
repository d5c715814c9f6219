import { fromBase64, toBase64Url, utf8 } from './bytes.ts';
import { canonicalJson } from './canonical.ts';
import { signEd25519, verifyEd25519 } from './crypto.ts';

/**
 * A signed statement: `base64url(canonical JSON) . keyId . hex Ed25519 signature`, the signature over
 * `vedette:<purpose>:` and the first part, so that a token for one purpose is never good for another.
 */
export interface Signer {
  readonly keyId: string;
  readonly key: CryptoKey;
}

export async function signToken(signer: Signer, purpose: string, payload: unknown): Promise<string> {
  const body = toBase64Url(utf8(canonicalJson(payload)));
  return `${body}.${signer.keyId}.${await signEd25519(signer.key, `vedette:${purpose}:${body}`)}`;
}

/** The payload of a token whose signature holds under one of `publicKeys` (keyId → raw hex); `undefined` otherwise. Parse it with its schema. */
export async function verifyToken(
  publicKeys: Readonly<Record<string, string>>,
  purpose: string,
  token: string,
): Promise<unknown> {
  const [body, keyId, signature, extra] = token.split('.');
  if (body === undefined || keyId === undefined || signature === undefined || extra !== undefined) return undefined;
  const publicKey = Object.hasOwn(publicKeys, keyId) ? publicKeys[keyId] : undefined;
  if (publicKey === undefined) return undefined;
  if (!(await verifyEd25519(publicKey, signature, `vedette:${purpose}:${body}`))) return undefined;
  const bytes = fromBase64(body);
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
