import {
  createExecutionContext,
  createMessageBatch,
  env,
  getQueueResult,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Call } from '../../../../durable-objects/notice-board/testing/fake-sides.ts';
import type { NotifyJob } from '../../../../src/contracts/agents.ts';
import type { Env } from '../env.ts';
import worker from '../index.ts';

const bound = env as unknown as Env;
let jobs = 0;
const job = (more: Partial<NotifyJob> = {}): NotifyJob => {
  jobs++;
  return {
    v: 1,
    job: `job_${jobs}`,
    org: 'org_acme',
    incident: `inc_${jobs}`,
    event: 'opened',
    title: 'Title',
    severity: 'high',
    risk: 70,
    phase: 'investigate',
    lines: [],
    at: 1_700_000_000_000,
    ...more,
  };
};

async function run(...bodies: unknown[]) {
  const batch = createMessageBatch(
    'vedette-outbound',
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await worker.queue(batch, bound);
  return getQueueResult(batch, ctx);
}
/** The pass of an alarm that fired by itself may be under way. */
const settled = (j: NotifyJob, calls: number) => vi.waitFor(async () => expect(await told(j)).toHaveLength(calls));
const boardOf = (j: NotifyJob) => bound.NOTICE_BOARD.getByName(`${j.org}/${j.incident}`);
/** What Slack and PagerDuty were told of an incident. */
async function told(j: NotifyJob) {
  const calls = await (await fetch(new URL('/', bound.SLACK_API_URL))).json<Call[]>();
  return calls
    .filter((c) => JSON.stringify(c.body).includes(`"${j.org} ·`) || c.body.payload?.group === j.org)
    .filter((c) => JSON.stringify(c.body).includes(j.incident));
}
afterEach(() => vi.restoreAllMocks());

describe('outbound', () => {
  test('a notice without a channel is a line of the log', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const j = job({ org: 'org_unmapped', title: 'said\nin the log' });
    expect((await run(j)).explicitAcks).toEqual(['m0']);
    expect(JSON.parse(String(log.mock.calls[0]![0]))).toMatchObject({ event: 'notification', title: j.title });
    expect(await told(j)).toEqual([]);
  });

  test('what does not parse goes to the dead letters, and its neighbours do not', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const result = await run({ v: 1 }, job());
    expect(result.explicitAcks).toEqual(['m1']);
    expect(result.retryMessages).toMatchObject([{ msgId: 'm0' }]);
  });

  test('a notice is acknowledged once its board has it, and reaches each channel of its organisation once', async () => {
    const j = job();
    expect((await run(j, j)).explicitAcks).toEqual(['m0', 'm1']);
    await runDurableObjectAlarm(boardOf(j));
    await settled(j, 2);
    await run(j);
    await runDurableObjectAlarm(boardOf(j));
    const calls = await told(j);
    expect(calls.map((c) => c.path).toSorted()).toEqual(['/api/chat.postMessage', '/v2/enqueue']);
    expect(calls.find((c) => c.path.startsWith('/api'))?.body.channel).toBe('C0ACME');
  });

  test('nothing of one organisation reaches the channel of another, be their incidents of one name', async () => {
    const one = job();
    const other = { ...one, org: 'org_other' };
    await run(one, other);
    await runDurableObjectAlarm(boardOf(one));
    await runDurableObjectAlarm(boardOf(other));
    await settled(one, 2);
    await settled(other, 1);
    expect((await told(other)).map((c) => c.body.channel)).toEqual(['C0OTHER']);
    expect((await told(one)).filter((c) => c.path.startsWith('/api')).map((c) => c.body.channel)).toEqual(['C0ACME']);
  });

  test('a board that was stopped comes back to what it has still to say, and says nothing again', async () => {
    const j = job();
    await run(j);
    await runDurableObjectAlarm(boardOf(j));
    await settled(j, 2);
    await runInDurableObject(boardOf(j), (_, state) => state.abort('restarted')).catch(() => undefined);
    await runInDurableObject(boardOf(j), async (_, state) => expect(await state.storage.getAlarm()).not.toBeNull());
    await runDurableObjectAlarm(boardOf(j));
    expect(await told(j)).toHaveLength(2);
  });
});
