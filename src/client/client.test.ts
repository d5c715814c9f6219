import { describe, expect, it } from 'vitest';
import { answered, ProblemError, UnreachableError } from './answered.ts';
import { createTypedClient } from './client.ts';

const client = (answer: (request: Request) => Response | Promise<Response>) =>
  createTypedClient({ origin: 'https://soc.example', apiKey: 'vdt_x', fetch: async (r) => answer(r) });

describe('the typed client', () => {
  it('asks under /api/v1 with its key and answers the data', async () => {
    let asked: Request | undefined;
    const api = client((r) => {
      asked = r;
      return Response.json({ ok: true });
    });
    expect(await answered(api.GET('/health'))).toEqual({ ok: true });
    expect(asked?.url).toBe('https://soc.example/api/v1/health');
    expect(asked?.headers.get('authorization')).toBe('Bearer vdt_x');
  });

  it('puts an id into the path as data, whatever it holds', async () => {
    let url = '';
    const api = client((r) => {
      url = r.url;
      return Response.json({});
    });
    await answered(api.GET('/incidents/{id}', { params: { path: { id: '../users?x=1#y' } } }));
    expect(url).toBe('https://soc.example/api/v1/incidents/..%2Fusers%3Fx%3D1%23y');
  });

  it('a refusal carries the problem document’s words', async () => {
    const problem = { status: 429, code: 'too_fast', detail: 'Wait.', type: '', title: '' };
    const api = client(() => Response.json(problem, { status: 429, headers: { 'retry-after': '7' } }));
    const refused: unknown = await answered(api.GET('/me')).catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ status: 429, code: 'too_fast', message: 'Wait.', retryAfterSeconds: 7 });
  });

  it('an answer that is no problem document, and no answer at all, are told apart', async () => {
    const odd = client(() => new Response('<html>bad gateway</html>', { status: 502 }));
    await expect(answered(odd.GET('/me'))).rejects.toMatchObject({ status: 502, code: 'unknown' });
    const away = client(() => Promise.reject(new TypeError('fetch failed')));
    await expect(answered(away.GET('/me'))).rejects.toBeInstanceOf(UnreachableError);
  });
});
