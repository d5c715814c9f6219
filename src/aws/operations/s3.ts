import { allText, boolean, list, struct, text, type Fields, type Http, type Operations } from '../shape.ts';

/* https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */

/** As wide as names ever were: until 2018 us-east-1 took capitals, underscores and 255 characters. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;
const ACCOUNT = /^[0-9]{12}$/;

/** Anybody can own a bucket of a name: with the owner expected, S3 refuses to touch another's. */
const onBucket = allText('Bucket', 'ExpectedBucketOwner');

const http = (method: Http['method'], subresource?: string, more: Partial<Http> = {}): Http => ({
  method,
  path: '/{Bucket}/',
  ...(subresource === undefined ? {} : { subresource }),
  labels: { Bucket: BUCKET },
  headers: { ExpectedBucketOwner: { name: 'x-amz-expected-bucket-owner', form: ACCOUNT } },
  ...more,
});

const BLOCK = 'PublicAccessBlockConfiguration';
const block: Fields = {
  [BLOCK]: struct({
    BlockPublicAcls: boolean,
    IgnorePublicAcls: boolean,
    BlockPublicPolicy: boolean,
    RestrictPublicBuckets: boolean,
  }),
};

export const s3Operations: Operations = {
  /** Error `NoSuchPublicAccessBlockConfiguration`: the bucket has none of its own. */
  GetPublicAccessBlock: {
    input: onBucket,
    output: block,
    http: http('GET', 'publicAccessBlock', { root: BLOCK, rootMember: BLOCK }),
  },
  PutPublicAccessBlock: {
    input: { ...onBucket, ...block },
    output: {},
    http: http('PUT', 'publicAccessBlock', { payload: BLOCK }),
  },
  DeletePublicAccessBlock: { input: onBucket, output: {}, http: http('DELETE', 'publicAccessBlock') },
  /** Error `NoSuchBucketPolicy`: the bucket has none. */
  GetBucketPolicyStatus: {
    input: onBucket,
    output: { PolicyStatus: struct({ IsPublic: boolean }) },
    http: http('GET', 'policyStatus', { root: 'PolicyStatus', rootMember: 'PolicyStatus' }),
  },
  /** Error `NoSuchTagSet`: the bucket has none. */
  GetBucketTagging: {
    input: onBucket,
    output: { TagSet: list(struct(allText('Key', 'Value')), 'Tag') },
    http: http('GET', 'tagging', { root: 'Tagging' }),
  },
  /** Error `NoSuchWebsiteConfiguration`: the bucket serves none. */
  GetBucketWebsite: {
    input: onBucket,
    output: {
      RedirectAllRequestsTo: struct(allText('HostName', 'Protocol')),
      IndexDocument: struct({ Suffix: text }),
      ErrorDocument: struct({ Key: text }),
    },
    http: http('GET', 'website', { root: 'WebsiteConfiguration' }),
  },
  /** Errors have no body, and so no code but their status. */
  HeadBucket: {
    input: onBucket,
    output: {
      ...allText('BucketArn', 'BucketLocationType', 'BucketLocationName', 'BucketRegion'),
      AccessPointAlias: boolean,
    },
    http: http('HEAD', undefined, {
      answerHeaders: {
        BucketArn: 'x-amz-bucket-arn',
        BucketLocationType: 'x-amz-bucket-location-type',
        BucketLocationName: 'x-amz-bucket-location-name',
        BucketRegion: 'x-amz-bucket-region',
        AccessPointAlias: 'x-amz-access-point-alias',
      },
    }),
  },
};
