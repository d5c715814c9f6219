import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { Bucket, PublicAccessBlock, StoredObject } from '../model.ts';
import type { XmlRoute } from '../protocols/rest-xml.ts';
import { iso } from '../xml-out.ts';
import { isPublic } from './public.ts';

const bucketRoute = (operation: string, method: string, more: Partial<XmlRoute> = {}): XmlRoute => ({
  operation,
  method,
  path: '/{Bucket}',
  ...more,
  headers: { 'x-amz-expected-bucket-owner': 'ExpectedBucketOwner' },
});
const BLOCK = 'PublicAccessBlockConfiguration';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const S3_ROUTES: readonly XmlRoute[] = [
  { operation: 'ListBuckets', method: 'GET', path: '/', root: 'ListAllMyBucketsResult' },
  {
    operation: 'GetObject',
    method: 'GET',
    path: '/{Bucket}/{Key+}',
    headers: { 'x-amz-expected-bucket-owner': 'ExpectedBucketOwner', 'if-match': 'IfMatch' },
    raw: 'Body',
    answerHeaders: { etag: 'ETag', 'content-encoding': 'ContentEncoding' },
  },
  bucketRoute('HeadBucket', 'HEAD', { answerHeaders: { 'x-amz-bucket-region': 'BucketRegion' } }),
  bucketRoute('GetPublicAccessBlock', 'GET', { subresource: 'publicAccessBlock', root: BLOCK }),
  bucketRoute('PutPublicAccessBlock', 'PUT', {
    subresource: 'publicAccessBlock',
    input: BLOCK,
  }),
  bucketRoute('DeletePublicAccessBlock', 'DELETE', { subresource: 'publicAccessBlock', status: 204 }),
  bucketRoute('GetBucketPolicyStatus', 'GET', { subresource: 'policyStatus', root: 'PolicyStatus' }),
  bucketRoute('GetBucketTagging', 'GET', { subresource: 'tagging', root: 'Tagging' }),
];

/**
 * The bucket that is named, authorized before it is said whether there is one. `action`: IAM's name for the operation, which is
 * often another: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
function named(call: Call, action: string, key?: string): Bucket {
  const name = call.params.need('Bucket');
  const bucket = call.store.get('bucket', '', name);
  authorize(call, [{ arn: `arn:aws:s3:::${name}${key === undefined ? '' : `/${key}`}` }], { action });
  if (!bucket) throw new ApiError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
  const owner = call.params.text('ExpectedBucketOwner');
  // Another account's policy would have to let the caller in; none is read here.
  if (bucket.account !== call.caller.account || (owner !== undefined && owner !== bucket.account))
    throw new ApiError('AccessDenied', 'Access Denied', 403);
  if (bucket.region !== call.region)
    throw new ApiError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${bucket.region}'`,
      400,
      { Region: bucket.region },
    );
  return bucket;
}

const noBlock = (bucket: string): ApiError =>
  new ApiError('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', 404, {
    BucketName: bucket,
  });

const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

function blockIn(call: Call): PublicAccessBlock {
  const given = call.params.struct(BLOCK);
  const unknown = given.names().find((n) => !(FLAGS as readonly string[]).includes(n));
  const bad = FLAGS.some((f) => given.text(f) !== undefined && !/^(true|false)$/i.test(given.text(f)!));
  if (unknown !== undefined || bad)
    throw new ApiError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  const flag = (name: (typeof FLAGS)[number]): boolean => given.text(name)?.toLowerCase() === 'true';
  return {
    BlockPublicAcls: flag('BlockPublicAcls'),
    IgnorePublicAcls: flag('IgnorePublicAcls'),
    BlockPublicPolicy: flag('BlockPublicPolicy'),
    RestrictPublicBuckets: flag('RestrictPublicBuckets'),
  };
}

/** Whoever may not list a bucket is not told that it lacks a key: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function objectOf(call: Call): StoredObject {
  const key = call.params.need('Key');
  const bucket = named(call, 's3:GetObject', key);
  const object = call.store.get('object', '', `${bucket.name}/${key}`);
  if (!object) {
    authorize(call, [{ arn: `arn:aws:s3:::${bucket.name}` }], { action: 's3:ListBucket' });
    throw new ApiError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
  }
  const wanted = call.params.text('IfMatch');
  if (wanted !== undefined && wanted !== `"${object.etag}"`)
    throw new ApiError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  return object;
}

const put = (call: Call, bucket: Bucket): void => call.store.put('bucket', '', bucket.name, bucket);

export const s3: Handlers = {
  ListBuckets: (call) => {
    authorize(call, [{ arn: '*' }], { action: 's3:ListAllMyBuckets' });
    const own = call.store.list('bucket', '').filter((b) => b.account === call.caller.account);
    return {
      Buckets: { Bucket: own.map((b) => ({ Name: b.name, CreationDate: iso(b.createDate), BucketRegion: b.region })) },
    };
  },
  GetObject: (call) => {
    const { content, etag, contentEncoding } = objectOf(call);
    return {
      Body: content,
      ETag: `"${etag}"`,
      ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
    };
  },
  HeadBucket: (call) => ({ BucketRegion: named(call, 's3:ListBucket').region }),
  GetPublicAccessBlock: (call) => {
    const bucket = named(call, 's3:GetBucketPublicAccessBlock');
    if (!bucket.publicAccessBlock) throw noBlock(bucket.name);
    return { ...bucket.publicAccessBlock };
  },
  PutPublicAccessBlock: (call) => {
    const bucket = named(call, 's3:PutBucketPublicAccessBlock');
    put(call, { ...bucket, publicAccessBlock: blockIn(call) });
    return undefined;
  },
  // There is no permission of its own to take it away. It is no error if there is none.
  DeletePublicAccessBlock: (call) => {
    const { publicAccessBlock: _, ...rest } = named(call, 's3:PutBucketPublicAccessBlock');
    put(call, rest);
    return undefined;
  },
  GetBucketPolicyStatus: (call) => {
    const bucket = named(call, 's3:GetBucketPolicyStatus');
    if (bucket.policy === undefined)
      throw new ApiError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket.name });
    return { IsPublic: isPublic(bucket.policy) };
  },
  GetBucketTagging: (call) => {
    const bucket = named(call, 's3:GetBucketTagging');
    const tags = Object.entries(bucket.tags);
    if (tags.length === 0)
      throw new ApiError('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: bucket.name });
    return { TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } };
  },
};
