import { applyD1Migrations, env, SELF, type D1Migration } from 'cloudflare:test';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SOURCE_CATALOGUE } from '../../../src/contracts/source-catalogue.generated.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kit/clock.ts';
import { insertDeadLetters } from '../../../src/storage/main/write/dead-letters.ts';
import { upsertDeliveries, type NewDelivery } from '../../../src/storage/main/write/deliveries.ts';
import { addRefusals } from '../../../src/storage/main/write/refusals.ts';
import { markSilent } from '../../../src/storage/main/write/source-watch.ts';
import type { Env } from '../env.ts';

const bindings = env as unknown as Env & {
  MIGRATIONS_MAIN: D1Migration[];
  SOURCE_TESTS: { sent(): Promise<unknown[]> };
};
const db = bindings.DB;
const call = (method: string, path: string, who = 'analyst_org_a', body?: unknown) =>
  SELF.fetch(`https://console.test/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer vdt_${who}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
interface Health {
  state: string;
  [key: string]: unknown;
}
const healthNow = async (): Promise<Health> => {
  const { sources } = await (await call('GET', '/sources')).json<{ sources: { health: Health }[] }>();
  return sources[0]!.health;
};

const NOW = Date.now();
let n = 0;
const delivered = (acceptedAt: number, more: Partial<NewDelivery> = {}): NewDelivery => ({
  id: `dlv_health-${++n}`,
  org: 'org_a',
  sourceId: 'src_known',
  kind: 'aws.firehose',
  acceptedAt,
  processedAt: acceptedAt,
  bytes: 100,
  events: 10,
  duplicates: 1,
  rejected: 2,
  findings: 3,
  verdict: 'partial',
  blockKey: 'raw/x',
  offset: 0,
  length: 100,
  lagMs: 4_000,
  lagMaxMs: 9_000,
  aheadMs: 0,
  lastEventAt: acceptedAt - 4_000,
  ...more,
});
const store = (...rows: NewDelivery[]) => db.batch(upsertDeliveries(db, 'org_a', rows));

beforeAll(() => applyD1Migrations(db, bindings.MIGRATIONS_MAIN));
beforeEach(() =>
  db.batch(
    ['delivery', 'source_hour', 'source_refusal', 'source_watch', 'dead_letter'].map((t) =>
      db.prepare(`DELETE FROM ${t}`),
    ),
  ),
);

describe('how a source is', () => {
  it('waits for its first delivery', async () => {
    expect(await healthNow()).toMatchObject({ state: 'waiting', lastSeenAt: null, lagP50Ms: null, deliveries: 0 });
  });

  it('is what it delivered in the last 24 hours, and when it last spoke at all', async () => {
    await store(
      delivered(NOW - MINUTE_MS),
      delivered(NOW - 2 * HOUR_MS, { lagMs: 700_000, lagMaxMs: 800_000, aheadMs: 5_000 }),
      delivered(NOW - 30 * HOUR_MS, { lagMs: 10_000_000, lagMaxMs: 90_000_000, aheadMs: 90_000_000 }),
    );
    const health = await healthNow();
    const hourOf = (ms: number) => Math.floor(ms / HOUR_MS);
    const hourly = Array.from({ length: 24 }, () => 0);
    for (const at of [NOW - MINUTE_MS, NOW - 2 * HOUR_MS]) hourly[23 - (hourOf(Date.now()) - hourOf(at))]! += 10;
    expect(health).toMatchObject({
      hourly,
      state: 'speaking',
      lastSeenAt: NOW - MINUTE_MS,
      lastEventAt: NOW - MINUTE_MS - 4_000,
      deliveries: 2,
      events: 20,
      duplicates: 2,
      rejected: 4,
      findings: 6,
      bytes: 200,
      lagP50Ms: 10_000,
      lagMaxMs: 800_000,
      aheadMs: 5_000,
      silence: null,
    });
  });

  it('is no better by a test', async () => {
    await store(delivered(NOW, { test: 1 }));
    expect(await healthNow()).toMatchObject({ state: 'waiting', deliveries: 0, lastSeenAt: null });
    const { items } = await (await call('GET', '/deliveries?source=src_known')).json<{ items: unknown[] }>();
    expect(items).toMatchObject([{ test: true, verdict: 'partial' }]);
  });

  it('is silent while it says nothing, and speaks as soon as it does', async () => {
    await store(delivered(NOW - 3 * HOUR_MS));
    const silence = { org: 'org_a', sourceId: 'src_known', lastAt: NOW - 3 * HOUR_MS, finding: 'fnd_1' };
    await markSilent(db, [silence], NOW).run();
    expect(await healthNow()).toMatchObject({
      state: 'silent',
      silence: { since: NOW - 3 * HOUR_MS, toldAt: NOW, finding: 'fnd_1' },
    });
    await store(delivered(NOW));
    expect(await healthNow()).toMatchObject({ state: 'speaking', silence: null });
  });

  it('shows hour by hour, with reasons of refusals, open letters, its rhythm and its keys’ ages', async () => {
    await store(delivered(NOW));
    const at = NOW - MINUTE_MS;
    await addRefusals(
      db,
      { v: 1, org: 'org_a', source: 'src_known', counts: [{ code: 'malformed', count: 2, at }] },
      NOW,
    );
    await addRefusals(
      db,
      { v: 1, org: 'org_a', source: 'src_known', counts: [{ code: 'unauthenticated', count: 7, at }] },
      NOW,
    );
    await addRefusals(
      db,
      { v: 1, org: 'org_b', source: 'src_known', counts: [{ code: 'too_fast', count: 9, at }] },
      NOW,
    );
    const letter = {
      org: 'org_a',
      kind: 'record',
      origin: 'x',
      reason: 'y',
      delivery: `dlv_health-${n}`,
      attempts: 1,
    } as const;
    await db.batch(insertDeadLetters(db, 'org_a', [{ ...letter, place: 'records[3]', sourceId: 'src_known' }], NOW));
    const got = await (
      await call('GET', '/sources/src_known')
    ).json<Record<string, unknown> & { hours: { at: number }[] }>();
    expect(got).toMatchObject({
      id: 'src_known',
      path: '/in/src_known',
      url: null,
      health: { refused: 9 },
      rhythm: { minutes: 60, by: 'kind' },
      refusals: [
        { code: 'unauthenticated', n: 7, lastAt: at },
        { code: 'malformed', n: 2, lastAt: at },
      ],
      deadLettersOpen: 1,
      keys: [{ id: 'key_1', createdAt: 1, expiresAt: null }],
    });
    expect(got.hours).toHaveLength(24);
    expect(got.hours.at(-1)).toMatchObject({ at: Math.floor(NOW / HOUR_MS) * HOUR_MS, deliveries: 1, bytes: 100 });
    expect(got.hours[0]).toMatchObject({ deliveries: 0 });
    expect(await (await call('GET', `/deliveries/dlv_health-${n}`)).json()).toMatchObject({
      lagMs: 4_000,
      bad: [{ place: 'records[3]', reason: 'y' }],
    });
    for (const filter of ['source=src_known', `delivery=dlv_health-${n}`, `source=src_known&replayed=false`]) {
      const { items } = await (await call('GET', `/dead-letters?${filter}`)).json<{ items: unknown[] }>();
      expect(items, filter).toMatchObject([{ sourceId: 'src_known' }]);
    }
    expect(await (await call('GET', '/dead-letters?source=src_other')).json()).toEqual({ items: [] });
  });
});

describe('setting a source up', () => {
  it('offers every kind, without texts that are not filled in', async () => {
    const text = await (await call('GET', '/sources/kinds')).text();
    const { kinds } = JSON.parse(text) as { kinds: { id: string }[] };
    expect(kinds.map((k) => k.id)).toEqual(SOURCE_CATALOGUE.map((k) => k.id));
    expect(text).not.toContain('{{');
  });

  it('gives texts without a placeholder of ours, and says what is to be filled in by hand', async () => {
    const got = await (
      await call('GET', '/sources/src_known/setup')
    ).json<{ texts: { text: string; left: string[] }[]; url: null }>();
    expect(got).toMatchObject({ id: 'src_known', path: '/in/src_known', url: null });
    for (const { text, left } of got.texts) {
      expect(text).not.toMatch(/\{\{[a-z.]+\}\}/i);
      expect(left.every((l) => text.includes(l))).toBe(true);
    }
  });

  it('answers where it is reached with its secret, once', async () => {
    const body = { kind: 'aws.firehose', name: 'n', accounts: [] };
    const made = await call('POST', '/sources', 'admin_org_a', body);
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ id: 'src_made', path: '/s', url: null });
  });
});

describe('trying a source', () => {
  it('sends a test by what the gate says of the source, not by what the caller says', async () => {
    const sent = await call('POST', '/sources/src_known/test', 'analyst_org_a');
    expect(sent.status).toBe(202);
    expect(await sent.json()).toEqual({ delivery: 'dlv_known', records: 2, acceptedAt: 1 });
    expect((await bindings.SOURCE_TESTS.sent()).at(-1)).toEqual({
      v: 1,
      org: 'org_a',
      source: 'src_known',
      kind: 'aws.firehose',
      accounts: ['123456789012'],
      settings: {},
    });
    expect((await call('POST', '/sources/src_known/test', 'viewer_org_a')).status).toBe(403);
    expect((await call('POST', '/sources/src_known/test', 'admin_org_b')).status).toBe(404);
  });

  it('replays its letters page by page', async () => {
    const replay = async (query: string) =>
      (await call('POST', `/sources/src_known/dead-letters/replay${query}`, 'analyst_org_a')).json();
    expect(await replay('')).toEqual({ replayed: 1, failed: 0, remaining: 0, next: 'c' });
    expect(await replay('?cursor=c')).toEqual({ replayed: 1, failed: 0, remaining: 0 });
    expect((await call('POST', '/sources/src_known/dead-letters/replay', 'admin_org_b')).status).toBe(404);
  });
});

describe('a new secret', () => {
  const { ADMIN } = env as unknown as { ADMIN: { rotations(): Promise<string[]> } };
  const rotate = (id: string, more: { key?: string; body?: unknown } = {}) =>
    SELF.fetch(`https://console.test/api/v1/sources/${id}/rotate`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer vdt_admin_org_a',
        ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
        ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    });

  it('is made once for one Idempotency-Key, however often it is sent, and shown once', async () => {
    const before = (await ADMIN.rotations()).length;
    const first = await (await rotate('src_known', { key: 'rotate-1' })).json<{ secret?: string }>();
    expect(first.secret).toMatch(/^s-/);
    const again = await rotate('src_known', { key: 'rotate-1' });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toEqual({ id: 'src_known', previousUntil: 1 });
    expect(await ADMIN.rotations()).toHaveLength(before + 1);
  });

  it('that would end a key in use is a conflict, until the request says which key ends', async () => {
    const refused = await rotate('src_known-rotating');
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'conflict', detail: 'two keys are good already' });
    expect((await rotate('src_known-rotating', { body: { endKey: 'both' } })).status).toBe(400);
    expect((await rotate('src_known-rotating', { body: { endKey: 'old' } })).status).toBe(200);
    expect((await ADMIN.rotations()).slice(-2)).toEqual(['none', 'old']);
  });
});

