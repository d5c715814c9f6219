import { createExecutionContext, createMessageBatch, env, getQueueResult } from 'cloudflare:test';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { NotifyJob, Report } from '../../../../src/contracts/agents.ts';
import type { Env } from '../env.ts';
import worker from '../index.ts';

const URL_AT_SLACK = 'https://hooks.slack.com/services/T0/B0/secret';
let jobs = 0;
const job = (): NotifyJob => ({
  v: 1,
  job: `job_${++jobs}`,
  org: 'org_acme',
  incident: 'inc_1',
  event: 'opened',
  title: 'Title',
  severity: 'high',
  risk: 70,
  phase: 'investigate',
  lines: [],
  at: 1_700_000_000_000,
});

async function run(bodies: unknown[], more: Partial<Env> = {}) {
  const sent: Report[] = [];
  const REPORTS = { send: async (r: Report) => void sent.push(r) } as unknown as Queue<Report>;
  const batch = createMessageBatch(
    'vedette-outbound',
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await worker.queue(batch, { ...(env as unknown as Env), REPORTS, ...more });
  return { sent, result: await getQueueResult(batch, ctx) };
}
const slackAnswers = (...answers: (() => Response)[]) => {
  const spy = vi.spyOn(globalThis, 'fetch');
  for (const a of answers) spy.mockImplementationOnce(() => Promise.resolve(a()));
  return spy;
};
afterEach(() => vi.restoreAllMocks());

describe('outbound', () => {
  test('without a webhook the message is logged, and the log is its only record', async () => {
    const line = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { sent, result } = await run([job()]);
    expect(sent).toEqual([]);
    expect(line).toHaveBeenCalledOnce();
    expect(result.explicitAcks).toEqual(['m0']);
  });

  test('a message that Slack takes is reported; one that it refuses for good is too, with the reason', async () => {
    slackAnswers(
      () => new Response('ok'),
      () => new Response('no_service', { status: 404 }),
    );
    const { sent, result } = await run([job(), job()], { SLACK_WEBHOOK_URL: URL_AT_SLACK });
    expect(sent).toMatchObject([
      { channel: 'slack', delivered: true },
      { channel: 'slack', delivered: false, detail: 'Slack answered 404 no_service' },
    ]);
    expect(result.explicitAcks).toEqual(['m0', 'm1']);
  });

  test('too fast: the message comes again, and its neighbour is not held up', async () => {
    slackAnswers(
      () => new Response('', { status: 429, headers: { 'retry-after': '9' } }),
      () => new Response('ok'),
    );
    const { sent, result } = await run([job(), job()], { SLACK_WEBHOOK_URL: URL_AT_SLACK });
    expect(sent).toHaveLength(1);
    expect(result.retryMessages).toEqual([{ msgId: 'm0' }]);
  });

  test('posted, but the report could not be sent: the repeat reports and does not post again', async () => {
    const fetch = slackAnswers(() => new Response('ok'));
    const one = job();
    const REPORTS = { send: () => Promise.reject(new Error('queue is down')) } as unknown as Queue<Report>;
    const first = await run([one], { SLACK_WEBHOOK_URL: URL_AT_SLACK, REPORTS });
    expect(first.result.retryMessages).toHaveLength(1);
    const second = await run([one], { SLACK_WEBHOOK_URL: URL_AT_SLACK });
    expect(second.sent).toMatchObject([{ delivered: true }]);
    expect(fetch).toHaveBeenCalledOnce();
  });
});
