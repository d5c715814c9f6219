import { env, SELF } from 'cloudflare:test';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryInput } from '../../../src/contracts/delivery.ts';
import { KEY, OLD_KEY } from './grants.ts';
import { byEventBridge, byFirehose, byWebhook, firehoseBody, TRAIL_RECORD, type Sent } from './senders.ts';

const bindings = env as unknown as {
  INTAKE: {
    accepted(): Promise<DeliveryInput[]>;
    reset(next?: 'ok' | 'throws' | 'unavailable'): Promise<void>;
  };
  SOURCE_KEYS: { lookups(): Promise<number> };
};
const { INTAKE, SOURCE_KEYS } = bindings;
const TRAIL = JSON.stringify(TRAIL_RECORD);
const gz = (text: string | Uint8Array) => new Uint8Array(gzipSync(text));

const send = ({ path, headers, body }: Sent, more: RequestInit = {}): Promise<Response> =>
  SELF.fetch(`https://ingest.test${path}`, { method: 'POST', headers, body, ...more });
const problem = (r: Response) => r.json<{ status: number; code: string; detail: string }>();
const stored = () => INTAKE.accepted();

beforeEach(() => INTAKE.reset());

describe('what is accepted', () => {
  it('a delivery is handed on byte for byte, with the scope of its credential and the sender’s id', async () => {
    const sent = byWebhook(gz(TRAIL), { 'content-encoding': 'gzip', 'webhook-id': 'msg_1' });
    expect((await send(sent)).status).toBe(202);
    const [delivery] = await stored();
    expect(delivery).toMatchObject({
      v: 1,
      scope: { org: 'org_tests', sourceId: 'src_webhook', kind: 'standard.webhook', accounts: ['123456789012'] },
      senderId: 'msg_1',
      contentType: 'application/json',
      encoding: 'gzip',
    });
    expect(new Uint8Array(delivery!.body)).toEqual(sent.body);
  });

  it('Firehose gets its request id back with 200 and the time of the answer, compressed or not', async () => {
    const body = firehoseBody([TRAIL]);
    for (const sent of [byFirehose(body), byFirehose(gz(body), { 'content-encoding': 'gzip' })]) {
      const before = Date.now();
      const response = await send(sent);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json');
      const reply = await response.json<{ timestamp: number }>();
      expect(reply).toEqual({
        requestId: 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f',
        timestamp: expect.any(Number) as number,
      });
      expect(reply.timestamp).toBeGreaterThanOrEqual(before);
    }
    expect((await stored()).map((d) => d.senderId)).toEqual(Array(2).fill('ed4acda5-034f-9f42-bba1-f29aea6d7d8f'));
  });

  it('the key before the newest still opens, in either header', async () => {
    expect((await send(byEventBridge(TRAIL, { 'x-api-key': OLD_KEY }))).status).toBe(202);
    const bearer = byEventBridge(TRAIL, { authorization: `Bearer ${KEY}` });
    delete bearer.headers['x-api-key'];
    expect((await send(bearer)).status).toBe(202);
  });
});

