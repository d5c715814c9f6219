import type { Proof } from '../../../../../contracts/custody.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { readTrail, stateOf, type TrailParams } from './read.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Reads back a second time. `effective`: logs were delivered since logging began. Deliveries take some five minutes; until
 * one was seen it is `configured`, and where the last one failed nothing is recorded whatever the switch says.
 */
export async function probeTrail(
  read: AwsRead,
  ctx: StepContext<TrailParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readTrail(read, ctx.params);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  if (!again.value.exists || !stateOf(again.value).logging)
    return { proof: 'not_observed', detail: 'two readings disagree: CloudTrail has not settled yet' };
  const { startedAt, deliveredAt, deliveryError } = stateOf(again.value);
  if (deliveryError !== '')
    return {
      proof: 'not_observed',
      detail: `the trail logs, but its bucket refused the last delivery: ${deliveryError}`,
    };
  if (startedAt !== null && deliveredAt !== null && deliveredAt >= startedAt)
    return { proof: 'effective', detail: `logs were delivered at ${iso(deliveredAt)}, after logging began again` };
  return { proof: 'configured', detail: 'the trail logs, read back twice; no delivery has been seen yet' };
}
