import { applyD1Migrations, env, SELF, type D1Migration } from 'cloudflare:test';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { routesOf, valid, type ApiRoute, type Document } from '../../../test/support/openapi-samples.ts';
import type { Env } from '../env.ts';
import { seedKnown } from './seed.ts';

const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
const ORIGIN = 'https://console.test';

/** Ids that belong to org_a, by what a route's path is about. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/v1\/incidents/, 'inc_known'],
  [/^\/api\/v1\/rules/, 'known-rule'],
  [/^\/api\/v1\/hunts/, 'hunt_known'],
  [/^\/api\/v1\/(findings|alerts)/, 'fnd_known'],
  [/^\/api\/v1\/approvals/, 'plan_known'],
  [/^\/api\/v1\/policies\/versions/, '1-0123456789ab'],
  [/^\/api\/v1\/policies/, 'known-policy'],
  [/^\/api\/v1\/reviews/, 'review_known'],
  [/^\/api\/v1\/approver-keys/, '0123456789abcdef'],
  [/^\/api\/v1\/protections/, '0123456789abcdef'],
  [/^\/api\/v1\/organisations/, 'org_a'],
  [/^\/api\/v1\/sources/, 'src_known'],
  [/^\/api\/v1\/users/, 'usr_known'],
  [/^\/api\/v1\/keys/, 'key_known'],
  [/^\/api\/v1\/me\/sessions/, 'ses_known'],
  [/^\/api\/v1\/me\/passkeys/, 'psk_known'],
  [/^\/api\/v1\/identity-providers/, 'idp_known'],
  [/^\/api\/v1\/dead-letters/, 'dead_known'],
  [/^\/api\/v1\/deliveries/, 'dlv_known'],
  [/^\/api\/v1\/remediations/, 'op_known'],
  [/^\/api\/v1\/entities/, encodeURIComponent('arn:aws:iam::111122223333:user/eve')],
];
const idFor = (path: string): string => KNOWN.find(([prefix]) => prefix.test(path))?.[1] ?? 'inc_known';

interface Who {
  readonly name: string;
  readonly rank: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly level1?: boolean;
}
const ROLES = ['viewer', 'analyst', 'approver', 'admin'] as const;
const byKey = (role: string, org: string) => ({ authorization: `Bearer vdt_${role}_${org}` });
const CALLERS: readonly Who[] = [
  { name: 'nobody', rank: -1, headers: {} },
  ...ROLES.map((role, rank) => ({ name: `key of ${role}`, rank, headers: byKey(role, 'org_a') })),
  {
    name: 'session of admin',
    rank: 3,
    headers: { cookie: '__Host-vedette=session-admin-org_a-2', origin: ORIGIN },
  },
  {
    name: 'session of admin before the second factor',
    rank: 3,
    level1: true,
    headers: { cookie: '__Host-vedette=session-admin-org_a-1', origin: ORIGIN },
  },
];

/** What the declaration says about a caller: refused with 401 or 403, or let in. */
function declared(access: string, who: Who): 401 | 403 | 'in' {
  if (access === 'public') return 'in';
  if (who.rank < 0) return 401;
  if (access === 'second-factor') return 'in';
  if (who.level1 === true) return 403;
  return who.rank < ROLES.indexOf(access as (typeof ROLES)[number]) ? 403 : 'in';
}

/** Routes whose id the caller chooses: each organisation has its own things of that name. */
const isNaming = (r: ApiRoute): boolean =>
  (r.method === 'PUT' && r.path === '/api/v1/windows/{id}') || r.path === '/api/v1/rules/{id}/kept-back';

/** Bodies whose rule the document cannot say: exactly one of two fields. */
const BODIES: Readonly<Record<string, unknown>> = {
  '/api/v1/approver-keys/{id}/vouch': {
    subject: 'key:0123456789abcdef',
    expiresAt: 1,
    signed: { keyId: '0123456789abcdef', signature: 'a'.repeat(128) },
  },
};

let document: Document;
let routes: ApiRoute[];

function request(r: ApiRoute, headers: Readonly<Record<string, string>>): Promise<Response> {
  const path = r.path
    .replace('{evidence}', 'evd_known')
    .replace('{operation}', 'op_known')
    .replace('{agent}', 'hunter')
    .replace('{type}', 'user')
    .replace('{team}', 'T0KNOWN')
    .replace('{slackUser}', 'U0KNOWN')
    .replace('{id}', idFor(r.path));
  const content = Object.entries(r.operation.requestBody?.content ?? {})[0];
  const query = (r.operation.parameters ?? [])
    .filter((p) => p.in === 'query' && p.required === true)
    .map(
      (p) =>
        `${p.name}=${encodeURIComponent(String(fc.sample(valid(p.schema, document), { numRuns: 1, seed: 7 })[0]))}`,
    );
  return SELF.fetch(`${ORIGIN}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`, {
    method: r.method,
    redirect: 'manual',
    headers: { ...headers, ...(content === undefined ? {} : { 'content-type': content[0] }) },
    ...(content === undefined
      ? {}
      : {
          body:
            content[0] === 'application/json'
              ? JSON.stringify(
                  BODIES[r.path] ?? fc.sample(valid(content[1].schema, document), { numRuns: 1, seed: 7 })[0],
                )
              : '{"type":"ip","value":"192.0.2.1"}',
        }),
  });
}

beforeAll(async () => {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
  await seedKnown(bindings.DB);
  document = await (await SELF.fetch(`${ORIGIN}/api/openapi.json`)).json<Document>();
  routes = routesOf(document);
});

