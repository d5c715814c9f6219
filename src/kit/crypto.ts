import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { fromBase64, fromHex, toBase64Url, toHex, utf8 } from './bytes.ts';
import { canonicalJson } from './canonical.ts';

type Bytes = Uint8Array | string;
/** No shared memory comes here: WebCrypto, as browsers type it, takes none. */
const asBytes = (data: Bytes): Uint8Array<ArrayBuffer> =>
  (typeof data === 'string' ? utf8(data) : data) as Uint8Array<ArrayBuffer>;

/** SHA-256, synchronous (reducers need it), as bytes. */
export const sha256 = (data: Bytes): Uint8Array => new Uint8Array(createHash('sha256').update(asBytes(data)).digest());

/** SHA-256 as 64 lower-case hex digits. */
export const sha256Hex = (data: Bytes): string => createHash('sha256').update(asBytes(data)).digest('hex');

/** SHA-256 of the canonical JSON of a value, hex. Every "digest" in Vedette is this. */
export const digestOf = (value: unknown): string => sha256Hex(canonicalJson(value));

/** HMAC-SHA-256 as bytes. */
export const hmacSha256 = (key: Bytes, data: Bytes): Uint8Array =>
  new Uint8Array(createHmac('sha256', asBytes(key)).update(asBytes(data)).digest());

/** Equality in time that depends on neither the place of the first difference nor, since both are hashed, the lengths. */
export function equalInConstantTime(a: Bytes, b: Bytes): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/** Cryptographically random bytes. */
export const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

/**
 * Ed25519 key pair as text: `publicKey` 32 raw bytes in hex, `privateKey` PKCS#8 in unpadded base64url.
 * `keyId` is the first 16 hex digits of the SHA-256 of the raw public key.
 */
export interface Ed25519Text {
  readonly keyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

export const keyIdOf = (publicKeyHex: string): string =>
  sha256Hex(fromHex(publicKeyHex) ?? new Uint8Array()).slice(0, 16);

export async function generateEd25519(): Promise<Ed25519Text> {
  const pair = (await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify'])) as CryptoKeyPair;
  const raw = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer);
  const pkcs8 = new Uint8Array((await crypto.subtle.exportKey('pkcs8', pair.privateKey)) as ArrayBuffer);
  const publicKey = toHex(raw);
  return { keyId: keyIdOf(publicKey), publicKey, privateKey: toBase64Url(pkcs8) };
}

/** Imports a private key as written by {@link generateEd25519}. Throws if it is not one. */
export function importEd25519Private(privateKey: string): Promise<CryptoKey> {
  const bytes = fromBase64(privateKey);
  if (!bytes) throw new Error('the Ed25519 private key is not base64url PKCS#8; generate one with `vedette keys new`');
  return crypto.subtle.importKey('pkcs8', bytes, { name: 'Ed25519' }, false, ['sign']);
}

/** Ed25519 signature, hex. */
export async function signEd25519(key: CryptoKey, data: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.sign('Ed25519', key, asBytes(data))));
}

/** Whether `signature` (hex) over `data` is by `publicKey` (raw, hex). False on anything malformed. */
export async function verifyEd25519(publicKey: string, signature: string, data: Bytes): Promise<boolean> {
  const keyBytes = fromHex(publicKey);
  const signatureBytes = fromHex(signature);
  if (keyBytes?.length !== 32 || signatureBytes?.length !== 64) return false;
  try {
    const key = await crypto.subtle.importKey('raw', keyBytes, { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signatureBytes, asBytes(data));
  } catch {
    return false;
  }
}

/** The public key (raw, hex) of a private key as written by {@link generateEd25519}. Throws if it is not one. */
export async function publicKeyOf(privateKey: string): Promise<string> {
  const bytes = fromBase64(privateKey);
  if (!bytes) throw new Error('the Ed25519 private key is not base64url PKCS#8; generate one with `vedette keys new`');
  // PKCS#8 holds the seed alone; the JWK form (RFC 8037 §2) carries the public part as `x`.
  const key = await crypto.subtle.importKey('pkcs8', bytes, { name: 'Ed25519' }, true, ['sign']);
  const jwk = (await crypto.subtle.exportKey('jwk', key)) as { x?: string };
  const raw = jwk.x === undefined ? undefined : fromBase64(jwk.x);
  if (raw?.length !== 32) throw new Error('the Ed25519 private key has no public part');
  return toHex(raw);
}
