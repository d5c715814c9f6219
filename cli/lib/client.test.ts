import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { apiClient, AS_NDJSON, ask, understood } from './client.ts';
import { CliError, EXIT } from './exit.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: RequestListener): Promise<string> {
  const made = (server = createServer(answer));
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}
const failed = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'it did not fail',
    (e: unknown) => e,
  );
const me = (baseUrl: string): Promise<unknown> => failed(ask(apiClient(baseUrl, 'vdt_x').GET('/me')));

describe('a call of the command line', () => {
  it('answers the data, asked for under the key, whatever path the address has', async () => {
    let seen: unknown;
    const url = await serve((q, a) => {
      seen = [q.method, q.url, q.headers.authorization];
      a.end('{"ok":true}');
    });
    expect(await ask(apiClient(`${url}/somewhere/`, 'vdt_x').GET('/health'))).toEqual({ ok: true });
    expect(seen).toEqual(['GET', '/api/v1/health', 'Bearer vdt_x']);
  });

  it('sends NDJSON as it is', async () => {
    let seen: unknown;
    const url = await serve((q, a) => {
      let body = '';
      q.on('data', (d: Buffer) => (body += d.toString()));
      q.on('end', () => {
        seen = [q.headers['content-type'], body];
        a.end('{"indicators":2}');
      });
    });
    await ask(apiClient(url, 'vdt_x').PUT('/indicators', { body: '{"a":1}\n{"b":2}', ...AS_NDJSON }));
    expect(seen).toEqual(['application/x-ndjson', '{"a":1}\n{"b":2}']);
  });

  it.each<[string, number, string, string]>([
    ['a problem', 400, '{"detail":"Too short.","field":"name"}', '400: Too short. (name)'],
    ['a problem of no field', 403, '{"detail":"Ask an admin."}', '403: Ask an admin.'],
    ['what is no problem document', 502, '<html>', '502: no detail given'],
  ])('tells %s in its own words', async (_name, status, body, message) => {
    const url = await serve((_, a) => a.writeHead(status).end(body));
    expect(await me(url)).toMatchObject({ message, exitCode: EXIT.failed });
  });

  it('takes its key to no other address', async () => {
    let asked = 0;
    const url = await serve((q, a) => {
      asked++;
      a.writeHead(q.url === '/elsewhere' ? 200 : 307, { location: '/elsewhere' }).end('{}');
    });
    expect(await me(url)).toMatchObject({ exitCode: EXIT.unreachable });
    expect(asked).toBe(1);
  });

  it('says where nobody answers', async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    const away = { message: expect.stringContaining(`does not answer at ${url}.`) as string };
    expect(await me(url)).toMatchObject({ ...away, exitCode: EXIT.unreachable });
    expect(() => apiClient('nowhere', 'vdt_x')).toThrow('does not answer at nowhere.');
  });

  it('tells a page that is no API and an answer that breaks off from each other', async () => {
    const page = await serve((_, a) => a.end('<html>'));
    expect(await me(page)).toMatchObject({ message: expect.stringContaining('no JSON') as string });
    server?.close();
    const cut = await serve((_, a) => {
      a.writeHead(200, { 'content-length': '100' }).write('{"org":');
      setTimeout(() => a.destroy(), 20);
    });
    expect(await me(cut)).toMatchObject({ message: expect.stringContaining('broke off') as string });
  });
});

it('an answer that its contract does not know is refused, with the place where', () => {
  const contract = z.object({ id: z.string() });
  expect(understood(contract, { id: 'a' }, 'this plan')).toEqual({ id: 'a' });
  expect(() => understood(contract, { id: 1 }, 'this plan')).toThrow(CliError);
  expect(() => understood(contract, { id: 1 }, 'this plan')).toThrow('does not understand this plan (id: ');
});
