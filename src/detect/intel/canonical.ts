/** A name is no longer than this (RFC 1035 §2.3.4), a full stop at the end apart: of a longer text only its end can be one. */
const NAME_MAX_CHARS = 254;
const BEYOND_ASCII = /[^\p{ASCII}]/u;

/** A name in other letters as the letters that resolvers see (UTS 46), or as it is where it is no such name. */
function inAscii(name: string): string {
  if (!BEYOND_ASCII.test(name)) return name;
  try {
    return new URL(`http://${name}`).hostname;
  } catch {
    return name;
  }
}

/** A domain in lower case, without `*.` before and a full stop behind: `*.Evil.example.` is written for `evil.example`, which covers its subdomains anyway. */
export const canonicalDomain = (text: string): string =>
  inAscii(text.slice(-NAME_MAX_CHARS).replace(/^\*\./, '').replace(/\.$/, '').toLowerCase());

/**
 * A URL with scheme and host in lower case, without a default port and a fragment, as the WHATWG standard writes it; what is no
 * URL stays as it is.
 */
export function canonicalUrl(text: string): string {
  try {
    const url = new URL(text);
    url.hash = '';
    return url.href;
  } catch {
    return text;
  }
}

/** The form under which values of a type are compared; keys and user agents as they are. Not for addresses. */
export function canonicalText(type: TextType, value: string): string {
  if (type === 'domain') return canonicalDomain(value);
  if (type === 'hash') return value.toLowerCase();
  return type === 'url' ? canonicalUrl(value) : value;
}

export type TextType = 'domain' | 'hash' | 'user_agent' | 'access_key' | 'url';