describe('who is turned away', () => {
  it('a wrong, missing or unknown credential gets one and the same 401, and nothing is stored', async () => {
    const wrong = byEventBridge(TRAIL, { 'x-api-key': 'guess' });
    const missing = byEventBridge(TRAIL);
    delete missing.headers['x-api-key'];
    const tries: Sent[] = [
      wrong,
      missing,
      { ...wrong, path: '/in/src_nobody' },
      { ...wrong, path: '/in/nonsense' },
      { ...byEventBridge(TRAIL), path: '/in/src_disabled' },
      { ...byEventBridge(TRAIL), path: '/in/src_future' },
      byWebhook(TRAIL, { 'webhook-signature': 'v1,AAAA' }),
      byWebhook(TRAIL, {}, Date.now() - 301_000),
      byWebhook(TRAIL, {}, Date.now() + 305_000),
    ];
    const answers = await Promise.all(
      tries.map(async (t) => {
        const response = await send(t);
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^401 .*"code":"unauthenticated"/);
    expect(await stored()).toEqual([]);
  });

  it('one flipped byte voids a signature', async () => {
    const sent = byWebhook(TRAIL);
    sent.body[5]! ^= 1;
    expect((await send(sent)).status).toBe(401);
  });

  it('Firehose is refused in its own form, whether the source exists or not', async () => {
    for (const path of ['/in/src_firehose', '/in/src_nobody']) {
      const response = await send({
        ...byFirehose(firehoseBody([TRAIL]), { 'x-amz-firehose-access-key': 'no' }),
        path,
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        requestId: 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f',
        timestamp: expect.any(Number) as number,
        errorMessage: expect.stringContaining('credential') as string,
      });
    }
  });

  it('an unknown source is asked of the gate once in a while, not once a request', async () => {
    const before = await SOURCE_KEYS.lookups();
    for (let i = 0; i < 5; i++) await send({ ...byEventBridge(TRAIL), path: '/in/src_asked-again' });
    expect(await SOURCE_KEYS.lookups()).toBe(before + 1);
  });
});

describe('what is refused', () => {
  const MIB = 1024 * 1024;
  const table: [string, () => Sent, number, RegExp][] = [
    ['broken JSON, with its place', () => byEventBridge('{"a":\n 1,}'), 400, /line 2, column 4/],
    ['an empty body', () => byEventBridge(''), 400, /empty/],
    ['a body that is no list of events', () => byEventBridge('"text"'), 400, /neither a JSON object nor a list/],
    ['JSON nested 100,000 deep', () => byEventBridge('['.repeat(100_000)), 400, /deeper than 64|too early/],
    ['bytes that are no UTF-8', () => byWebhook(new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d])), 400, /UTF-8/],
    ['a body that is not the gzip it says', () => byWebhook('{}', { 'content-encoding': 'gzip' }), 400, /gzip/],
    [
      'gzip that ends early',
      () => byWebhook(gz(TRAIL).slice(0, -20), { 'content-encoding': 'gzip' }),
      400,
      /not complete gzip/,
    ],
    [
      'NDJSON without one good line',
      () => byWebhook('no\nnope', { 'content-type': 'application/x-ndjson' }),
      400,
      /lines\[0\]/,
    ],
    ['more bytes than the limit', () => byEventBridge(new Uint8Array(4 * MIB + 1)), 413, /more than/],
    [
      'a gzip bomb',
      () => byWebhook(gz(new Uint8Array(64 * MIB)), { 'content-encoding': 'gzip' }),
      413,
      /inflates to more than|once decompressed/,
    ],
    ['more records than the limit', () => byEventBridge(`[${Array(10_001).fill('{}').join()}]`), 413, /10000 records/],
    ['another content type', () => byEventBridge(TRAIL, { 'content-type': 'text/plain' }), 415, /application\/json/],
    [
      'another charset',
      () => byEventBridge(TRAIL, { 'content-type': 'application/json; charset=latin1' }),
      415,
      /utf-8/,
    ],
    ['another encoding', () => byEventBridge(TRAIL, { 'content-encoding': 'br' }), 415, /gzip/],
  ];
  it.each(table)('%s', async (_name, make, status, detail) => {
    const response = await send(make());
    const said = await problem(response);
    expect([response.status, said.status]).toEqual([status, status]);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(said.detail).toMatch(detail);
    expect(await stored()).toEqual([]);
  });

  it('a body without a declared length is cut off at the limit', async () => {
    const piece = new Uint8Array(MIB);
    let pieces = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (++pieces > 12) controller.close();
        else controller.enqueue(piece);
      },
    });
    const { path, headers } = byEventBridge('');
    const response = await SELF.fetch(`https://ingest.test${path}`, { method: 'POST', headers, body: endless });
    expect(response.status).toBe(413);
  });

  it('unknown paths are 404, wrong methods 405', async () => {
    const at = async (path: string, method: string) => {
      const response = await SELF.fetch(`https://ingest.test${path}`, { method });
      return [response.status, (await problem(response)).code, response.headers.get('allow')];
    };
    expect(await at('/', 'GET')).toEqual([404, 'not_found', null]);
    expect(await at('/in', 'POST')).toEqual([404, 'not_found', null]);
    expect(await at('/in/src_events', 'GET')).toEqual([405, 'method_not_allowed', 'POST, PUT']);
    expect(await at('/healthz', 'DELETE')).toEqual([405, 'method_not_allowed', 'GET']);
    expect((await SELF.fetch('https://ingest.test/healthz')).status).toBe(200);
  });

  it('a source past its own limit is told when to come again, and forged requests do not count against it', async () => {
    const slow = (key: string) => send({ ...byEventBridge(TRAIL, { 'x-api-key': key }), path: '/in/src_slow' });
    for (let i = 0; i < 4; i++) expect((await slow('forged')).status).toBe(401);
    const answers: Response[] = [];
    // Five, so that a minute that ends in between leaves one too many all the same.
    for (let i = 0; i < 5; i++) answers.push(await slow(KEY));
    const refused = answers.find((r) => r.status !== 202)!;
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('an outage behind the door', () => {
  it.each(['throws', 'unavailable'] as const)('is 503 with Retry-After when the intake %s', async (how) => {
    await INTAKE.reset(how);
    const response = await send(byWebhook(TRAIL));
    expect([response.status, (await problem(response)).code]).toEqual([503, 'unavailable']);
    expect(response.headers.get('retry-after')).toBe('5');
    const firehose = await send(byFirehose(firehoseBody([TRAIL])));
    expect([firehose.status, firehose.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await firehose.json()).toMatchObject({ errorMessage: expect.stringContaining('again') as string });
  });

  it('is 503 when the gate does not answer, and is not remembered as a refusal', async () => {
    expect((await send({ ...byEventBridge(TRAIL), path: '/in/src_outage' })).status).toBe(503);
  });
});
