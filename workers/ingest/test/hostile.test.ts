import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryInput } from '../../../src/contracts/delivery.ts';
import { createApp } from '../../../src/ingest/app.ts';
import { Grants } from '../../../src/ingest/grants.ts';
import { SourceRates } from '../../../src/ingest/rate.ts';
import { sources } from '../../../src/ingest/sources/registry.ts';
import { splitDelivery } from '../../../src/ingest/split-delivery.ts';
import { ok } from '../../../src/kit/result.ts';
import { concatBytes, toBase64, utf8 } from '../../../src/kit/bytes.ts';
import { grantsFor } from './grants.ts';
import { byEventBridge, byFirehose, byWebhook, firehoseBody, TRAIL_RECORD, type Sent } from './senders.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Sender = (body: string | Bytes, headers?: Record<string, string>) => Sent;

/** How each source is spoken to; a source without a line here fails the test. */
const SENDERS: Record<
  string,
  { readonly send: Sender; readonly wrap: (json: string) => string; readonly key: string }
> = {
  'aws.firehose': { send: byFirehose, wrap: (json) => firehoseBody([json]), key: 'x-amz-firehose-access-key' },
  'aws.eventbridge': { send: byEventBridge, wrap: (json) => json, key: 'x-api-key' },
  'standard.webhook': { send: byWebhook, wrap: (json) => json, key: 'webhook-signature' },
};

const accepted: DeliveryInput[] = [];
const app = createApp(() => ({
  sources,
  grants,
  rates,
  keys: { lookup: ({ source }) => Promise.resolve(grantsFor(source)) },
  intake: {
    accept: (delivery) => {
      accepted.push(delivery);
      return Promise.resolve(ok({ delivery: 'dlv_1', acceptedAt: 1, duplicate: false }));
    },
  },
  rate: { limit: () => Promise.resolve({ success: true }) },
  outside: { get: () => Promise.reject(new Error('none of these sources asks anybody')) },
  now: Date.now,
  log: (event) => {
    throw new Error(`nothing here is an outage: ${event}`);
  },
}));
const grants = new Grants();
const rates = new SourceRates();

/** Sends it; whatever comes back is in the protocol's form, and whatever is stored is what was sent and splits. */
async function answerTo(kind: string, sent: Sent): Promise<number> {
  accepted.length = 0;
  const response = await app.request(sent.path, { method: 'POST', headers: sent.headers, body: sent.body });
  const { status } = response;
  const text = await response.text();
  expect([200, 202, 400, 401, 413, 415]).toContain(status);
  if (kind === 'aws.firehose') {
    const reply = JSON.parse(text) as Record<string, unknown>;
    expect(reply['requestId']).toBe(sent.headers['x-amz-firehose-request-id']);
    expect(Number.isSafeInteger(reply['timestamp'])).toBe(true);
    expect(typeof reply['errorMessage']).toBe(status === 200 ? 'undefined' : 'string');
  } else if (status !== 202)
    expect(JSON.parse(text)).toMatchObject({ status, type: expect.stringMatching(/^urn:vedette:problem:/) as string });
  expect(accepted).toHaveLength(response.ok ? 1 : 0);
  for (const { scope, body, senderId: _, ...delivery } of accepted) {
    expect(new Uint8Array(body)).toEqual(sent.body);
    const split = splitDelivery({ ...delivery, kind: scope.kind, body: new Uint8Array(body) });
    expect(split.ok).toBe(true);
  }
  return status;
}
const gzip = (bytes: string | Uint8Array): Bytes => new Uint8Array(gzipSync(bytes));
const GZIP = { 'content-encoding': 'gzip' };
const GOOD = [200, 202];
const TRAIL = JSON.stringify(TRAIL_RECORD);
/** JSON objects of every sort, keys of the prototype, doubled keys and numbers past 2^53 among them. */
const anyRecord = fc.oneof(
  fc
    .object({ key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'records', 'detail')) })
    .map((o) => JSON.stringify(o)),
  fc.constantFrom(
    '{"__proto__":{"eventSource":"x","eventName":"y","eventTime":"z"},"constructor":{"prototype":1}}',
    '{"a":1,"a":2,"Records":null,"Records":[{"b":1},{"b":1e999}]}',
    '{"n":9007199254740993,"m":123456789012345678901234567890,"e":-1e-400}',
    '{"messageType":"DATA_MESSAGE","logEvents":[{"message":"{\\"a\\":"},{"message":7},null]}',
    '{"detail-type":"GuardDuty Finding","detail":null}',
    '{"detail-type":"Security Hub Findings - Imported","detail":{"findings":{"length":1e9}}}',
  ),
);

