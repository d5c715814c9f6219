import type { Proof } from '../../../../../contracts/custody.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { readFunction, stateOf, type FunctionParams } from './read.ts';

/** Reads back a second time. Only an invocation would show a refusal, and that is no read-only call: `configured` at most. */
export async function probeFunction(
  read: AwsRead,
  ctx: StepContext<FunctionParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readFunction(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  if (!again.value.exists || stateOf(again.value).reserved !== 0)
    return { proof: 'not_observed', detail: 'two readings disagree: Lambda has not settled yet' };
  return {
    proof: 'configured',
    detail:
      'read back twice: no concurrent execution is reserved, so that Lambda throttles every invocation; those under way end by themselves, after 15 minutes at most',
  };
}