describe('route × role', () => {
  it('every route declares who may call it', () => {
    expect(routes.length).toBeGreaterThan(80);
    const undeclared = routes.filter(
      (r) => !['public', 'second-factor', ...ROLES].includes(r.operation['x-vedette-access']),
    );
    expect(undeclared.map((r) => `${r.method} ${r.path}`)).toEqual([]);
  });

  it('every cell is as declared', async () => {
    const wrong: string[] = [];
    let cells = 0;
    for (const who of CALLERS) {
      for (const r of routes) {
        const access = r.operation['x-vedette-access'];
        const expected = declared(access, who);
        const { status } = await request(r, who.headers);
        cells++;
        const got = status === 401 && access !== 'public' ? 401 : status === 403 ? 403 : 'in';
        if (got !== expected || status >= 500)
          wrong.push(`${r.method} ${r.path} by ${who.name}: ${status}, declared ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(cells).toBe(CALLERS.length * routes.length);
  });
});

describe('route × other organisation', () => {
  it('finds nothing of another organisation by its id, whatever the role', async () => {
    const wrong: string[] = [];
    for (const r of routes.filter((x) => x.path.includes('{id}') && !isNaming(x))) {
      const own = await request(r, byKey('admin', 'org_a'));
      const other = await request(r, byKey('admin', 'org_b'));
      // Without this the other cell would prove nothing: the id is one that exists.
      if (own.status === 404 && !UNKNOWN_EVEN_TO_ITS_OWNER.has(r.path)) wrong.push(`${r.method} ${r.path}: own is 404`);
      if (other.status !== 404 && other.status !== 422) wrong.push(`${r.method} ${r.path}: other is ${other.status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('lists show nothing of another organisation', async () => {
    const wrong: string[] = [];
    for (const r of routes.filter(
      (x) => x.method === 'GET' && !x.path.includes('{') && x.operation['x-vedette-access'] !== 'public',
    )) {
      const text = await (await request(r, byKey('admin', 'org_b'))).text();
      if (/_known\b/.test(text)) wrong.push(r.path);
    }
    expect(wrong).toEqual([]);
  });
});

/** The fakes hold no evidence; see evidence's own test. */
const UNKNOWN_EVEN_TO_ITS_OWNER = new Set([
  '/api/v1/incidents/{id}/evidence/{evidence}',
  '/api/v1/incidents/{id}/audit',
]);

describe('requests signed by a cookie', () => {
  const cookie = '__Host-vedette=session-admin-org_a-2';
  const post = (headers: Record<string, string>) =>
    SELF.fetch(`${ORIGIN}/api/v1/incidents/inc_known/acknowledge`, { method: 'POST', headers: { cookie, ...headers } });

  it('change nothing unless they come from a page of the console', async () => {
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ origin: 'null' })).status).toBe(403);
    expect((await post({ origin: `${ORIGIN}.evil.example` })).status).toBe(403);
    expect((await post({ origin: ORIGIN })).status).toBe(200);
  });

  it('an Authorization header beats the cookie, so that no page borrows one by naming the other', async () => {
    expect((await post({ origin: ORIGIN, authorization: 'Bearer vdt_nobody_at_all' })).status).toBe(401);
  });

  it('a socket from another site is not opened', async () => {
    const open = (origin: string) =>
      SELF.fetch(`${ORIGIN}/api/v1/stream`, { headers: { cookie, upgrade: 'websocket', origin } });
    expect((await open('https://evil.example')).status).toBe(403);
    const opened = await open(ORIGIN);
    expect(opened.status).toBe(101);
    const first = new Promise<string>((resolve) =>
      opened.webSocket!.addEventListener('message', (e) => resolve(String(e.data))),
    );
    opened.webSocket!.accept();
    const listener = JSON.parse(await first) as { expiresAt: number };
    expect(listener).toMatchObject({ org: 'org_a', user: 'usr_admin', key: 'ses_known', role: 'admin' });
    // The session is good for a day: it is looked at again well before.
    expect(listener.expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000);
    opened.webSocket!.close();
  });

  it('a token is not replaced on the way to a socket, whose answer cannot bring the new one', async () => {
    const due = { cookie: '__Host-vedette=session-admin-org_a-2-due', origin: ORIGIN };
    expect((await SELF.fetch(`${ORIGIN}/api/v1/me`, { headers: due })).status).toBe(401);
    const opened = await SELF.fetch(`${ORIGIN}/api/v1/stream`, { headers: { ...due, upgrade: 'websocket' } });
    expect(opened.status).toBe(101);
    opened.webSocket!.accept();
    opened.webSocket!.close();
    // Said to be an upgrade, to where there is none: the cookie would be stolen without ever being replaced.
    const feigned = await SELF.fetch(`${ORIGIN}/api/v1/me`, { headers: { ...due, upgrade: 'websocket' } });
    expect(feigned.status).toBe(401);
  });

  it('a replaced token is kept under the strictest flags; one that is over does not take a newer one with it', async () => {
    const rotated = await SELF.fetch(`${ORIGIN}/api/v1/me`, {
      headers: { cookie: '__Host-vedette=session-admin-org_a-2-rotate' },
    });
    expect(rotated.headers.get('set-cookie')).toMatch(
      /^__Host-vedette=session-admin-org_a-2; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const over = await SELF.fetch(`${ORIGIN}/api/v1/me`, { headers: { cookie: '__Host-vedette=session-over' } });
    expect(over.status).toBe(401);
    // Another tab signed in meanwhile, or showed its second factor: what the browser keeps by now is not what was sent.
    expect(over.headers.has('set-cookie')).toBe(false);
  });
});
