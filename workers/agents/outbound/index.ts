import { NotifyJob } from '../../../src/contracts/agents.ts';
import { consumeEach, RetryLater, retryDelaySeconds } from '../../../src/kit/consume.ts';
import { deterministicId } from '../../../src/kit/ids.ts';
import { deliver, type Delivery } from '../../../src/notify/deliver.ts';
import type { Env } from './env.ts';

/**
 * Jobs that were delivered and whose report could not be sent yet: a repeat in this isolate does not post again. Elsewhere
 * it may (see `deliver`).
 */
const delivered = new Map<string, Delivery>();
const DELIVERED_MAX = 500;

async function deliverOnce(env: Env, job: NotifyJob): Promise<Delivery> {
  const key = `${job.org}/${job.job}`;
  const before = delivered.get(key);
  if (before) return before;
  const delivery = await deliver(
    {
      slackWebhookUrl: env.SLACK_WEBHOOK_URL,
      fetch: (url, init) => fetch(url, init),
      writeLine: (line) => console.log(line),
    },
    job,
  );
  if (delivery.verdict.kind === 'ok') {
    delivered.set(key, delivery);
    if (delivered.size > DELIVERED_MAX) delivered.delete(delivered.keys().next().value!);
  }
  return delivery;
}

export default {
  fetch: () => new Response(null, { status: 404 }),
  async queue(batch, env) {
    // One after the other: Slack takes about one message a second from a webhook.
    await consumeEach(
      batch.queue,
      batch.messages,
      NotifyJob,
      async (job, message) => {
        const { channel, verdict } = await deliverOnce(env, job);
        if (verdict.kind === 'retry')
          throw new RetryLater(verdict.detail, verdict.afterSeconds ?? retryDelaySeconds(message.attempts));
        // A line in the log is its own record; the incident hears of what went out to people, or did not.
        if (channel === 'log' && verdict.kind === 'ok') return;
        await env.REPORTS.send({
          v: 1,
          kind: 'notified',
          id: deterministicId('ev', 'notified', job.job),
          org: job.org,
          incident: job.incident,
          job: job.job,
          channel,
          delivered: verdict.kind === 'ok',
          detail: verdict.kind === 'ok' ? '' : verdict.detail,
          at: Date.now(),
        });
      },
      { oneByOne: true },
    );
  },
} satisfies ExportedHandler<Env>;
