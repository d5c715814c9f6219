import { concatBytes, fromBase64, toBase64Url, utf8 } from '../../kit/bytes.ts';
import { randomBytes, sha256Hex } from '../../kit/crypto.ts';
import { err, ok, type Result } from '../../kit/result.ts';

/**
 * Secrets at rest: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D §8.2.2: good for 2^32 messages under one key).
 * Text form: `v1.<key id>.<base64url nonce ‖ ciphertext ‖ tag>`; the key id lets a new key write while the old one reads.
 */
const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** The row that a secret belongs to: a ciphertext that is moved to another row no longer opens. */
export interface SecretPlace {
  readonly org: string;
  readonly table: 'account' | 'source_key' | 'identity_provider' | 'one_time_code' | 'ceremony' | 'decision_point';
  readonly id: string;
}

export interface Envelope {
  seal(place: SecretPlace, secret: string): Promise<string>;
  /** Errors say what is wrong with the ciphertext or the key, never what is in it. */
  open(place: SecretPlace, sealed: string): Promise<Result<string, string>>;
}

const associated = (p: SecretPlace): Uint8Array<ArrayBuffer> =>
  utf8(`vedette:envelope:v1\n${p.org}\n${p.table}\n${p.id}`);

/**
 * Opens the key ring. `keys`: each 32 bytes in base64url; the first one seals, all of them open. Throws if there is none
 * or one is malformed: the gate cannot start without.
 */
export async function createEnvelope(keys: readonly string[]): Promise<Envelope> {
  const ring = new Map<string, CryptoKey>();
  let first: string | undefined;
  for (const text of keys) {
    const bytes = fromBase64(text);
    if (bytes?.length !== KEY_BYTES)
      throw new Error('ENVELOPE_KEY must be 32 bytes in base64url; `vedette keys new` makes one');
    const id = sha256Hex(bytes).slice(0, 8);
    first ??= id;
    ring.set(id, await crypto.subtle.importKey('raw', bytes, { name: 'AES-GCM' }, false, ['encrypt', 'decrypt']));
  }
  if (first === undefined) throw new Error('ENVELOPE_KEY is not set; `vedette keys new` makes one');
  const sealId = first;
  const sealKey = ring.get(first)!;
  return {
    async seal(place, secret) {
      const iv = randomBytes(NONCE_BYTES);
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: associated(place) },
        sealKey,
        utf8(secret),
      );
      return `v1.${sealId}.${toBase64Url(concatBytes([iv, new Uint8Array(sealed)]))}`;
    },
    async open(place, sealed) {
      const [version, keyId, body, extra] = sealed.split('.');
      if (version !== 'v1' || keyId === undefined || body === undefined || extra !== undefined)
        return err('the sealed secret is malformed');
      const key = ring.get(keyId);
      if (!key) return err(`the secret is sealed under key ${keyId.slice(0, 8)}, which is not in ENVELOPE_KEY`);
      const bytes = fromBase64(body);
      if (!bytes || bytes.length <= NONCE_BYTES) return err('the sealed secret is malformed');
      try {
        const opened = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv: bytes.subarray(0, NONCE_BYTES), additionalData: associated(place) },
          key,
          bytes.subarray(NONCE_BYTES),
        );
        return ok(new TextDecoder().decode(opened));
      } catch {
        return err('the sealed secret does not open: it was altered or moved from another row');
      }
    },
  };
}
