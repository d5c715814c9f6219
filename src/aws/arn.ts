export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global services */
  readonly region: string;
  /** Empty for some (S3 buckets); 12 digits or `aws` */
  readonly account: string;
  /** Everything after the fifth colon, colons included */
  readonly resource: string;
}

/** Parts of an ARN; undefined if it is none. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([a-z0-9-]{1,32}):([a-z0-9-]{1,64}):([a-z0-9-]{0,32}):([0-9]{12}|aws|):([^\s].{0,1500})$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, partition, service, region, account, resource] = match;
  return { partition: partition!, service: service!, region: region!, account: account!, resource: resource! };
}

export const formatArn = (a: Arn): string => `arn:${a.partition}:${a.service}:${a.region}:${a.account}:${a.resource}`;

/** `aws`, `aws-cn` or `aws-us-gov`; https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

const ACCOUNT_ID = /^[0-9]{12}$/;
/** Whether an account is one of AWS: other vendors' projects, subscriptions and clusters are named otherwise. */
export const isAwsAccount = (account: string): boolean => ACCOUNT_ID.test(account);