describe('a secret that the sender issued', () => {
  const { ADMIN } = env as unknown as { ADMIN: { given(): Promise<string[]> } };
  const ROADS = ['/sources', '/sources/src_known/rotate'];
  const post = (path: string, secret: unknown, key: string, who = 'admin_org_a') =>
    SELF.fetch(`https://console.test/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer vdt_${who}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ kind: 'standard.webhook', name: 'n', accounts: [], secret }),
    });
  const kept = async () => JSON.stringify((await db.prepare('SELECT * FROM idempotency').all()).results);

  it.each(ROADS)('%s gives it to the gate once, and answers and keeps nothing of it', async (path) => {
    const secret = `whsec_${crypto.randomUUID()}`;
    const before = (await ADMIN.given()).length;
    const first = await post(path, secret, `given${path}`);
    expect(first.ok).toBe(true);
    const answer = await first.text();
    const again = await post(path, secret, `given${path}`);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.text()).toBe(answer);
    expect((await ADMIN.given()).slice(before)).toEqual([secret]);
    // Another secret under the same key is another request, told apart by digests alone.
    const other = await post(path, `${secret}x`, `given${path}`);
    expect(other.status).toBe(422);
    expect(await kept()).toContain(`given${path}`);
    for (const text of [answer, await other.text(), await kept()]) expect(text).not.toContain(secret);
  });

  it('that is refused is quoted in no problem document', async () => {
    const refused = [
      await post('/sources', 'no-secret', 'refused-1'),
      await post('/sources', ['whsec_list'], 'refused-2'),
      await post('/sources', `whsec_${'long'.repeat(300)}`, 'refused-3'),
      await post('/sources', 'whsec_nobody', 'refused-4', 'analyst_org_a'),
      await SELF.fetch('https://console.test/api/v1/sources', {
        method: 'POST',
        headers: { authorization: 'Bearer vdt_admin_org_a', 'content-type': 'application/json' },
        body: '{"secret":"whsec_broken',
      }),
    ];
    expect(refused.map((r) => r.status)).toEqual([422, 400, 400, 403, 400]);
    const texts = await Promise.all(refused.map((r) => r.text()));
    for (const text of texts.slice(0, 3)) expect(JSON.parse(text)).toMatchObject({ field: '/secret' });
    for (const text of [...texts, await kept()])
      expect(text).not.toMatch(/no-secret|whsec_(?:list|long|nobody|broken)/);
  });

  it('is written and never read, and has no example, in the document', async () => {
    const document = await (
      await SELF.fetch('https://console.test/api/openapi.json')
    ).json<{
      paths: Record<string, { post: { requestBody: { content: Record<string, { schema: unknown }> } } }>;
    }>();
    for (const path of ['/api/v1/sources', '/api/v1/sources/{id}/rotate']) {
      const { schema } = document.paths[path]!.post.requestBody.content['application/json']!;
      const { secret } = (schema as { properties: Record<string, Record<string, unknown>> }).properties;
      expect(secret).toMatchObject({ writeOnly: true, format: 'password' });
      expect(Object.keys(secret!).toSorted()).toEqual(['description', 'format', 'maxLength', 'type', 'writeOnly']);
    }
  });
});
