import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { SOURCE_CATALOGUE } from '../../contracts/source-catalogue.generated.ts';
import { concatBytes, toBase64, utf8 } from '../../kit/bytes.ts';
import { failure, type FailureCode } from '../../kit/errors.ts';
import { normalizers } from '../../normalize/registry.ts';
import type { ClientInput, ClientRequest } from '../client.ts';
import { looksGzipped } from '../gunzip.ts';
import { doorOf, inputOf, NOW, splitOf } from '../testing/door.ts';
import { formOf } from '../testing/forms.ts';
import { ownKeysOf, type OwnKeys } from '../testing/own-keys.ts';
import { clients } from './clients.ts';
import { sources } from './registry.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Door = ReturnType<typeof doorOf>;

const GZIP = { 'content-encoding': 'gzip' };
const BOMB_BYTES = 1_000_000_000;
const DAY_MS = 86_400_000;
let bomb: Bytes;

/** A gigabyte of zeros as gzip: about a megabyte. */
async function makeBomb(): Promise<Bytes> {
  const gzip = createGzip({ level: 1 });
  const parts: Uint8Array[] = [];
  gzip.on('data', (part: Uint8Array) => parts.push(part));
  const ended = new Promise((done) => gzip.on('end', done));
  const zeros = new Uint8Array(10_000_000);
  for (let sent = 0; sent < BOMB_BYTES; sent += zeros.length)
    if (!gzip.write(zeros)) await new Promise((done) => gzip.once('drain', done));
  gzip.end();
  await ended;
  return concatBytes(parts);
}

const gzip = (bytes: Uint8Array): Bytes => new Uint8Array(gzipSync(bytes));

/** A sender of one kind, whose bodies can be damaged before they are signed. */
class Sender {
  readonly kind: string;
  readonly keys: OwnKeys | undefined;

  constructor(kind: string, keys: OwnKeys | undefined) {
    this.kind = kind;
    this.keys = keys;
  }

  door(now = NOW): Door {
    return doorOf({
      kind: this.kind,
      now,
      ...(this.keys ? { outside: this.keys.outside, grant: this.keys.grant ?? {} } : {}),
    });
  }

  input(more: Partial<ClientInput> = {}): ClientInput {
    const records = clients[this.kind]!.samples(NOW);
    return inputOf(this.kind, records, {
      ...(this.keys ? { secret: this.keys.secret } : {}),
      ...this.keys?.input,
      ...more,
    });
  }

  /** `change` works on the bytes that are signed then; `headers` replace what the client says. */
  async request(
    change: (body: Bytes) => Bytes = (b) => b,
    headers: Record<string, string> = {},
    more: Partial<ClientInput> = {},
  ): Promise<ClientRequest> {
    const client = clients[this.kind]!;
    const input = this.input(more);
    const wrapped = await client.wrap(input);
    const body = change(wrapped.body);
    const proof = await client.sign(body, input);
    return {
      method: client.method ?? 'POST',
      path: wrapped.path ?? '',
      body,
      headers: { ...wrapped.headers, ...proof, ...headers },
    };
  }
}

/** Sends it and holds the answer against the protocol's own form; what is taken must be what was sent, and split. */
async function answer(sender: Sender, door: Door, request: ClientRequest): Promise<number> {
  const before = door.accepted.length;
  const response = await door.send(request);
  const { status } = response;
  await formOf(sender.kind)(response, request);
  const taken = door.accepted.slice(before);
  if (!response.ok) expect(taken).toEqual([]);
  for (const delivery of taken) {
    expect(new Uint8Array(delivery.body)).toEqual(request.body);
    for (const { format, value } of splitOf(delivery).records) normalizers[format]!.facts(value);
  }
  return status;
}

/** The status by which a kind says this. */
function statusOf(kind: string, code: FailureCode): number {
  const { reply } = sources[kind]!;
  const request = {
    method: 'POST',
    path: '',
    query: new URLSearchParams(),
    headers: new Headers(),
    body: utf8('x'),
    now: NOW,
  };
  return reply.failed(request, failure(code, 'x')).status;
}

