import { applyD1Migrations, env, SELF, type D1Migration } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/contracts/finding.ts';
import type { Env } from '../env.ts';

const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
const call = (
  path: string,
  key?: string,
  init: RequestInit & { headers?: Record<string, string> } = {},
): Promise<Response> =>
  SELF.fetch(`https://console.test/api/v1${path}`, {
    ...init,
    headers: Object.assign({}, key === undefined ? {} : { authorization: `Bearer ${key}` }, init.headers),
  });
const send = (method: string, body: unknown) => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

const VIEWER = 'vdt_viewer_org_a';
const ADMIN = 'vdt_admin_org_a';

function findingOf(org: string, n: number): Finding {
  return {
    v: 1,
    id: `fnd_${org.slice(4)}${n}`,
    org,
    kind: 'rule',
    rule: { id: 'r', title: 'Trail stopped', level: 'high' },
    title: 'Trail stopped',
    severity: (n % 5) + 1,
    confidence: 80,
    time: 1_000 + n,
    acceptedAt: 1_000,
    detectedAt: 1_020,
    source: 'aws.cloudtrail',
    delivery: 'dlv_1',
    eventId: `e${n}`,
    outcome: 'success',
    techniques: [],
    tactics: [],
    entities: [],
    evidence: {},
    foreignAccount: false,
  };
}

async function insert(f: Finding): Promise<void> {
  await bindings.DB.prepare(
    "INSERT INTO finding (id, org, incident, kind, rule_id, title, severity, confidence, time, accepted_at, detected_at, source, delivery, event_id, body) VALUES (?, ?, NULL, 'rule', 'r', ?, ?, 80, ?, ?, ?, 's', 'dlv_1', ?, ?)",
  )
    .bind(f.id, f.org, f.title, f.severity, f.time, f.acceptedAt, f.detectedAt, f.eventId, JSON.stringify(f))
    .run();
}

beforeAll(async () => {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
  for (let n = 0; n < 7; n++) await insert(findingOf('org_a', n));
  await insert(findingOf('org_b', 1));
});

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

describe('signing in', () => {
  it('every route but health and setup refuses a missing and an unknown key with a problem document', async () => {
    const document = await (await SELF.fetch('https://console.test/api/openapi.json')).json<OpenApi>();
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path: path.replace('/api/v1', '').replace('{id}', 'inc_x'), method })),
    );
    expect(routes.length).toBeGreaterThan(20);
    for (const { path, method } of routes) {
      if (path === '/health' || path === '/setup' || path.startsWith('/sign-in/')) continue;
      // Under the set-up token, as `/setup` is.
      if (path === '/keyless/everywhere') continue;
      for (const key of [undefined, 'vdt_nobody_org_a_at_all']) {
        const response = await call(path, key, { method: method.toUpperCase() });
        expect(response.status, `${method} ${path}`).toBe(401);
        expect(response.headers.get('content-type')).toBe('application/problem+json');
      }
    }
  });

  it('a role that does not suffice gets 403 and nothing is carried out', async () => {
    expect(
      (await call('/users', VIEWER, send('POST', { name: 'x', email: 'x@example.com', role: 'admin' }))).status,
    ).toBe(403);
    expect(
      (await call('/incidents/inc_known/release', 'vdt_analyst_org_a', send('POST', { reason: 'x' }))).status,
    ).toBe(403);
    expect(
      (await call('/incidents/inc_known/release', 'vdt_approver_org_a', send('POST', { reason: 'x' }))).status,
    ).toBe(200);
  });

  it('setup passes its token on and says when it is wrong', async () => {
    const body = { organisation: { id: 'org_new', name: 'New' }, admin: { name: 'A', email: 'a@example.com' } };
    const wrong = await call('/setup', 'some-wrong-token', send('POST', body));
    expect(wrong.status).toBe(401);
    expect((await call('/setup', 'the-right-token', send('POST', body))).status).toBe(201);
  });
});

describe('reading', () => {
  it('pages through findings of the own organisation, newest first, without a gap or a double', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const response = await call(`/findings?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`, VIEWER);
      const page = await response.json<{ items: Finding[]; next?: string }>();
      seen.push(...page.items.map((f) => f.id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `fnd_a${n}`));
  });

  it('another organisation’s finding is not found', async () => {
    expect((await call('/findings/fnd_b1', VIEWER)).status).toBe(404);
    expect((await call('/findings/fnd_b1', 'vdt_viewer_org_b')).status).toBe(200);
  });

  it('filters by severity', async () => {
    const page = await (await call('/findings?min_severity=4', VIEWER)).json<{ items: Finding[] }>();
    expect(page.items.every((f) => f.severity >= 4)).toBe(true);
    expect(page.items.length).toBeGreaterThan(0);
  });
});

