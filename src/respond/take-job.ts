import { StepJob } from '../contracts/custody.ts';
import type { JobPort } from './custody/port.ts';
import { executeStep, type StepDeps } from './execute-step.ts';

export interface TakeDeps extends Omit<StepDeps, 'custody'> {
  readonly custodian: (name: string) => JobPort;
  readonly log: (message: string, more: Record<string, unknown>) => void;
}

/** What becomes of a queue message. */
export type Fate = 'ack' | 'retry';

const errorOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).slice(0, 300);

/** Carries one queued job out; `retry` if custody was not reached and nothing was sent. Never throws. */
export async function takeJob(body: unknown, { custodian, log, ...deps }: TakeDeps): Promise<Fate> {
  const job = StepJob.safeParse(body);
  if (!job.success) {
    log('step job of an unknown form dropped; its custody asks again', {});
    return 'ack';
  }
  const { custody, opId, fence, step } = job.data;
  try {
    const done = await executeStep(job.data, { ...deps, custody: custodian(custody) });
    log('step', { opId, fence, step, done });
    return 'ack';
  } catch (cause) {
    log('step failed', { opId, fence, step, error: errorOf(cause) });
    return 'retry';
  }
}

/** A job that failed again and again: what became of it is unknown, and custody finds out. Never throws. */
export async function takeDeadJob(
  body: unknown,
  { custodian, log }: Pick<TakeDeps, 'custodian' | 'log'>,
): Promise<Fate> {
  const job = StepJob.safeParse(body);
  if (!job.success) return 'ack';
  const { custody, fence, step } = job.data;
  const outcome = { kind: 'unknown', detail: 'the responder failed at it again and again' } as const;
  try {
    await custodian(custody).observe({ fence, step, outcome });
    return 'ack';
  } catch (cause) {
    log('custody not reached', { fence, step, error: errorOf(cause) });
    return 'retry';
  }
}