it('every source is attacked here', () => {
  expect(Object.keys(SENDERS).sort()).toEqual(Object.keys(sources).sort());
});

describe.each(Object.entries(SENDERS))('%s', (kind, { send, wrap, key }) => {
  const { limits } = sources[kind]!;
  const good = wrap(TRAIL);

  it('takes any well-formed delivery, plain or compressed', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecord, fc.boolean(), async (record, compressed) => {
        const body = wrap(record);
        const sent = compressed ? send(gzip(body), GZIP) : send(body);
        expect(GOOD).toContain(await answerTo(kind, sent));
      }),
    );
  });

  it('a wrong credential is 401 whatever it carries, and nothing is stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme-ascii' }), fc.uint8Array(), async (guess, body) => {
        const printable = guess.trim();
        expect(await answerTo(kind, send(new Uint8Array(body), { [key]: printable }))).toBe(401);
      }),
    );
  });

  it('a flipped bit or a cut end is refused or read as what it is; under a signature it is 401', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(7), fc.boolean(), fc.boolean(), async (n, bit, cut, compressed) => {
        const sent = compressed ? send(gzip(good), GZIP) : send(good);
        const at = n % sent.body.length;
        if (!cut) sent.body[at]! ^= 1 << bit;
        const body = cut ? sent.body.slice(0, at) : sent.body;
        const status = await answerTo(kind, { ...sent, body });
        if (kind === 'standard.webhook') expect(status).toBe(401);
      }),
    );
  });

  it('noise under a good credential is refused, never a fault', async () => {
    const noise = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(utf8), fc.string().map(utf8));
    await fc.assert(
      fc.asyncProperty(noise, fc.boolean(), fc.boolean(), async (bytes, compressed, lines) => {
        const ndjson = lines && kind === 'standard.webhook' ? { 'content-type': 'application/x-ndjson' } : {};
        const body = new Uint8Array(bytes);
        const status = await answerTo(kind, compressed ? send(gzip(body), { ...GZIP, ...ndjson }) : send(body, ndjson));
        expect([...GOOD, 400]).toContain(status);
      }),
    );
  });

  it('another content type is 415', async () => {
    const types = fc.constantFrom(
      '',
      'text/plain',
      'application/jsonx',
      'application/json; charset=utf-16',
      'x'.repeat(5_000),
    );
    await fc.assert(
      fc.asyncProperty(types, async (type) => {
        expect(await answerTo(kind, send(good, { 'content-type': type }))).toBe(415);
      }),
    );
  });

  it('too large is 413: as it comes, once decompressed, in records', async () => {
    const over = new Uint8Array(limits.bodyBytes + 1).fill(0x20);
    expect(await answerTo(kind, send(over))).toBe(413);
    const bomb = gzip(new Uint8Array(limits.decompressedBytes + 1).fill(0x20));
    expect(await answerTo(kind, send(bomb, GZIP))).toBe(413);
    const many = Array(limits.records + 1)
      .fill('{}')
      .join();
    const body = kind === 'aws.firehose' ? `{"records":[${many}]}` : `[${many}]`;
    expect(await answerTo(kind, send(body))).toBe(413);
  });

  it('nesting past the limit and bytes that are no UTF-8 are 400', async () => {
    for (const open of ['[', '{"a":', '[{"a":']) expect(await answerTo(kind, send(open.repeat(100_000)))).toBe(400);
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80]])
      expect(await answerTo(kind, send(concatBytes([utf8('{"a":"'), new Uint8Array(bytes), utf8('"}')])))).toBe(400);
  });
});

it('what is nested or broken inside a Firehose record leaves its neighbours alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.uint8Array(), fc.json().map(utf8))), fc.nat(), async (records, n) => {
      const data: Uint8Array[] = [...records, utf8('['.repeat(100_000))];
      data.splice(n % (data.length + 1), 0, utf8(TRAIL));
      const body = utf8(JSON.stringify({ records: data.map((d) => ({ data: toBase64(d) })) }));
      expect(await answerTo('aws.firehose', byFirehose(body))).toBe(200);
      const split = splitDelivery({ kind: 'aws.firehose', contentType: 'application/json', body });
      expect(split.ok && split.value.records.map((r) => r.value)).toContainEqual(TRAIL_RECORD);
    }),
    { numRuns: 50 },
  );
});
