import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NotifyJob } from '../contracts/agents.ts';
import { deliver } from './deliver.ts';

const PORT = 9242;
const SECRET = 'T000-B000-secret';
const job: NotifyJob = {
  v: 1,
  job: 'job_1',
  org: 'org_acme',
  incident: 'inc_1',
  event: 'opened',
  title: 'Title\nwith "quotes"',
  severity: 'high',
  risk: 70,
  phase: 'investigate',
  lines: [],
  at: 1_700_000_000_000,
};

let server: Server;
let reply: { status: number; headers?: Record<string, string>; body: string };
let posts: { url: string; body: unknown }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      posts.push({ url: request.url ?? '', body: JSON.parse(text) });
      response.writeHead(reply.status, reply.headers);
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(PORT, '127.0.0.1', resolve);
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  posts = [];
  reply = { status: 200, body: 'ok' };
});

async function run(url: string | undefined) {
  const lines: string[] = [];
  const delivery = await deliver(
    { slackWebhookUrl: url, fetch: (u, init) => fetch(u, init), writeLine: (l) => lines.push(l) },
    job,
  );
  expect(JSON.stringify([delivery, lines])).not.toContain(SECRET);
  return { delivery, lines };
}

describe('deliver', () => {
  test('posts the message once and says so', async () => {
    const { delivery } = await run(`http://127.0.0.1:${PORT}/services/${SECRET}`);
    expect(delivery).toEqual({ channel: 'slack', verdict: { kind: 'ok' } });
    expect(posts).toHaveLength(1);
    expect(posts[0]!.body).toMatchObject({ text: 'Incident opened: Title with "quotes"' });
  });

  test('too fast: to be tried again when Slack says', async () => {
    reply = { status: 429, headers: { 'retry-after': '3' }, body: 'rate_limited' };
    const { delivery } = await run(`http://127.0.0.1:${PORT}/${SECRET}`);
    expect(delivery.verdict).toEqual({ kind: 'retry', detail: 'Slack answered 429 rate_limited', afterSeconds: 3 });
  });

  test('a redirect is not followed', async () => {
    reply = { status: 307, headers: { location: `http://127.0.0.1:${PORT}/elsewhere` }, body: '' };
    const { delivery } = await run(`http://127.0.0.1:${PORT}/${SECRET}`);
    expect(delivery.verdict.kind).toBe('permanent');
    expect(posts.map((p) => p.url)).toEqual([`/${SECRET}`]);
  });

  test('unreachable: to be tried again, without the address in the reason', async () => {
    const { delivery } = await run(`http://127.0.0.1:9259/${SECRET}`);
    expect(delivery.verdict).toEqual({ kind: 'retry', detail: 'Slack could not be reached or did not answer in time' });
  });

  test('unset: one structured line, in which text is a value', async () => {
    const { delivery, lines } = await run(undefined);
    expect(delivery).toEqual({ channel: 'log', verdict: { kind: 'ok' } });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: 'notification', title: job.title });
  });

  test('set to another host: nothing is sent, the message is in the log, the reason says what to do', async () => {
    const { delivery, lines } = await run(`https://evil.test/${SECRET}`);
    expect(delivery.verdict).toMatchObject({ kind: 'permanent', detail: expect.stringContaining('SLACK_WEBHOOK_URL') });
    expect(lines).toHaveLength(1);
  });
});
