import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient, AS_NDJSON, ask, type TypedClient } from '../../cli/lib/client.ts';
import { sendDelivery, standardWebhook } from '../../cli/lib/send.ts';
import { newSecrets, type Credentials, type SourceCredential } from '../../cli/lib/state.ts';
import { bootstrap } from '../../cli/local/bootstrap.ts';
import { startFleet, type Fleet } from '../../cli/local/launch.ts';
import { fleetOptions } from '../../cli/local/settings.ts';
import { stats, until } from '../../cli/demo/watch.ts';
import { alertEvent, quietEvent } from '../bench/events.ts';
import { freePort, scratch } from './support.ts';

const ACCOUNT = '111122223333';
let fleet: Fleet;
let credentials: Credentials;
let client: TypedClient;

beforeAll(async () => {
  const stateDir = join(await scratch(), 'state');
  const secrets = await newSecrets();
  fleet = await startFleet(
    fleetOptions({ stateDir, consolePort: await freePort(), ingestPort: await freePort(), secrets, crons: false }),
  );
  ({ credentials } = await bootstrap({
    stateDir,
    consoleUrl: fleet.consoleUrl,
    ingestUrl: fleet.ingestUrl,
    secrets,
    accounts: [],
    boundAccounts: [ACCOUNT],
  }));
  client = apiClient(fleet.consoleUrl, credentials.apiKey);
});
afterAll(() => fleet.stop());

const webhook = (): SourceCredential => credentials.sources['standard.webhook']!;
let nth = 0;

/** One signed request; `change` may spoil it. */
async function post(
  body: Uint8Array<ArrayBuffer> | string,
  headers: Record<string, string> = {},
  change: Record<string, string> = {},
  path = webhook().path,
): Promise<Response> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = standardWebhook(webhook().secret, `msg_e2e_${nth++}`, bytes, Date.now());
  return fetch(new URL(path, fleet.ingestUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers, ...signed, ...change },
    body: bytes,
  });
}

/** A request that says how long its body is and sends none of it: who answers early may close before all was written. */
function announce(length: number): Promise<Response> {
  const signed = standardWebhook(webhook().secret, `msg_e2e_${nth++}`, new Uint8Array(), Date.now());
  const headers = { 'content-type': 'application/json', 'content-length': String(length), ...signed };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      new URL(webhook().path, fleet.ingestUrl).href,
      { method: 'POST', headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 0 }));
          request.destroy();
        });
      },
    );
    request.on('error', reject);
    request.flushHeaders();
  });
}

const counted = async (): Promise<{ deliveries: number; events: number; findings: number }> => stats(client);

describe('what is accepted', () => {
  it('each kind of source takes its own, and the pipeline counts it once', async () => {
    const before = await counted();
    for (const [n, kind] of ['standard.webhook', 'aws.firehose', 'aws.eventbridge'].entries()) {
      await sendDelivery(
        fleet.ingestUrl,
        credentials.sources[kind]!,
        [quietEvent(n, 'kinds'), alertEvent(n, 'kinds')],
        `msg_kind_${n}`,
      );
    }
    const after = await until(
      async () => {
        const s = await counted();
        return s.events >= before.events + 6 ? s : undefined;
      },
      20_000,
      () => 'not all came through',
    );
    expect(after.findings - before.findings).toBe(3);
  });

  it('one bad record loses none of its neighbours, and is kept with its reason', async () => {
    const before = await counted();
    const response = await post(`${quietEvent(1, 'bad')}\n{"eventSource": \n${quietEvent(2, 'bad')}`, {
      'content-type': 'application/x-ndjson',
    });
    expect(response.status).toBeLessThan(300);
    await until(
      async () => ((await counted()).events >= before.events + 2 ? true : undefined),
      20_000,
      () => 'the neighbours were lost',
    );
    const { items } = await ask(client.GET('/dead-letters'));
    expect(items.some((d) => d.kind === 'record')).toBe(true);
  });

  it('an event about an account that the source may not speak of is kept and marked', async () => {
    const foreign = alertEvent(9, 'foreign').replaceAll(ACCOUNT, '999988887777');
    await post(foreign);
    const found = await until(
      async () => {
        const { items } = await ask(client.GET('/findings', { params: { query: { limit: 50 } } }));
        return items.find((f) => f.eventId === 'alert-foreign-9');
      },
      20_000,
      () => 'the finding did not come',
    );
    expect(found.foreignAccount).toBe(true);
  });
});

describe('what is refused leaves nothing behind', () => {
  const good = quietEvent(0, 'refused');
  it.each<[string, () => Promise<Response>, number]>([
    [
      'no credentials',
      () =>
        fetch(new URL(webhook().path, fleet.ingestUrl), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: good,
        }),
      401,
    ],
    [
      'a forged signature',
      () => post(good, {}, { 'webhook-signature': 'v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
      401,
    ],
    ['an old timestamp', () => post(good, {}, { 'webhook-timestamp': '1600000000' }), 401],
    ['an unknown source', () => post(good, {}, {}, '/in/src_00000000000000000000000000'), 401],
    ['malformed JSON', () => post('{"a": [1, 2'), 400],
    ['text that is not UTF-8', () => post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 400],
    ['nesting without end', () => post('['.repeat(100_000)), 400],
    ['a media type nobody asked for', () => post(good, { 'content-type': 'text/html' }), 415],
    ['too large a body', () => announce(30_000_000), 413],
    [
      'a gzip bomb',
      () =>
        post(new Uint8Array(gzipSync(Buffer.alloc(200_000_000))), {
          'content-encoding': 'gzip',
          'content-type': 'application/x-ndjson',
        }),
      413,
    ],
    ['an unknown route', () => fetch(new URL('/nothing', fleet.ingestUrl), { method: 'POST', body: good }), 404],
    ['another method', () => fetch(new URL(webhook().path, fleet.ingestUrl)), 405],
  ])('%s', async (_name, send, status) => {
    const before = await counted();
    const response = await send();
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ status });
    expect(text).not.toContain('eventVersion');
    expect((await counted()).deliveries).toBe(before.deliveries);
  });

  it('Firehose hears its own protocol’s answer, with its request id', async () => {
    const source = credentials.sources['aws.firehose']!;
    const response = await fetch(new URL(source.path, fleet.ingestUrl), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-amz-firehose-protocol-version': '1.0',
        'x-amz-firehose-request-id': 'req-1',
        'x-amz-firehose-access-key': 'wrong',
      },
      body: JSON.stringify({ requestId: 'req-1', timestamp: 1, records: [] }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ requestId: 'req-1', errorMessage: expect.any(String) as string });
  });
});

describe('indicators', () => {
  it('a listed address that an event shows becomes a finding', async () => {
    const body = '{"type":"cidr","value":"192.0.2.0/24","level":"high"}';
    await ask(client.PUT('/indicators', { body, ...AS_NDJSON }));
    let n = 0;
    const found = await until(
      async () => {
        // A new list is in force within seconds, for what comes after it.
        await post(quietEvent(n++, 'hunt').replace(/198\.51\.100\.[0-9]+/, '192.0.2.99'));
        const { items } = await ask(client.GET('/findings', { params: { query: { limit: 50 } } }));
        return items.find((f) => f.kind === 'indicator');
      },
      30_000,
      () => 'the hunter found nothing',
    );
    expect(found.eventId).toMatch(/^hunt-/);
  });
});
