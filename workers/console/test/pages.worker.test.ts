import { SELF } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';

const get = (path: string, init?: RequestInit): Promise<Response> => SELF.fetch(`https://soc.example.com${path}`, init);

describe('the dashboard', () => {
  it('answers any path of its own with the page, under the strict policy', async () => {
    for (const path of ['/', '/incidents/inc_1', '/sign-in']) {
      const answer = await get(path);
      const text = await answer.text();
      expect([path, answer.status, text.includes('id="root"')]).toEqual([path, 200, true]);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(text).not.toMatch(/<script>|__NONCE__| style="| on[a-z]+="/);
    }
  });

  it('serves its scripts to be kept for good', async () => {
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await (await get('/')).text())?.[1];
    const answer = await get(script!);
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    await answer.body?.cancel();
  });

  it('leaves the API to itself: what is not there is a problem document, not a page', async () => {
    const answer = await get('/api/v1/no-such-thing');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    await answer.body?.cancel();
  });

  it('is only to be read', async () => {
    const answer = await get('/incidents', { method: 'POST' });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    await answer.body?.cancel();
  });
});
