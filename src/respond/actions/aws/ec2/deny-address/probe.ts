import type { Proof } from '../../../../../contracts/custody.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { readAcl, type DenyParams } from './read.ts';
import { isDenied } from './state.ts';

/** Reads back a second time. EC2 has no read-only call that shows a refused packet: `configured` is the most that is claimed. */
export async function probeAcl(
  read: AwsRead,
  ctx: StepContext<DenyParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readAcl(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  if (!isDenied(again.value, false) || !isDenied(again.value, true))
    return { proof: 'not_observed', detail: 'two readings disagree: EC2 has not settled yet' };
  const subnets = again.value.dependents.length;
  return {
    proof: 'configured',
    detail:
      subnets === 0
        ? 'read back twice: denied both ways, but no subnet uses this network ACL, so that nothing is stopped by it'
        : `read back twice: denied both ways before any rule that allows, for ${subnets} subnet(s), open connections included; EC2 offers no call that shows a refused packet`,
  };
}
