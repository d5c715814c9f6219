import { digestOf } from '../../../../../kit/crypto.ts';
import type { Proof } from '../../../../../contracts/custody.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { readInstance, type InstanceParams } from './read.ts';
import { isCut, isIsolated, materialOf, stateOf } from './state.ts';

/**
 * Reads back a second time. EC2 has no read-only call that shows a refused packet, so `configured` is the most that is
 * claimed; where connections that were open may live on it is `not_observed`, for the denial is then not even complete.
 */
export async function probeInstance(
  read: AwsRead,
  ctx: StepContext<InstanceParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readInstance(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  const state = stateOf(again.value);
  if (!isIsolated(state) || digestOf(materialOf(again.value)) !== digestOf(materialOf(ctx.now)))
    return { proof: 'not_observed', detail: 'two readings disagree: EC2 has not settled yet' };
  if (isCut(state))
    return {
      proof: 'configured',
      detail:
        'read back twice: no interface lets anything in or out and the subnet denies everything, open connections included; EC2 offers no call that shows a refused packet',
    };
  return {
    proof: 'not_observed',
    detail:
      'read back twice: no interface lets a new connection in or out. Connections that were open before are tracked and may live on: the subnet is shared, so no network ACL was set',
  };
}
