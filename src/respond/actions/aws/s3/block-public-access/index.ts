import * as z from 'zod';
import { DAY_MS, HOUR_MS } from '../../../../../kit/clock.ts';
import type { Action } from '../../../../action.ts';
import { probeBucket } from './probe.ts';
import { bucketArn, readBucket, stateOf } from './read.ts';
import { ALL_BLOCKED, revert, steps } from './steps.ts';

const params = z.strictObject({
  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
  bucket: z.string().regex(/^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of an S3 bucket'),
});

export const blockPublicAccess = {
  id: 'aws.s3.block-public-access',
  title: 'Block all public access to a bucket',
  description:
    'Sets all four public access blocks of an S3 bucket, which overrule whatever its policy and ACLs open to the public. What the account itself may do stays.',
  params,
  risk: 'disruptive',
  lease: { defaultMs: 24 * HOUR_MS, longestMs: 30 * DAY_MS },
  mitigations: ['M1022', 'M1037'],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html',
  ],
  paramsFor: (entity) => {
    if (entity.type !== 'bucket') return [];
    const parsed = params.safeParse({ bucket: entity.id.replace(/^arn:aws[a-z-]*:s3:::/, '') });
    return parsed.success ? [parsed.data] : [];
  },
  target: (p, place) => bucketArn(place, p.bucket),
  locks: (p, place) => [bucketArn(place, p.bucket)],
  readPermissions: (p, place) => [
    {
      actions: [
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketPolicyStatus',
        's3:GetBucketWebsite',
        's3:GetBucketTagging',
      ],
      resources: [bucketArn(place, p.bucket)],
    },
  ],
  read: readBucket,
  material: (snapshot) =>
    snapshot.exists
      ? {
          exists: true,
          publicAccessBlock: stateOf(snapshot).block === null ? null : { ...stateOf(snapshot).block },
        }
      : { exists: false },
  expected: (preImage) =>
    preImage.exists ? { exists: true, publicAccessBlock: { ...ALL_BLOCKED } } : { exists: false },
  notes: (preImage) => {
    const s = stateOf(preImage);
    return [
      'Once a policy reads as public, its grants to other accounts are cut off too, not only those to everybody.',
      ...(s.policyPublic === true ? ['The bucket policy is public now: whoever reads by it is cut off.'] : []),
      ...(s.website === true ? ['The bucket serves a website: its endpoint will answer 403 to everybody.'] : []),
      ...(s.policyUnread ? ['Whether the bucket policy is public now could not be asked.'] : []),
      'Presigned URLs and the account’s own principals go on working: contain the principal for those.',
    ];
  },
  steps,
  revert,
  probe: probeBucket,
} satisfies Action<typeof params>;
