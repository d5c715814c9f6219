import canonicalize from 'canonicalize';

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** SHA-256 of a text's UTF-8 bytes. */
export const sha256 = async (text: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text)));

/**
 * SHA-256 of a value's canonical JSON (RFC 8785), hex: the same that the gate computes, made here so that what is signed is
 * what is shown. Throws on a value that JSON cannot say.
 */
export async function digestOf(value: unknown): Promise<string> {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('digestOf: the value has no JSON form');
  return [...(await sha256(text))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** Unpadded URL-safe base64 (RFC 4648 §5). */
export const toBase64Url = (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** Bytes of URL-safe base64. Throws on anything else. */
export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
