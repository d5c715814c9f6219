import type { AwsAnswer, AwsError } from '../../../../../aws/types.ts';
import type { Json, JsonObject } from '../../../../../kit/canonical.ts';
import { err, ok, type Result } from '../../../../../kit/result.ts';
import type { AwsRead, Place, Snapshot } from '../../../../action.ts';
import { field, tagsOf, text } from '../../../../answer.ts';

export interface BucketParams {
  bucket: string;
}

/** The four settings, in the order in which S3 documents them. */
export const SETTINGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
export type PublicAccessBlock = Readonly<Record<(typeof SETTINGS)[number], boolean>>;

export interface BucketState {
  /** null: the bucket has no configuration of its own */
  readonly block: PublicAccessBlock | null;
  /** S3's own evaluation of the bucket policy; null: there is no policy */
  readonly policyPublic: boolean | null;
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

/** The answer, or null where there is nothing set. */
const orUnset = (answer: AwsAnswer): Result<JsonObject | null, AwsError> =>
  answer.ok ? ok(answer.value) : UNSET.has(answer.error.code) ? ok(null) : err(answer.error);

const isTrue = (from: Json | undefined, name: string): boolean => text(from, name) === 'true';

/**
 * Reads the bucket's own public access block, what S3 thinks of its policy, its website and tags. A missing bucket is an
 * answer. The account's own block is another resource and is not read.
 */
export async function readBucket(read: AwsRead, p: BucketParams, place: Place): Promise<Result<Snapshot, AwsError>> {
  const answers = await Promise.all(
    ['GetPublicAccessBlock', 'GetBucketPolicyStatus', 'GetBucketTagging'].map((operation) =>
      read(s3(operation, p, place)).then(orUnset),
    ),
  );
  const website = await read(s3('GetBucketWebsite', p, place)).then(orUnset);
  const failed = answers.find((a) => !a.ok);
  if (failed && !failed.ok) {
    if (answers.some((a) => !a.ok && a.error.code === 'NoSuchBucket'))
      return ok({ exists: false, tags: {}, dependents: [], state: {} });
    return err(failed.error);
  }
  // Good to know before an approval; not knowing it must stop no containment.
  if (!website.ok && website.error.kind === 'unknown') return err(website.error);
  const [block, policy, tags] = answers.map((a) => (a.ok ? a.value : null));
  const settings = block ? field(block, 'PublicAccessBlockConfiguration') : undefined;
  const state: BucketState = {
    block:
      settings === undefined
        ? null
        : (Object.fromEntries(SETTINGS.map((name) => [name, isTrue(settings, name)])) as PublicAccessBlock),
    policyPublic: policy ? isTrue(field(policy, 'PolicyStatus'), 'IsPublic') : null,
    website: website.ok ? website.value !== null : null,
  };
  return ok({
    exists: true,
    tags: tags ? tagsOf(tags, 'TagSet') : {},
    // What people reach over the website endpoint is reached by public access alone: it is not served any more.
    dependents: state.website === true ? [`website endpoint of ${bucketArn(place, p.bucket)}`] : [],
    state: state as unknown as JsonObject,
  });
}
