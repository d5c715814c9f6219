import { StepJob } from '../../src/contracts/custody.ts';
import { executeStep } from '../../src/respond/execute-step.ts';
import { timesOf } from '../../src/respond/custody/times.ts';
import { aws } from './aws.ts';
import type { Env } from './env.ts';

/** Between deliveries of a job that custody could not be asked about. */
const RETRY_SECONDS = 1;

const log = (message: string, more: Record<string, unknown>): void => console.log(JSON.stringify({ message, ...more }));
const errorOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).slice(0, 300);

/** Carries out each job by itself; one that throws (custody not reached, nothing sent) is delivered again. */
export async function consumeSteps(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const { goValidMs } = timesOf(env);
  await Promise.all(
    batch.messages.map(async (message) => {
      const job = StepJob.safeParse(message.body);
      if (!job.success) {
        log('step job of an unknown form dropped; its custody asks again', { id: message.id });
        message.ack();
        return;
      }
      const { custody, opId, fence, step } = job.data;
      try {
        const done = await executeStep(job.data, {
          custody: env.CUSTODIAN.getByName(custody),
          credentials: (request) => env.STEP_CREDENTIALS.forStep(request),
          client: aws.clientFor(env),
          now: Date.now,
          goValidMs,
        });
        log('step', { opId, fence, step, done });
        message.ack();
      } catch (cause) {
        log('step failed', { opId, fence, step, error: errorOf(cause) });
        message.retry({ delaySeconds: RETRY_SECONDS });
      }
    }),
  );
}

/** Jobs that failed again and again: what became of them is unknown, and custody finds out. */
export async function consumeDead(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  await Promise.all(
    batch.messages.map(async (message) => {
      const job = StepJob.safeParse(message.body);
      if (job.success) {
        const { custody, fence, step } = job.data;
        try {
          await env.CUSTODIAN.getByName(custody).observe({
            fence,
            step,
            outcome: { kind: 'unknown', detail: 'the responder failed at it again and again' },
          });
        } catch (cause) {
          log('custody not reached', { fence, step, error: errorOf(cause) });
          message.retry({ delaySeconds: RETRY_SECONDS });
          return;
        }
      }
      message.ack();
    }),
  );
}
