import { describe, expect, it } from 'vitest';
import { servePage, wantsPage, type PageFiles } from './pages.ts';

const HTML = '<meta name="csp-nonce" content="__NONCE__" />';
const seen: Request[] = [];
/** What the assets of a build answer: its files, and index.html for every other path. */
const files: PageFiles = {
  fetch: (request) => {
    seen.push(request);
    const { pathname } = new URL(request.url);
    return Promise.resolve(
      pathname === '/assets/index-abc.js' || pathname === '/theme.js'
        ? new Response('1', { headers: { 'content-type': 'text/javascript', etag: '"x"' } })
        : new Response(HTML, { headers: { 'content-type': 'text/html', etag: '"y"', 'cache-control': 'public' } }),
    );
  },
};
const get = (path: string, headers: Record<string, string> = {}) =>
  servePage(new Request(`https://soc.example.com${path}`, { headers }), files);

describe('pages', () => {
  it('are all but the API, and only to be read', () => {
    const asks = (path: string, method = 'GET') => wantsPage(new Request(`https://soc.example.com${path}`, { method }));
    expect([asks('/'), asks('/incidents/inc_1'), asks('/apiary'), asks('/', 'HEAD')]).toEqual([true, true, true, true]);
    expect([asks('/api'), asks('/api/v1/me'), asks('/api/docs'), asks('/', 'POST')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('carry a nonce of their own each time, the same in the policy and in the document, and are never kept', async () => {
    const [one, two] = [await get('/findings'), await get('/findings')];
    const nonce = /'nonce-([^']+)'/.exec(one.headers.get('content-security-policy') ?? '')?.[1];
    expect(nonce).toHaveLength(24);
    expect(await one.text()).toBe(HTML.replace('__NONCE__', nonce!));
    expect(one.headers.get('content-security-policy')).not.toBe(two.headers.get('content-security-policy'));
    expect(one.headers.get('cache-control')).toBe('no-store');
    expect(one.headers.has('etag')).toBe(false);
  });

  it('are under a policy that allows nothing inline and nothing from elsewhere', async () => {
    const policy = (await get('/')).headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
  });

  it('are not answered "not modified", for the nonce would be another', async () => {
    await get('/', { 'if-none-match': '"y"' });
    expect(seen.at(-1)?.headers.has('if-none-match')).toBe(false);
  });
});

describe('files', () => {
  it('whose name holds their hash are kept for good, others are asked for each time', async () => {
    expect((await get('/assets/index-abc.js')).headers.get('cache-control')).toContain('immutable');
    expect((await get('/theme.js')).headers.get('cache-control')).toBe('no-cache');
    expect((await get('/theme.js')).headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('that are gone are not answered with a page: an old release would take it for its script', async () => {
    const gone = await get('/assets/index-old.js');
    expect([gone.status, gone.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });
});
