import { partitionOf } from './arn.ts';

/** The region that a partition's global services (IAM) are signed for and kept under, whatever region an event came from. */
export function globalRegionOf(region: string): string {
  const partition = partitionOf(region);
  if (partition === 'aws-cn') return 'cn-north-1';
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}

/** Whether a text is formed like a region: `eu-west-1`, `us-gov-east-1`. Whether there is such a one, only AWS knows. */
export const isRegion = (text: string): boolean => /^[a-z]{2,5}(-[a-z]{2,12}){1,3}-[0-9]{1,2}$/.test(text);
