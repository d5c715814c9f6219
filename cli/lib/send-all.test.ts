import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf, buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { SOURCE_CATALOGUE } from '../../src/contracts/source-catalogue.generated.ts';
import { doorOf, secretOf, SOURCE, splitOf } from '../../src/ingest/testing/door.ts';
import { EXIT } from './exit.ts';
import { lineFormOf, recordLines } from './read-records.ts';
import { sendAll, type Progress } from './send-all.ts';
import { clientOf, contentDeliveryId, retryMs } from './send.ts';
import type { SourceCredential } from './state.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const s of servers.splice(0)) {
    s.closeAllConnections();
    s.close();
  }
});

type Answers = (request: {
  method: string;
  url: string;
  headers: Headers;
  body: Uint8Array;
}) => Response | Promise<Response>;
async function serve(answers: Answers): Promise<string> {
  const server = createServer((q, a) => {
    void (async () => {
      const body = new Uint8Array(await buffer(q));
      const headers = new Headers(Object.entries(q.headers).map(([k, v]): [string, string] => [k, String(v)]));
      const answer = await answers({ method: q.method ?? '', url: q.url ?? '', headers, body });
      a.writeHead(answer.status, Object.fromEntries(answer.headers));
      a.end(await answer.text());
    })();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const credential = (kind: string): SourceCredential => ({
  id: SOURCE,
  kind,
  path: `/in/${SOURCE}`,
  secret: secretOf(kind),
});
const quiet = { batch: 500, again: false, told: () => undefined, sleep: () => Promise.resolve() };
const json = (...records: unknown[]) => ({ lines: records.map((r) => JSON.stringify(r)), text: false });
const webhookIds = (seen: Headers[]) => seen.map((h) => h.get('webhook-id'));

const KEYED = SOURCE_CATALOGUE.filter((a) => a.secret !== 'none').map((a) => a.id);

it.each(KEYED)('a file for %s goes through its own door, every record of it', async (kind) => {
  const now = Date.now();
  const door = doorOf({ kind, now });
  const url = await serve(({ method, url: path, headers, body }) =>
    door.send({ url: path, method, headers: Object.fromEntries(headers), body: new Uint8Array(body) }),
  );
  const form = await lineFormOf(clientOf(kind), now);
  const samples = clientOf(kind)
    .samples(now)
    .filter((s) => form === 'text' || typeof s !== 'string');
  const file = samples.map((s) => (typeof s === 'string' ? s : JSON.stringify(s))).join('\n');
  const sent = await sendAll({ ingestUrl: url, source: credential(kind) }, recordLines(file, 'f', form, kind), quiet);
  expect(sent).toMatchObject({ records: samples.length, retries: 0 });
  const splits = door.accepted.map(splitOf);
  expect(splits.flatMap((s) => s.bad)).toEqual([]);
  expect(splits.flatMap((s) => s.records).length).toBeGreaterThanOrEqual(samples.length);
});

describe('a delivery that is not taken at once', () => {
  it.each([429, 500, 503])('is sent again after %i with the same id', async (status) => {
    const seen: Headers[] = [];
    const url = await serve(({ headers }) => {
      seen.push(headers);
      return seen.length < 3 ? new Response('', { status }) : new Response('', { status: 202 });
    });
    const sent = await sendAll({ ingestUrl: url, source: credential('standard.webhook') }, json({ a: 1 }), quiet);
    expect(sent).toEqual({ deliveries: 1, records: 1, retries: 2 });
    expect(new Set(webhookIds(seen))).toEqual(new Set([contentDeliveryId(['{"a":1}'])]));
  });

  it('ends with the exit code for no answer if nobody answers', async () => {
    const gone = await serve(() => new Response());
    servers.pop()!.close();
    await expect(
      sendAll({ ingestUrl: gone, source: credential('standard.webhook') }, json({ a: 1 }), quiet),
    ).rejects.toMatchObject({ exitCode: EXIT.unreachable });
  });

  it('waits as long as the answer asks, a minute at most', () => {
    expect([retryMs(0, null), retryMs(3, null), retryMs(0, '5'), retryMs(0, '3600'), retryMs(1, 'soon')]).toEqual([
      250, 2_000, 5_000, 60_000, 500,
    ]);
  });

  it('is not sent again after a refusal, which says how much went before it', async () => {
    let asked = 0;
    const url = await serve(() => new Response('{"detail":"no"}', { status: ++asked === 1 ? 202 : 401 }));
    const sending = sendAll({ ingestUrl: url, source: credential('standard.webhook') }, json({ a: 1 }, { a: 2 }), {
      ...quiet,
      batch: 1,
    });
    await expect(sending).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: expect.stringMatching(/401.*no.*1 deliveries with 1 records were accepted before it/),
    });
    expect(asked).toBe(2);
  });
});

describe('records that cannot go together', () => {
  it('go in halves when a request is too large, in their order', async () => {
    const bodies: string[][] = [];
    const url = await serve(async ({ body }) => {
      const lines = (
        await textOf(new Blob([new Uint8Array(body)]).stream().pipeThrough(new DecompressionStream('gzip')))
      ).split('\n');
      if (lines.length > 2) return new Response('', { status: 413 });
      bodies.push(lines);
      return new Response('', { status: 202 });
    });
    const told: Progress[] = [];
    const records = [1, 2, 3, 4, 5].map((a) => ({ a }));
    const target = { ingestUrl: url, source: credential('standard.webhook') };
    await sendAll(target, json(...records), { ...quiet, told: (p) => told.push(p) });
    expect(bodies.flat()).toEqual(records.map((r) => JSON.stringify(r)));
    expect(told.at(-1)).toEqual({ done: bodies.length, of: bodies.length, records: 5, retries: 0 });
  });

  it('go apart when the protocol has one event’s name a request', async () => {
    const names: (string | null)[] = [];
    const url = await serve(({ headers }) => {
      names.push(headers.get('x-github-event'));
      return new Response('', { status: 202 });
    });
    const records = ['push', 'member', 'member', 'push'].map((event) => ({ event, payload: { action: 'x' } }));
    await sendAll({ ingestUrl: url, source: credential('github.webhook') }, json(...records), quiet);
    expect(names).toEqual(['push', 'member', 'member', 'push']);
  });

  it('end the sending where one alone cannot be framed', async () => {
    const source = { ...credential('standard.webhook'), secret: 'whsec_?' };
    await expect(
      sendAll({ ingestUrl: 'http://127.0.0.1:9', source }, json({ a: 1 }, { a: 2 }), quiet),
    ).rejects.toMatchObject({ exitCode: EXIT.usage });
  });
});

it('the same file is the same deliveries, and others when it is sent again', async () => {
  const seen: Headers[] = [];
  const url = await serve(({ headers }) => {
    seen.push(headers);
    return new Response('', { status: 202 });
  });
  const target = { ingestUrl: url, source: credential('standard.webhook') };
  for (const again of [false, false, true]) await sendAll(target, json({ a: 1 }), { ...quiet, again });
  const [first, second, third] = webhookIds(seen);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});
