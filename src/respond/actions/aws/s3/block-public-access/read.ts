import type { AwsAnswer, AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { field, ifTold, tagsIfTold, tagsOf, text } from '../../../../answer.ts';

export interface BucketParams {
  bucket: string;
}

/** The four settings, in the order in which S3 documents them. */
export const SETTINGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
export type PublicAccessBlock = Readonly<Record<(typeof SETTINGS)[number], boolean>>;

export interface BucketState {
  /** null: the bucket has no configuration of its own */
  readonly block: PublicAccessBlock | null;
  /** S3's own evaluation of the bucket policy; null: there is no policy, or S3 does not say */
  readonly policyPublic: boolean | null;
  /** Whether S3 does not say, as servers that have no such call */
  readonly policyUnread: boolean;
  /** null: not known, as on servers that have no such call */
  readonly website: boolean | null;
}

export const stateOf = (snapshot: Snapshot): BucketState => snapshot.state as unknown as BucketState;

export const bucketArn = (place: Place, bucket: string): string => `arn:${place.partition}:s3:::${bucket}`;

/** A bucket name can belong to anybody: with the owner expected, S3 refuses one of another account. */
export const s3 = (operation: string, p: BucketParams, place: Place, more: { [key: string]: Json } = {}) => ({
  service: 's3' as const,
  operation,
  region: place.region,
  params: { Bucket: p.bucket, ExpectedBucketOwner: place.account, ...more },
});

/**
 * Codes by which S3 says that there is no such setting; the bucket itself missing is `NoSuchBucket`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const UNSET = new Set([
  'NoSuchPublicAccessBlockConfiguration',
  'NoSuchBucketPolicy',
  'NoSuchTagSet',
  'NoSuchWebsiteConfiguration',
]);

const isUnset = (answer: AwsAnswer): boolean => !answer.ok && UNSET.has(answer.error.code);

/** The answer, or null where there is nothing set. */
const orUnset = (answer: AwsAnswer): Result<JsonObject | null, AwsError> =>
  isUnset(answer) ? ok(null) : answer.ok ? ok(answer.value) : err(answer.error);

const isTrue = (from: Json | undefined, name: string): boolean => text(from, name) === 'true';

/**
 * Reads the bucket's own public access block, what S3 thinks of its policy, its website and tags. A missing bucket is an
 * answer. The account's own block is another resource and is not read. Only the block must be told.
 */
export async function readBucket(read: AwsRead, p: BucketParams, place: Place): Promise<Result<Snapshot, AwsError>> {
  const ask = (operation: string) => read(s3(operation, p, place));
  const [blocked, status, tagged, site] = await Promise.all([
    ask('GetPublicAccessBlock'),
    ask('GetBucketPolicyStatus'),
    ask('GetBucketTagging'),
    ask('GetBucketWebsite'),
  ]);
  if ([blocked, status, tagged].some((a) => !a.ok && a.error.code === 'NoSuchBucket'))
    return ok({ exists: false, tags: {}, dependents: [], state: {} });
  const block = orUnset(blocked);
  if (!block.ok) return block;
  const policy = ifTold(status);
  if (!policy.ok) return policy;
  const website = ifTold(site);
  if (!website.ok) return website;
  const tags = isUnset(tagged) ? ok({}) : tagsIfTold(tagged, (value) => tagsOf(value, 'TagSet'));
  if (!tags.ok) return tags;
  const settings = block.value ? field(block.value, 'PublicAccessBlockConfiguration') : undefined;
  const state: BucketState = {
    block:
      settings === undefined
        ? null
        : (Object.fromEntries(SETTINGS.map((name) => [name, isTrue(settings, name)])) as PublicAccessBlock),
    policyPublic: policy.value ? isTrue(field(policy.value, 'PolicyStatus'), 'IsPublic') : null,
    policyUnread: policy.value === null && !isUnset(status),
    website: website.value ? true : isUnset(site) ? false : null,
  };
  return ok({
    exists: true,
    tags: tags.value,
    // What people reach over the website endpoint is reached by public access alone: it is not served any more.
    dependents: state.website === true ? [`website endpoint of ${bucketArn(place, p.bucket)}`] : [],
    state: state as unknown as JsonObject,
  });
}
