import { failure, problemResponse } from '../kit/errors.ts';

/** In index.html where the nonce of the answer goes; the dashboard hands it to the one library that adds a style sheet. */
const NONCE_MARK = '__NONCE__';
const NONCE_BYTES = 16;

/** Files of the build whose name holds the hash of what is in them. */
const HASHED = /^\/assets\//;
const ONE_YEAR = 'public, max-age=31536000, immutable';

/**
 * What a page of ours may do: its own scripts, styles and connections, nothing inline, nothing from others, in no frame.
 * Script reaches the document by Trusted Types alone, and there is no policy that makes any.
 */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

const HEADERS: readonly (readonly [string, string])[] = [
  ['strict-transport-security', 'max-age=63072000; includeSubDomains'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  [
    'permissions-policy',
    'publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  ],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
];

/** Serves the files of the dashboard; an unknown path answers index.html, for the dashboard routes by itself. */
export interface PageFiles {
  fetch(request: Request): Promise<Response>;
}

/** Whether a request is for a page or a file of one, and not for the API. */
export const wantsPage = (request: Request): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && !/^\/api(\/|$)/.test(new URL(request.url).pathname);

/** Answers with the page or file that the request is for, under the headers that every page of ours has. */
export async function servePage(request: Request, files: PageFiles): Promise<Response> {
  const { pathname } = new URL(request.url);
  const hashed = HASHED.test(pathname);
  // A document is told anew each time, with a nonce of its own: it must not be answered "not modified".
  const conditional = request.headers.get('if-none-match');
  const found = await files.fetch(
    new Request(request.url, {
      method: request.method,
      ...(hashed && conditional !== null ? { headers: { 'if-none-match': conditional } } : {}),
    }),
  );
  const document = found.headers.get('content-type')?.startsWith('text/html') === true;
  if (document && /\.[a-z0-9]+$/i.test(pathname) && pathname !== '/index.html')
    return problemResponse(
      failure('not_found', 'There is no such file; reload the page, it may be of an older release.'),
    );

  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(NONCE_BYTES))));
  const headers = new Headers(found.headers);
  for (const [name, value] of HEADERS) headers.set(name, value);
  headers.set('content-security-policy', policy(nonce));
  if (!document) {
    headers.set('cache-control', hashed ? ONE_YEAR : 'no-cache');
    return new Response(found.body, { status: found.status, headers });
  }
  headers.set('cache-control', 'no-store');
  headers.delete('etag');
  headers.delete('content-length');
  const text = request.method === 'HEAD' ? null : (await found.text()).replace(NONCE_MARK, () => nonce);
  return new Response(text, { status: found.status, headers });
}
