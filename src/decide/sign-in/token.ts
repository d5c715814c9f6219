import { toBase64Url } from '../../kit/bytes.ts';
import { randomBytes, sha256Hex } from '../../kit/crypto.ts';
import { TOKEN_BYTES } from './limits.ts';

const FORM = /^[A-Za-z0-9_-]{43}$/;

/** A new token of a session or link: `text` is answered once, `hash` is kept. */
export function newToken(): { text: string; hash: string } {
  const text = toBase64Url(randomBytes(TOKEN_BYTES));
  return { text, hash: sha256Hex(text) };
}

/** Hash of a token as a caller brings it; `undefined` if it is not one. */
export const readToken = (text: string): string | undefined => (FORM.test(text) ? sha256Hex(text) : undefined);
