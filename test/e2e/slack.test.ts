import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiClient, ask, type TypedClient } from '../../cli/lib/client.ts';
import { readCredentials, type Credentials } from '../../cli/lib/state.ts';
import { until } from '../../cli/demo/watch.ts';
import { FakeSides } from '../../durable-objects/notice-board/testing/fake-sides.ts';
import { SLACK_ACTIONS } from '../../src/contracts/slack.ts';
import { freePort, launch, scratch, type Finished } from './support.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const TEAM = 'T0TESTTEAM';
const WAIT_MS = 60_000;

const sides = new FakeSides();
let child: ChildProcess;
let finished: Promise<Finished>;
let credentials: Credentials;
let client: TypedClient;
let consoleUrl = '';

/** Reversible actions ask an admin, so that they are a plan of their own. */
const ASK =
  '@role("admin") forbid (principal, action == Vedette::Action::"act", resource) when { context.reversible };';

beforeAll(async () => {
  const origin = await sides.start(0);
  const cwd = await scratch();
  const state = join(cwd, 'state');
  const [a, b, c] = [await freePort(), await freePort(), await freePort()];
  consoleUrl = `http://localhost:${a}`;
  const ports = ['--console-port', `${a}`, '--ingest-port', `${b}`, '--simulator-port', `${c}`];
  ({ child, finished } = launch(['demo', '--delay', '4s', '--lease', '20s', '--state', state, ...ports], cwd, {
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_BOT_TOKEN: 'xoxb-test-0123456789',
    SLACK_CHANNEL: 'C0SECURITY',
    SLACK_API_URL: `${origin}/api/`,
    PAGERDUTY_ROUTING_KEY: 'a'.repeat(32),
    PAGERDUTY_EVENTS_URL: `${origin}/v2/enqueue`,
  }));
  credentials = await until(
    () => readCredentials(state).catch(() => undefined),
    WAIT_MS,
    () => 'no credentials',
  );
  client = apiClient(credentials.consoleUrl, credentials.apiKey);
  const { policies } = await ask(client.GET('/policies'));
  const texts = Object.fromEntries(
    Object.entries(policies as Record<string, string | { text: string }>).map(([id, p]) => [
      id,
      typeof p === 'string' ? p : p.text,
    ]),
  );
  await ask(client.PUT('/policies', { body: { policies: { ...texts, 'ask-for-all': ASK } } }));
  const me = await ask(client.GET('/me'));
  await ask(client.POST('/slack/workspaces', { body: { team: TEAM, name: 'Test' } }));
  await ask(client.POST('/slack/users', { body: { team: TEAM, slackUser: 'U0ADMIN', user: me.user } }));
}, 120_000);
afterAll(async () => {
  child.kill('SIGINT');
  await finished;
  sides.stop();
});

async function fromSlack(kind: 'commands' | 'interactions', fields: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ trigger_id: String(Math.random()), ...fields }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return fetch(`${consoleUrl}/hooks/slack/${kind}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    },
    body,
  });
}
const press = (action: string, value: string) =>
  fromSlack('interactions', {
    payload: JSON.stringify({
      type: 'block_actions',
      team: { id: TEAM },
      user: { id: 'U0ADMIN' },
      actions: [{ action_id: action, value }],
    }),
  });
const command = async (text: string): Promise<string> =>
  JSON.stringify(await (await fromSlack('commands', { team_id: TEAM, user_id: 'U0ADMIN', text })).json());

/** Values of the buttons of a kind that stand in the channel now. */
const buttons = (action: string): string[] => {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    const v = value as Record<string, unknown>;
    if (v['action_id'] === action) found.push(String(v['value']));
    Object.values(v).forEach(look);
  };
  for (const m of sides.messages.values()) look(m.body);
  return found;
};
const soon = <T>(probe: () => T | undefined, what: string): Promise<T> =>
  until(
    async () => probe(),
    WAIT_MS,
    () => `${what}; stands: ${JSON.stringify([...sides.messages.values()]).slice(0, 3_000)}`,
  );

it('an attack is told, a plan is approved by a press, another is denied by a command, and no live button is left', async () => {
  const value = await soon(() => buttons(SLACK_ACTIONS.approve)[0], 'nobody was asked');
  const [plan] = value.split(' ');
  expect(await command('incidents')).toContain('inc_');
  expect((await press(SLACK_ACTIONS.approve, value)).status).toBe(200);
  await soon(() => (buttons(SLACK_ACTIONS.approve).includes(value) ? undefined : true), 'the button stays');
  expect(JSON.stringify([...sides.messages.values()])).toContain(`${plan}: approved`);
  await soon(
    () => (JSON.stringify([...sides.messages.values()]).includes('Contained') ? true : undefined),
    'not contained',
  );

  for (const other of new Set(buttons(SLACK_ACTIONS.deny))) {
    const [id] = other.split(' ');
    expect(await command(`approve ${id}`)).toContain('Refused');
    expect(await command(`deny ${id} too much`)).toContain('denied');
  }
  await soon(() => (buttons(SLACK_ACTIONS.deny).length === 0 ? true : undefined), 'buttons stay');
  expect(sides.actions().filter((a) => a === 'trigger')).toHaveLength(1);
  const roots = [...sides.messages.values()].filter((m) => m.thread === undefined);
  expect(roots).toHaveLength(1);
}, 180_000);
