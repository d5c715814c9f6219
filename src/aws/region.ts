import { partitionOf } from './arn.ts';

/** The region that a partition's global services (IAM) are signed for and kept under, whatever region an event came from. */
export function globalRegionOf(region: string): string {
  const partition = partitionOf(region);
  if (partition === 'aws-cn') return 'cn-north-1';
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}
