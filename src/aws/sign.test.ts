import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestBody } from './client.ts';
import { encode } from './serialize.ts';
import { signedHeaders } from './sign.ts';
import { askSdk, SDK_KEYS } from './testing/sdk.ts';
import type { AwsService } from './types.ts';

const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);
const vectorOf = (headers: Record<string, string>, body: string) => ({
  url: 'https://example.amazonaws.com/',
  headers,
  body,
  service: 'service',
  region: 'us-east-1',
  now: NOW,
});
const vector = (headers: Record<string, string>, body: string) => signedHeaders(SDK_KEYS, vectorOf(headers, body));

describe('Signature Version 4', () => {
  /* AWS's published test suite: post-vanilla, post-x-www-form-urlencoded. */
  it.each([
    ['post-vanilla', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-x-www-form-urlencoded',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Param1=value1',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', async (_, headers, body, signature) => {
    const signed = await vector(headers, body);
    expect(signed.get('authorization')).toContain(`Signature=${signature}`);
  });

  beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  /** The SDK's own signature, and ours over the same request. */
  async function bothSign(service: AwsService, operation: string, params: Record<string, unknown>, token?: string) {
    const session = token === undefined ? {} : { sessionToken: token };
    const { sent } = await askSdk(service, operation, params, undefined, { region: 'us-east-1', ...session });
    if (!sent) throw new Error('the SDK sent nothing');
    const theirs = sent.headers['authorization']!;
    const names = /SignedHeaders=([^,]+)/.exec(theirs)![1]!.split(';');
    // Headers that the signer sets itself are left to ours; S3's digest of the body among them.
    const own = new Set([
      'host',
      'x-amz-date',
      'x-amz-security-token',
      ...(service === 's3' ? ['x-amz-content-sha256'] : []),
    ]);
    const headers = Object.fromEntries(names.filter((n) => !own.has(n)).map((n) => [n, sent.headers[n]!]));
    const query = Object.entries(sent.query).map(([k, v]) => `${encode(k)}=${encode(v)}`);
    const ours = await signedHeaders(
      { ...SDK_KEYS, ...session },
      {
        method: sent.method,
        url: `https://${sent.hostname}${sent.path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
        headers,
        body: sent.body,
        service,
        region: 'us-east-1',
        now: NOW,
      },
    );
    expect(ours.get('x-amz-date')).toBe('20150830T123600Z');
    if (service === 's3') expect(ours.get('x-amz-content-sha256')).toBe(sent.headers['x-amz-content-sha256']);
    return { theirs, ours: ours.get('authorization') };
  }

  it.each([
    ['iam', 'PutUserPolicy', { UserName: 'a+b', PolicyName: 'p', PolicyDocument: '{"a": "*~ü"}' }, undefined],
    ['sts', 'AssumeRole', { RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 's' }, 'a/session+token=='],
    ['ec2', 'DescribeInstances', { InstanceIds: ['i-1'] }, 'a/session+token=='],
    ['wafv2', 'UpdateIPSet', { Name: 'a', Addresses: ['192.0.2.0/24'], Description: 'ü€😀' }, 'a/session+token=='],
    ['cloudtrail', 'StartLogging', { Name: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/t' }, undefined],
    ['lambda', 'GetFunctionConfiguration', { FunctionName: 'a:b+c ü', Qualifier: '$LATEST a+b' }, undefined],
    ['lambda', 'ListTags', { Resource: 'arn:aws:lambda:us-east-1:111122223333:function:f:$LATEST' }, 'a/token+=='],
    ['lambda', 'PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 }, undefined],
    ['lambda', 'DeleteFunctionConcurrency', { FunctionName: 'f' }, undefined],
    ['s3', 'GetPublicAccessBlock', { Bucket: 'a-bucket', ExpectedBucketOwner: '111122223333' }, 'a/token+=='],
    ['s3', 'GetBucketPolicyStatus', { Bucket: 'a.bucket.with.dots' }, undefined],
    [
      's3',
      'PutPublicAccessBlock',
      { Bucket: 'Old_Bucket', PublicAccessBlockConfiguration: { BlockPublicAcls: true }, ChecksumAlgorithm: 'SHA256' },
      'a/token+==',
    ],
    ['s3', 'HeadBucket', { Bucket: 'a-bucket' }, undefined],
    ['s3', 'DeletePublicAccessBlock', { Bucket: 'a-bucket' }, undefined],
  ] as const)('signs %s %s as the official SDK does at the same second', async (service, operation, params, token) => {
    const { ours, theirs } = await bothSign(service, operation, params, token);
    expect(ours).toBe(theirs);
  });

  it.each([
    'a+b',
    'a b',
    'a%2Fb%20c',
    'a//b/',
    'ü/€/😀',
    "!'()*~-_.",
    'a:b@c,d;e=f&g$h',
    '100%',
    'x/a?b#c',
    '"<>\\^`{|}',
    'a/.hidden/..b',
  ])('an S3 key is escaped once, and its plus stays a plus: %s', async (Key) => {
    for (const Bucket of ['a-bucket', 'a.bucket']) {
      const { ours, theirs } = await bothSign('s3', 'GetObject', { Bucket, Key });
      expect(ours).toBe(theirs);
    }
  });

  it('a plus that nobody escaped is signed as the plus that it is', async () => {
    const of = async (path: string) =>
      (
        await signedHeaders(SDK_KEYS, {
          ...vectorOf({}, ''),
          method: 'GET',
          url: `https://b.s3.amazonaws.com${path}`,
          service: 's3',
        })
      ).get('authorization');
    expect(await of('/a+b')).toBe(await of('/a%2Bb'));
    expect(await of('/a+b')).not.toBe(await of('/a%20b'));
  });

  it('another body, second, region, service or secret makes another signature', async () => {
    const body = requestBody({ service: 'iam', operation: 'GetUser', region: 'us-east-1', params: {} });
    const base = {
      url: 'https://iam.amazonaws.com/',
      headers: {},
      body: body.ok ? body.value : '',
      service: 'iam',
      region: 'us-east-1',
      now: NOW,
    };
    const of = async (change: object, keys = SDK_KEYS) =>
      (await signedHeaders(keys, { ...base, ...change })).get('authorization');
    const all = await Promise.all([
      of({}),
      of({ body: `${base.body}&x=1` }),
      of({ now: NOW + 1000 }),
      of({ region: 'eu-west-1' }),
      of({ service: 'sts' }),
      of({ url: 'https://iam.example.com/' }),
      of({}, { ...SDK_KEYS, secretAccessKey: 'other' }),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });
});
