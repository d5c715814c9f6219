import { createExecutionContext, createMessageBatch, env, getQueueResult } from 'cloudflare:test';
import { describe, expect, test, vi } from 'vitest';
import { Report } from '../../../../src/contracts/agents.ts';
import { job, leakedKeyFindings } from '../../../../src/investigate/testing/findings.ts';
import type { Env } from '../env.ts';
import worker from '../index.ts';

const baseEnv = env as unknown as Env;

async function run(bodies: unknown[], more: Partial<Env> = {}) {
  const sent: Report[] = [];
  const REPORTS = { send: async (r: Report) => void sent.push(r) } as unknown as Queue<Report>;
  const batch = createMessageBatch(
    'vedette-analyst',
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body })),
  );
  const ctx = createExecutionContext();
  await worker.queue(batch, { ...baseEnv, REPORTS, ...more });
  return { sent, result: await getQueueResult(batch, ctx) };
}

describe('the analyst', () => {
  test('answers each job with a report that fits the contract, under an id that a repeat makes again', async () => {
    const first = await run([job(leakedKeyFindings())]);
    const again = await run([job(leakedKeyFindings())]);
    expect(first.result.explicitAcks).toEqual(['m0']);
    expect(Report.parse(first.sent[0])).toMatchObject({ kind: 'analyst', job: 'job_1', report: { author: 'rules' } });
    expect(again.sent[0]!.id).toBe(first.sent[0]!.id);
  });

  test('a malformed job goes round on its own, towards the dead letters; its neighbours are done', async () => {
    const { sent, result } = await run([{ v: 2 }, job(leakedKeyFindings()), 'nonsense']);
    expect(sent).toHaveLength(1);
    expect(result.explicitAcks).toEqual(['m1']);
    expect(result.retryMessages.map((m) => m.msgId)).toEqual(['m0', 'm2']);
  });

  test('a report that cannot be sent keeps its job', async () => {
    const REPORTS = { send: () => Promise.reject(new Error('queue is down')) } as unknown as Queue<Report>;
    const { result } = await run([job(leakedKeyFindings())], { REPORTS });
    expect(result.explicitAcks).toEqual([]);
    expect(result.retryMessages).toHaveLength(1);
  });

  test('with a key the model is asked, inside workerd, and its failure costs one line', async () => {
    const fetch = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(() => Promise.resolve(new Response('{}', { status: 400 })));
    const { sent } = await run([job(leakedKeyFindings())], {
      ANTHROPIC_API_KEY: 'k',
      ANTHROPIC_BASE_URL: 'https://model.test',
    });
    expect(fetch).toHaveBeenCalledOnce();
    expect(sent[0]).toMatchObject({
      report: { limits: ['The model was not used: its API answered with status 400.'] },
    });
    fetch.mockRestore();
  });
});
