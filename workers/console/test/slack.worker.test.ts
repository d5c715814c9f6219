import {
  applyD1Migrations,
  createExecutionContext,
  env,
  SELF,
  waitOnExecutionContext,
  type D1Migration,
} from 'cloudflare:test';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SlackReply } from '../../../src/contracts/slack.ts';
import type { Env } from '../env.ts';
import worker from '../index.ts';
import { seedKnown } from './seed.ts';

const bindings = env as unknown as Env & { MIGRATIONS_MAIN: D1Migration[] };
const HOOK = 'https://hooks.slack.com/commands/T0/1/abc';
const ORIGIN = 'https://console.test';

function request(
  kind: 'commands' | 'interactions',
  reply: Partial<SlackReply>,
  more: { ms?: number; headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
): Request {
  return new Request(`${ORIGIN}/hooks/slack/${kind}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': '1700000000',
      'x-slack-signature': 'v0=good',
      ...more.headers,
    },
    body: more.body ?? new URLSearchParams({ reply: JSON.stringify(reply), ms: String(more.ms ?? 0) }).toString(),
  });
}

/** The answer, what was posted later, and how long the answer took, ms. */
async function run(r: Request) {
  const posts: { url: string; body: Record<string, unknown> }[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    posts.push({ url: url as string, body: JSON.parse(init?.body as string) as Record<string, unknown> });
    return new Response('ok');
  });
  const ctx = createExecutionContext();
  const began = Date.now();
  const response = await worker.fetch(r, bindings, ctx);
  const took = Date.now() - began;
  const text = await response.text();
  await waitOnExecutionContext(ctx);
  return { response, text, json: () => JSON.parse(text) as Record<string, unknown>, posts, took };
}
const status = async (r: Request) => (await run(r)).response.status;

beforeAll(async () => {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS_MAIN);
  await seedKnown(bindings.DB);
});
afterEach(() => vi.restoreAllMocks());

describe('what comes from Slack', () => {
  it('is refused where it is not signed, not a form, or too large; nothing is posted', async () => {
    const bad = request('commands', {}, { headers: { 'x-slack-signature': 'v0=bad' } });
    expect(await run(bad)).toMatchObject({ response: { status: 401 }, posts: [] });
    for (const name of ['x-slack-signature', 'x-slack-request-timestamp']) {
      const r = request('interactions', {});
      r.headers.delete(name);
      expect(await status(r)).toBe(401);
    }
    const doubled = request('commands', {});
    doubled.headers.append('x-slack-signature', 'v0=good');
    expect(await status(doubled)).toBe(401);
    expect(await status(request('commands', {}, { headers: { 'content-type': 'application/json' } }))).toBe(415);
    expect(await status(request('commands', {}, { body: 'x'.repeat(64 * 1024 + 1) }))).toBe(413);
    expect(await status(request('commands', {}, { body: new Uint8Array([0x61, 0xff]) }))).toBe(400);
    expect((await SELF.fetch(`${ORIGIN}/hooks/slack/commands`)).status).not.toBe(500);
    expect((await SELF.fetch(`${ORIGIN}/hooks/slack/events`, { method: 'POST' })).status).toBe(404);
  });

  it('needs no key and no session, and sets no cookie', async () => {
    const { response } = await run(request('commands', { text: 'help' }));
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('a command is answered at once, to the person alone', async () => {
    const { json, posts } = await run(
      request('commands', { text: 'help <!channel>', open: '/incidents', responseUrl: HOOK }),
    );
    expect(json()).toMatchObject({ response_type: 'ephemeral', replace_original: false, mrkdwn: false });
    expect(JSON.stringify(json())).not.toContain('<!');
    expect(JSON.stringify(json())).toContain(`${ORIGIN}/incidents`);
    expect(posts).toEqual([]);
  });

  it('a button is acknowledged empty, and answered where Slack takes answers', async () => {
    const { response, text, posts } = await run(
      request('interactions', { text: 'Grace approved plan_1.', replaceOriginal: true, responseUrl: HOOK }),
    );
    expect([response.status, text]).toEqual([200, '']);
    expect(posts).toMatchObject([{ url: HOOK, body: { replace_original: true, text: 'Grace approved plan_1.' } }]);
    expect(JSON.stringify(posts)).not.toMatch(/vedette\.(approve|deny)/);
  });

  it('nothing is posted to any other address', async () => {
    for (const responseUrl of ['https://evil.test/', 'http://hooks.slack.com/x', 'https://hooks.slack.com.evil.test/'])
      expect((await run(request('interactions', { text: 'x', responseUrl }))).posts).toEqual([]);
  });

  it('is answered within three seconds however slow the gate is, and in full later', async () => {
    for (const kind of ['commands', 'interactions'] as const) {
      const { response, took, posts } = await run(request(kind, { text: 'done', responseUrl: HOOK }, { ms: 2_500 }));
      expect(response.status).toBe(200);
      expect(took).toBeLessThan(2_200);
      expect(posts).toMatchObject([{ url: HOOK, body: { text: 'done' } }]);
    }
  });

  it('late and not signed: acknowledged with nothing, and nothing follows', async () => {
    const r = request(
      'commands',
      { text: 'x', responseUrl: HOOK },
      { ms: 2_000, headers: { 'x-slack-signature': 'v0=bad' } },
    );
    expect(await run(r)).toMatchObject({ response: { status: 200 }, text: '', posts: [] });
  });
});

describe('what follows', () => {
  const said = async (next: SlackReply['next'], text = '') => {
    const { json, text: raw } = await run(request('commands', { next, text }));
    return raw === '' ? '' : String(json()['text']);
  };
  it('the incident hears of a verdict, as after any other', async () => {
    const next = {
      kind: 'approval_arrived',
      org: 'org_a',
      incident: 'inc_known',
      plan: 'plan_1',
      actor: 'user:usr_1',
    } as const;
    expect(await said(next, 'approved')).toBe('approved');
    const gone = { next: { ...next, incident: 'inc_gone' }, text: 'approved', responseUrl: HOOK };
    expect(JSON.stringify((await run(request('interactions', gone))).posts)).toContain('could not be told');
    // While it is tried again, Slack is answered.
    expect(await run(request('commands', gone))).toMatchObject({
      text: expect.stringContaining('One moment'),
      posts: [{}],
    });
  });
  it('a release is asked of the supervisor, and its refusal is told', async () => {
    const next = { kind: 'release', org: 'org_a', incident: 'inc_known', reason: 'r', actor: 'user:usr_1' } as const;
    expect(await said(next)).toContain('being given back (hold)');
    expect(await said({ ...next, incident: 'inc_other' })).toContain('Not released');
  });
  it('incidents, one of them, and how things stand are read for that organisation alone', async () => {
    expect(await said({ kind: 'incidents', org: 'org_a' })).toContain(
      'inc_known · high, risk 70 · hold · Trail stopped',
    );
    expect(await said({ kind: 'incidents', org: 'org_b' })).toBe('No incident is open.');
    expect(await said({ kind: 'show', org: 'org_a', incident: 'inc_known' }, 'plan_1 waits')).toMatch(
      /deactivate-access-key.*held\nplan_1 waits/s,
    );
    expect(await said({ kind: 'show', org: 'org_b', incident: 'inc_known' })).toBe('There is no incident inc_known.');
    expect(await said({ kind: 'status', org: 'org_a' })).toContain('Open incidents: 1');
  });
});

describe('who of Slack is who', () => {
  const call = (method: string, path: string, role: string, body?: unknown) =>
    SELF.fetch(`${ORIGIN}/api/v1/slack/${path}`, {
      method,
      headers: { authorization: `Bearer vdt_${role}_org_a`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  it('is listed for viewers and changed by admins', async () => {
    expect(await (await call('GET', 'users', 'viewer')).json()).toMatchObject({ users: [{ slackUser: 'U0KNOWN' }] });
    expect(await (await call('GET', 'workspaces', 'viewer')).json()).toMatchObject({
      workspaces: [{ team: 'T0KNOWN' }],
    });
    const user = { team: 'T0KNOWN', slackUser: 'U0KNOWN', user: 'usr_known' };
    expect((await call('POST', 'users', 'approver', user)).status).toBe(403);
    expect((await call('POST', 'users', 'admin', user)).status).toBe(201);
    expect((await call('POST', 'workspaces', 'admin', { team: 'T0KNOWN', name: 'x' })).status).toBe(201);
    expect((await call('POST', 'workspaces', 'admin', { team: 'acme', name: 'x' })).status).toBe(400);
    expect((await call('DELETE', 'users/T0KNOWN/U0KNOWN', 'admin')).status).toBe(200);
    expect((await call('DELETE', 'workspaces/T0OTHER', 'admin')).status).toBe(404);
  });
});