/** Where the body is no JSON, what is wrong as JSON is a text like any. */
const IS_TEXT = new Set(['standard.syslog']);
/** Where what is signed stands inside of the body: a damaged body proves nothing. */
const SIGNED_INSIDE = new Set(['aws.sns']);

beforeAll(async () => {
  bomb = await makeBomb();
}, 60_000);

describe.each(SOURCE_CATALOGUE.map((a) => [a.id, a] as const))('%s', (kind, about) => {
  let sender: Sender;
  beforeAll(async () => {
    sender = new Sender(kind, about.secret === 'none' ? await ownKeysOf(kind) : undefined);
  });
  const denied = statusOf(kind, 'unauthenticated');
  const refused = (code: FailureCode): number[] =>
    SIGNED_INSIDE.has(kind) ? [statusOf(kind, code), denied, statusOf(kind, 'malformed')] : [statusOf(kind, code)];

  it('takes what its sender makes, and the same again as the same delivery', async () => {
    const door = sender.door();
    const request = await sender.request();
    expect((await door.send(request)).ok).toBe(true);
    expect((await door.send(request)).ok).toBe(true);
    const [first, again] = door.accepted;
    expect(splitOf(first!).records.length).toBeGreaterThan(0);
    expect(again!.senderId).toBe(first!.senderId);
    const uids = door.accepted.map((d) =>
      splitOf(d).records.map(({ format, value }) => {
        const facts = normalizers[format]!.facts(value);
        return facts.ok ? `${format} ${facts.value.uid}` : facts.error;
      }),
    );
    expect(uids[1]).toEqual(uids[0]);
  });

  it('refuses another key, whatever it carries', async () => {
    const other = sender.keys ? sender.keys.other : `${sender.input().secret.slice(0, -4)}AAA=`;
    const door = sender.door();
    const request = await sender.request(undefined, {}, { secret: other });
    const sent = await door.send(request);
    expect([denied, statusOf(kind, 'forbidden'), 403]).toContain(sent.status);
    expect(door.accepted).toEqual([]);
  });

  it.skipIf(about.replayWindowSeconds === undefined)('refuses what was signed too long ago', async () => {
    const request = await sender.request();
    const late = sender.door(NOW + about.replayWindowSeconds! * 1_000 + DAY_MS);
    expect(await answer(sender, late, request)).toBe(denied);
    const onTime = sender.door(NOW + (about.replayWindowSeconds! * 1_000) / 2);
    expect((await onTime.send(request)).ok).toBe(true);
  });

  it('refuses a body that is cut short', async () => {
    const request = await sender.request((body) => (IS_TEXT.has(kind) ? new Uint8Array() : body.slice(0, -5)));
    const door = sender.door();
    const status = await answer(sender, door, request);
    // A list of lines may lose its last one; then that line is bad and its neighbours are kept.
    if (status < 300) expect(door.accepted.flatMap((d) => splitOf(d).bad).length).toBe(1);
    else expect(refused('malformed')).toContain(status);
  });

  it('refuses a type of content that it does not speak', async () => {
    const { contentTypes } = sources[kind]!;
    for (const type of ['image/png', 'application/jsonx', 'x'.repeat(5_000)])
      expect(await answer(sender, sender.door(), await sender.request(undefined, { 'content-type': type }))).toBe(
        statusOf(kind, 'unsupported_media'),
      );
    expect(contentTypes).not.toContain('image/png');
  });

  it('refuses what is too large, also once it is inflated: a gigabyte of zeros', async () => {
    const { limits } = sources[kind]!;
    const over = await sender.request(() => new Uint8Array(limits.bodyBytes + 1).fill(0x20));
    expect(refused('too_large')).toContain(await answer(sender, sender.door(), over));
    const blank = gzip(new Uint8Array(limits.decompressedBytes + 1).fill(0x20));
    expect(refused('too_large')).toContain(
      await answer(sender, sender.door(), await sender.request(() => blank, GZIP)),
    );
    // A zero begins no JSON, so that it need not be inflated to its end to be refused.
    const bombed = await sender.request(() => bomb, GZIP);
    expect([...refused('too_large'), ...refused('malformed')]).toContain(await answer(sender, sender.door(), bombed));
  });

  it.skipIf(IS_TEXT.has(kind))('refuses a hundred thousand levels, and bytes that are no UTF-8', async () => {
    for (const open of ['[', '{"a":', '[{"a":']) {
      const request = await sender.request(() => utf8(open.repeat(100_000)));
      expect(refused('malformed')).toContain(await answer(sender, sender.door(), request));
    }
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80]]) {
      const body = concatBytes([utf8('{"a":"'), new Uint8Array(bytes), utf8('"}')]);
      expect(refused('malformed')).toContain(await answer(sender, sender.door(), await sender.request(() => body)));
    }
  });

  it('reads doubled keys, keys of the prototype and huge numbers as data', async () => {
    const odd =
      '"dup":1,"dup":[],"__proto__":{"polluted":true},"constructor":{"prototype":1},"big":12345678901234567890,"huge":1e400,';
    const door = sender.door();
    const insert = (body: Uint8Array) => utf8(new TextDecoder().decode(body).replace(/\{/, `{${odd}`));
    const request = await sender.request((body) =>
      looksGzipped(body) ? gzip(insert(gunzipSync(body))) : insert(body),
    );
    const status = await answer(sender, door, request);
    if (!SIGNED_INSIDE.has(kind) && !IS_TEXT.has(kind)) expect(status).toBeLessThan(300);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('answers noise and damage in its own form, and takes only what it can split', async () => {
    const good = (await sender.request()).body;
    const damage = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((noise) => () => new Uint8Array(noise)),
      fc.json().map((text) => () => utf8(text)),
      fc.tuple(fc.nat(good.length - 1), fc.nat(7)).map(([at, bit]) => (body: Bytes) => {
        const flipped = body.slice();
        flipped[at]! ^= 1 << bit;
        return flipped;
      }),
      fc.nat(good.length).map((at) => (body: Bytes) => body.slice(0, at)),
    );
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), fc.boolean(), async (change, signed, zipped) => {
        const zip = (body: Bytes) => (zipped ? gzip(change(body)) : change(body));
        const honest = await sender.request(zip, zipped ? GZIP : {});
        // Unsigned: the proof is that of the good body.
        const request = signed ? honest : { ...(await sender.request()), body: honest.body };
        const status = await answer(sender, sender.door(), request);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 40 },
    );
  });

  it('tells nobody whether a source exists', async () => {
    const door = sender.door();
    const request = await sender.request();
    const headers = { ...request.headers };
    for (const name of ['authorization', 'x-api-key', 'x-amz-firehose-access-key', 'x-vedette-key'])
      delete headers[name];
    const unknown = await door.send({ ...request, headers, url: `/in/src_unknown${request.path}` });
    expect([401, 403]).toContain(unknown.status);
    expect(await unknown.text()).not.toContain(kind);
  });
});

it('what is nested or broken inside a Firehose record leaves its neighbours alone', async () => {
  const sender = new Sender('aws.firehose', undefined);
  const trail = { eventSource: 's3.amazonaws.com', eventName: 'ListBuckets', eventTime: '2026-01-10T12:00:00Z' };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.uint8Array(), fc.json().map(utf8))), fc.nat(), async (records, n) => {
      const data: Uint8Array[] = [...records, utf8('['.repeat(100_000))];
      data.splice(n % (data.length + 1), 0, utf8(JSON.stringify(trail)));
      const body = utf8(JSON.stringify({ records: data.map((d) => ({ data: toBase64(d) })) }));
      const door = sender.door();
      expect(await answer(sender, door, await sender.request(() => body))).toBe(200);
      expect(splitOf(door.accepted[0]!).records.map((r) => r.value)).toContainEqual(trail);
    }),
    { numRuns: 50 },
  );
});