describe('answers', () => {
  it('carry an ETag, and one that is known spares the body', async () => {
    const first = await call('/findings?limit=2', VIEWER);
    const etag = first.headers.get('etag');
    expect(etag).toMatch(/^W\/"/);
    await first.text();
    const again = await call('/findings?limit=2', VIEWER, { headers: { 'if-none-match': etag! } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect((await call('/findings?limit=3', VIEWER, { headers: { 'if-none-match': etag! } })).status).toBe(200);
  });

  it('say what is left of the key’s rate, counted down', async () => {
    const left = async () => Number((await call('/me', 'vdt_analyst_org_a')).headers.get('ratelimit-remaining'));
    const before = await left();
    expect(await left()).toBe(before - 1);
  });

  it('are for their caller alone: never kept, never framed, never sniffed', async () => {
    const { headers } = await call('/me', VIEWER);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('the documentation is a page without a script', async () => {
    const response = await SELF.fetch('https://console.test/api/docs');
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(html).not.toMatch(/<script/i);
    expect(html).toContain('/api/v1/incidents/{id}/merge');
  });
});

describe('an Idempotency-Key', () => {
  const post = (path: string, body: unknown, key: string, as = ADMIN) =>
    call(path, as, {
      ...send('POST', body),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
  const user = (n: number) => ({ name: 'x', email: `p${n}@example.com`, role: 'viewer' });

  it('carries a request out once; the same again gets the first answer', async () => {
    const first = await (await post('/users', user(1), 'key-1')).json();
    const second = await post('/users', user(1), 'key-1');
    expect(second.status).toBe(201);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await second.json()).toEqual(first);
    expect(await (await post('/users', user(1), 'key-2')).json()).not.toEqual(first);
  });

  it('for another request is refused, and one person’s is no other’s', async () => {
    await post('/users', user(2), 'key-3');
    expect((await post('/users', user(3), 'key-3')).status).toBe(422);
    expect((await post('/users', user(2), 'key-3', 'vdt_admin_org_b')).headers.get('idempotency-replayed')).toBeNull();
  });

  it('of many at once lets one through', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/users', user(4), 'key-4')));
    const fresh = answers.filter((a) => a.status === 201 && a.headers.get('idempotency-replayed') === null);
    expect(fresh).toHaveLength(1);
    for (const a of answers) expect([201, 409]).toContain(a.status);
  });

  it('never keeps what is shown once', async () => {
    const body = { kind: 'standard.webhook', name: 'x', accounts: [] };
    const first = await (await post('/sources', body, 'key-5')).json<{ id: string; secret?: string }>();
    const again = await (await post('/sources', body, 'key-5')).json<{ id: string; secret?: string }>();
    expect(first.secret).toMatch(/^secret-/);
    expect(again.id).toBe(first.id);
    expect(again.secret).toBeUndefined();
    const kept = await bindings.DB.prepare('SELECT body FROM idempotency').all<{ body: string }>();
    expect(JSON.stringify(kept.results)).not.toContain(first.secret);
  });

  it('of a request that failed by its own fault keeps the refusal', async () => {
    const first = await post('/users', { name: '' }, 'key-6');
    expect(first.status).toBe(400);
    expect((await post('/users', { name: '' }, 'key-6')).status).toBe(400);
  });

  it('with spaces or beyond 255 characters is refused', async () => {
    expect((await post('/users', user(7), 'a b')).status).toBe(400);
    expect((await post('/users', user(7), 'x'.repeat(256))).status).toBe(400);
  });
});

describe('preferences', () => {
  it('are kept for a person and no other, whatever script they are written in', async () => {
    const put = (key: string, body: unknown) => call('/me/preferences', key, send('PUT', body));
    const get = async (key: string) => (await call('/me/preferences', key)).json();
    expect(await get(VIEWER)).toEqual({});
    const document = { theme: 'dark', views: [{ name: 'Späte Funde 夜' }] };
    expect((await put(VIEWER, document)).status).toBe(200);
    expect(await get(VIEWER)).toEqual(document);
    expect(await get(ADMIN)).toEqual({});
    expect(await get('vdt_viewer_org_b')).toEqual({});
    expect((await put(VIEWER, { views: 'x'.repeat(40_000) })).status).toBe(413);
    expect(await get(VIEWER)).toEqual(document);
  });
});

describe('bad input', () => {
  it.each([
    ['/findings?limit=0', '/limit'],
    ['/findings?limit=abc', '/limit'],
    ['/findings?cursor=%00', '/cursor'],
    ['/incidents?phase=nowhere', '/phase/0'],
    ['/incidents?severity=high,dreadful', '/severity/1'],
    ['/findings?severity=9', '/severity/0'],
    ['/findings?entity=nonsense', '/entity'],
    ['/findings?since=yesterday', '/since'],
    ["/findings/fnd_' OR 1=1", '/id'],
  ])('%s gets 400 naming %s', async (path, field) => {
    const response = await call(path, VIEWER);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'malformed', field });
  });

  it('a body that is not JSON gets 400, another media type is not taken for JSON', async () => {
    const broken = await call('/users', ADMIN, {
      method: 'POST',
      body: '{"name":',
      headers: { 'content-type': 'application/json' },
    });
    expect(broken.status).toBe(400);
    const other = await call('/users', ADMIN, {
      method: 'POST',
      body: 'name=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([400, 415]).toContain(other.status);
  });

  it('a field that is missing or wrong is named', async () => {
    const response = await call('/users', ADMIN, send('POST', { name: 'x', email: 'not an address', role: 'viewer' }));
    expect(await response.json()).toMatchObject({ status: 400, field: '/email' });
  });

  it('an unknown route gets 404 as a problem document', async () => {
    const response = await call('/nothing-here', VIEWER);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not_found' });
  });
});
