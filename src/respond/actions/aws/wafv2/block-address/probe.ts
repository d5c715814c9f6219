import type { Proof } from '../../../../../contracts/custody.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { readSet, stateOf, type BlockParams } from './read.ts';

/**
 * Reads back a second time. That is the most there is: no read-only call shows a refused request, nor which web ACLs
 * use a set and what they do with a match; so `configured` and never `effective`.
 */
export async function probeSet(
  read: AwsRead,
  ctx: StepContext<BlockParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readSet(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  if (!again.value.exists || !stateOf(again.value).listed)
    return { proof: 'not_observed', detail: 'two readings disagree: AWS WAF has not settled yet' };
  return {
    proof: 'configured',
    detail:
      'the address is in the IP set, read back twice. Whether a web ACL blocks by this set is not known, and no call shows a refused request; a change takes up to some minutes to reach every place',
  };
}
