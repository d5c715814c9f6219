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

describe('bad input', () => {
  it.each([
    ['/findings?limit=0', '/limit'],
    ['/findings?limit=abc', '/limit'],
    ['/findings?cursor=%00', '/cursor'],
    ['/incidents?phase=nowhere', '/phase'],
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

  it('a list of indicators with one bad line is refused whole, naming the line', async () => {
    const put = (text: string) =>
      call('/indicators', ADMIN, { method: 'PUT', body: text, headers: { 'content-type': 'application/x-ndjson' } });
    const bad = await put('{"type":"ip","value":"192.0.2.1"}\n{"type":"colour","value":"red"}');
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ field: 'line 2' });
    expect(await bindings.INDICATORS.get('indicators/org_a.ndjson')).toBeNull();
    expect((await put('{"type":"ip","value":"192.0.2.1"}')).status).toBe(200);
    expect(await (await bindings.INDICATORS.get('indicators/org_a.ndjson'))?.text()).toContain('192.0.2.1');
  });
});
