import * as z from 'zod';
import type { AwsCredentials } from './aws.ts';
import { Id, Millis, OrgId, V1 } from './common.ts';

/** Records that say that an object lies ready: it is fetched. */
export const ANNOUNCEMENT_FORMAT = 'aws.s3-object';

/** As wide as bucket names ever were; see src/aws/operations/s3.ts. */
export const BucketName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/, 'a bucket name');
/** S3's limit is 1,024 bytes of UTF-8: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const KEY_MOST_BYTES = 1024;
export const ObjectKey = z
  .string()
  .min(1)
  .max(KEY_MOST_BYTES)
  // Half a character has no UTF-8: the request would name another object.
  .refine((key) => key.isWellFormed() && new TextEncoder().encode(key).byteLength <= KEY_MOST_BYTES, 'a key of S3');
/** Opaque but for its letters: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html */
export const ETag = z.string().regex(/^[A-Za-z0-9._-]{1,128}$/, 'an entity tag without its quotes');

/** Queue message `pulls`: one a announced object. Nothing in it is believed but that somebody's source said so. */
export const PullMessage = z.object({
  v: V1,
  org: OrgId,
  /** Source whose delivery announced it */
  via: Id,
  bucket: BucketName,
  key: ObjectKey,
  /** Of the content that was announced; absent where the announcement does not tell. */
  etag: ETag.optional(),
  /** When the announcement was accepted, ms */
  announcedAt: Millis,
  /** A person asked for it once more after it had failed. */
  again: z.literal(true).optional(),
  /** Its book sends it round: there is a row to end. No announcement can say so. */
  held: z.literal(true).optional(),
  /** Only on its way to the dead letters: why it was given up, and where in the object. */
  reason: z.string().max(1_000).optional(),
  place: z.string().max(200).optional(),
});
export type PullMessage = z.infer<typeof PullMessage>;

/** Answer of `gate.PullCredentials.forObject`: the source that covers the object, and credentials for what it covers. */
export interface PullGrant {
  readonly source: string;
  readonly accounts: readonly string[];
  readonly region: string;
  /** Account that the bucket is expected to belong to: S3 refuses if another has taken its name. */
  readonly owner: string;
  /** What of the bucket the source covers, and these credentials open: keys that begin so. */
  readonly prefix: string;
  /** Longer prefixes below it that are other sources' (or settings'): for keys that begin so this grant is not the one. */
  readonly narrower: readonly string[];
  readonly credentials: AwsCredentials;
}
