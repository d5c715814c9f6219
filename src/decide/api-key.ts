import { toBase64Url } from '../kit/bytes.ts';
import { randomBytes, sha256Hex } from '../kit/crypto.ts';
import { newId } from '../kit/ids.ts';

/** 256 bits: beyond guessing, so that a plain SHA-256 of it is safe to store. */
const SECRET_BYTES = 32;
const FORM = /^vdt_([0-9a-f]{26})_([A-Za-z0-9_-]{43})$/;

/** A new API key: `text` is shown once, `id` and `hash` are kept. */
export function newApiKey(now: number): { id: string; text: string; hash: string } {
  const id = newId('key', now);
  const secret = toBase64Url(randomBytes(SECRET_BYTES));
  return { id, text: `vdt_${id.slice('key_'.length)}_${secret}`, hash: sha256Hex(secret) };
}

/** Id and hash of an API key as a caller sends it; `undefined` if it is not one. */
export function readApiKey(text: string): { id: string; hash: string } | undefined {
  const match = FORM.exec(text);
  return match ? { id: `key_${match[1]!}`, hash: sha256Hex(match[2]!) } : undefined;
}
