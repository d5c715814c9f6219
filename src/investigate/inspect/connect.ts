import type { AwsClient } from '../../aws/types.ts';
import type { AwsCredentials } from '../../contracts/aws.ts';
import type { ReadCredentialsApi } from '../../contracts/rpc.ts';
import { RetryLater } from '../../kit/consume.ts';
import type { FailureCode } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';

export interface ConnectDeps {
  readonly gate: Pick<ReadCredentialsApi, 'forRead'>;
  clientFor(credentials: AwsCredentials): AwsClient;
}

/** Failures that may be over in a moment. All others are answers. */
const PASSING: ReadonlySet<FailureCode> = new Set(['unavailable', 'too_fast', 'internal']);
/** After this many deliveries of a job a report without AWS is better than none. */
const PATIENT_ATTEMPTS = 3;
const RETRY_SECONDS = 2;

/**
 * Read-only access to one account for one job, from the gate. An account that is not configured is an answer at once; a
 * gate that is away for the moment throws {@link RetryLater} for the job's first three deliveries.
 */
export async function connect(
  deps: ConnectDeps,
  job: { readonly org: string; readonly incident: string },
  account: string,
  attempts: number,
): Promise<Result<AwsClient, string>> {
  const ask = { v: 1, org: job.org, incident: job.incident, account, agent: 'inspector' } as const;
  const answer = await deps.gate.forRead(ask).catch(() => undefined);
  if (answer?.ok) return ok(deps.clientFor(answer.value));
  if ((!answer || PASSING.has(answer.error.code)) && attempts <= PATIENT_ATTEMPTS)
    throw new RetryLater(answer?.error.detail ?? 'the gate did not answer', RETRY_SECONDS);
  return err(answer?.error.detail ?? 'the gate did not answer');
}
