import type { Proof } from '../../../../../contracts/custody.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { readEvidence, type EvidenceParams } from './read.ts';
import { oursIn, standing } from './state.ts';

/**
 * Reads back a second time. Nothing is denied here: `effective` means that every snapshot is complete, so that the disks
 * can be lost without the evidence; `configured` that AWS is still copying them.
 */
export async function probeEvidence(
  read: AwsRead,
  ctx: StepContext<EvidenceParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readEvidence(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  if (standing({ ...ctx, now: again.value }) !== 'whole')
    return { proof: 'not_observed', detail: 'two readings disagree: not every volume has a snapshot (any more)' };
  const ours = oursIn(again.value, ctx.opId);
  const since = ours[0]?.startedAt ?? '';
  const open = ours.filter((s) => s.status !== 'completed');
  if (open.length === 0)
    return { proof: 'effective', detail: `${ours.length} snapshots are complete, the state of the disks at ${since}` };
  return {
    proof: 'configured',
    detail: `${ours.length - open.length} of ${ours.length} snapshots are complete, the others are being copied: ${open
      .map((s) => `${s.id} ${s.progress}`)
      .join(', ')
      .slice(0, 300)}`,
  };
}
