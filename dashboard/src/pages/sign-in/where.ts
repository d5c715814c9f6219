/** Where to go after signing in: a path of this very site, else the overview. */
export function returnPath(wish: string | undefined): string {
  if (wish === undefined || !/^\/(?![/\\])/.test(wish) || wish.includes('\\')) return '/';
  // Browsers drop tabs and line ends inside of an address, so that what follows could become a host.
  if (/[\t\n\r\f\v]/.test(wish)) return '/';
  return wish.startsWith('/sign-in') ? '/' : wish;
}

/** The token of a one-time link, which stands behind the `#`. */
export const linkToken = (hash: string): string | undefined => /^#link=([A-Za-z0-9_-]{16,200})$/.exec(hash)?.[1];

/** Where an identity provider may be: on the web under TLS, or on this machine. */
export function safeRedirect(text: string): string | undefined {
  try {
    const url = new URL(text);
    if (url.protocol === 'https:') return url.href;
    return url.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** What user agents say, the more telling first, and what people call it. */
const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['CrOS', 'Chromebook'],
  ['Macintosh', 'Mac'],
  ['Windows', 'Windows PC'],
  ['Linux', 'Linux'],
] as const;

/** A name for a passkey made here: what the browser says it runs on. */
export const deviceName = (userAgent: string): string =>
  SYSTEMS.find(([word]) => userAgent.includes(word))?.[1] ?? 'This device';
