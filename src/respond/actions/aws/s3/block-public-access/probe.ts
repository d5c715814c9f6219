import type { Proof } from '../../../../../contracts/custody.ts';
import type { AwsRead, StepContext } from '../../../../action.ts';
import { readBucket, SETTINGS, stateOf, type BucketParams } from './read.ts';

/**
 * Reads back a second time and asks S3 for its own verdict on the policy. Whether that verdict heeds the block is not
 * documented: seen to turn from public to not public it shows an effect (`effective`); anything else proves no more than
 * that the block is set (`configured`), by which S3 refuses public access whatever policy and ACLs say.
 */
export async function probeBucket(
  read: AwsRead,
  ctx: StepContext<BucketParams>,
): Promise<{ readonly proof: Proof; readonly detail: string }> {
  const again = await readBucket(read, ctx.params, ctx.place);
  if (!again.ok) return { proof: 'not_observed', detail: `the second read-back failed: ${again.error.code}` };
  const now = stateOf(again.value);
  if (!again.value.exists || !SETTINGS.every((name) => now.block?.[name] === true))
    return { proof: 'not_observed', detail: 'two readings disagree: S3 has not settled yet' };
  const before = stateOf(ctx.preImage).policyPublic;
  if (before === true && now.policyPublic === false)
    return { proof: 'effective', detail: 'all four blocks are set; S3 called the policy public before and no more' };
  return {
    proof: 'configured',
    detail:
      now.policyPublic === true
        ? 'all four blocks are set, read back twice; the policy itself still reads as public and is overruled by RestrictPublicBuckets'
        : now.policyUnread
          ? 'all four blocks are set, read back twice; S3 does not say whether the bucket policy is public'
          : 'all four blocks are set, read back twice; S3 does not call the bucket policy public',
  };
}
