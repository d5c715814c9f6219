import { timesOf } from '../../src/respond/custody/times.ts';
import { takeDeadJob, takeJob, type Fate, type TakeDeps } from '../../src/respond/take-job.ts';
import { aws } from './aws.ts';
import type { Env } from './env.ts';

/** Between deliveries of a job that custody could not be asked about. */
const RETRY_SECONDS = 1;

const depsOf = (env: Env): TakeDeps => ({
  custodian: (name) => env.CUSTODIAN.getByName(name),
  credentials: (request) => env.STEP_CREDENTIALS.forStep(request),
  client: aws.clientFor(env),
  now: Date.now,
  goValidMs: timesOf(env).goValidMs,
  log: (message, more) => console.log(JSON.stringify({ message, ...more })),
});

/** Each message by itself: one that is slow or fails keeps no other back. */
const settle = (batch: MessageBatch<unknown>, take: (body: unknown) => Promise<Fate>): Promise<unknown> =>
  Promise.all(
    batch.messages.map(async (message) => {
      if ((await take(message.body)) === 'ack') message.ack();
      else message.retry({ delaySeconds: RETRY_SECONDS });
    }),
  );

export async function consumeSteps(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const deps = depsOf(env);
  await settle(batch, (body) => takeJob(body, deps));
}

export async function consumeDead(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const deps = depsOf(env);
  await settle(batch, (body) => takeDeadJob(body, deps));
}
