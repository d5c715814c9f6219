import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kit/canonical.ts';
import { createAwsClient } from './client.ts';
import type { AwsRequest } from './types.ts';

/** A client that reaches nothing, and what it tried to reach. */
function spied(credentials: Parameters<typeof createAwsClient>[0]['credentials'], endpoint?: string) {
  const reached: string[] = [];
  const fetcher = ((url: string) => {
    reached.push(url);
    return Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }));
  }) as typeof fetch;
  return { client: createAwsClient({ credentials, fetch: fetcher, endpoint }), reached };
}
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-that-must-not-show' };
const ask = (service: AwsRequest['service'], operation: string, params: JsonObject, region = 'eu-west-1') => ({
  service,
  operation,
  region,
  params,
});

const FUNCTIONS = [
  '..',
  '.',
  '../../2015-03-31/functions/other',
  'a/../b',
  'a/b',
  'a%2Fb',
  'a?Qualifier=x',
  'a#b',
  'a b',
  'a\r\nx-amz-target: y',
  'a\n',
  'a\\b',
  'ü',
  '',
  'a'.repeat(300),
];
const BUCKETS = [
  'a/b-bucket',
  '../other-bucket',
  '..',
  'bucket/',
  'bucket?policy',
  'bucket#x',
  'evil.example/',
  'bucket@evil.example',
  'bucket:80',
  'buc%2fket',
  'buc ket',
  'bucket\r\nhost: evil',
  'bucket\n',
  '-bucket',
  'bucket.',
  '.bucket',
  'ab',
  '',
  'a'.repeat(256),
  'arn:aws:s3:us-east-1:111122223333:accesspoint/x',
];

describe('what would choose another address is refused before anything is sent', () => {
  it.each(FUNCTIONS)('function %j', async (FunctionName) => {
    const { client, reached } = spied(keys);
    for (const operation of ['GetFunctionConcurrency', 'PutFunctionConcurrency', 'DeleteFunctionConcurrency'])
      expect(await client.send(ask('lambda', operation, { FunctionName }))).toMatchObject({
        ok: false,
        error: { kind: 'invalid', code: 'InvalidRequest', message: expect.stringContaining('FunctionName') as string },
      });
    expect(reached).toEqual([]);
  });

  it.each(BUCKETS)('bucket %j', async (Bucket) => {
    for (const endpoint of [undefined, 'http://127.0.0.1:1']) {
      const { client, reached } = spied(keys, endpoint);
      for (const operation of ['GetPublicAccessBlock', 'DeletePublicAccessBlock', 'HeadBucket'])
        expect(await client.send(ask('s3', operation, { Bucket }))).toMatchObject({
          ok: false,
          error: { kind: 'invalid', code: 'InvalidRequest', message: expect.stringContaining('Bucket') as string },
        });
      expect(reached).toEqual([]);
    }
  });

  it.each(['arn:aws:lambda:x/../../y', 'arn:aws:s3:::x', '..', 'arn:aws:lambda:eu-west-1:1:function:f?x', ''])(
    'resource %j',
    async (Resource) => {
      const { client, reached } = spied(keys);
      expect(await client.send(ask('lambda', 'ListTags', { Resource }))).toMatchObject({ ok: false });
      expect(reached).toEqual([]);
    },
  );

  it.each(['111122223333\r\nx-amz-acl: public-read', '1111 2222 3333', '11112222333', 'owner', '111122223333\n'])(
    'owner %j, which is a header',
    async (ExpectedBucketOwner) => {
      const { client, reached } = spied(keys);
      expect(await client.send(ask('s3', 'HeadBucket', { Bucket: 'a-bucket', ExpectedBucketOwner }))).toMatchObject({
        ok: false,
        error: { kind: 'invalid', message: expect.stringContaining('ExpectedBucketOwner') as string },
      });
      expect(reached).toEqual([]);
    },
  );

  it.each([
    ['lambda', 'GetFunctionConfiguration', { FunctionName: 'f', Qualifier: '1&FunctionName=g#/../x\r\n' }],
    ['lambda', 'ListEventSourceMappings', { FunctionName: '../x?y=z' }],
  ] as const)('%s %s: what is in the query stays in its pair', async (service, operation, params) => {
    const { client, reached } = spied(keys);
    await client.send(ask(service, operation, params));
    const url = new URL(reached[0]!);
    expect(url.host).toBe('lambda.eu-west-1.amazonaws.com');
    expect(url.pathname).toMatch(/^\/2015-03-31\/(functions\/f\/configuration|event-source-mappings)$/);
    expect([...url.searchParams.values()]).toEqual([Object.values(params).at(-1)]);
  });

  it('an operation of another service, or of every object, is no operation', async () => {
    const { client, reached } = spied(keys);
    for (const operation of ['GetIPSet', 'constructor', '__proto__', ''])
      expect(await client.send(ask('s3', operation, {}))).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
    expect(reached).toEqual([]);
  });
});

describe('whatever the names are', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc
      .array(fc.constantFrom('.', '/', '%', '2', 'f', 'a', '-', '_', ':', '$', '?', '#', '@', '+', '\\', '\n'), {
        maxLength: 12,
      })
      .map((c) => c.join('')),
  );

  it('a call reaches its own operation on one host, or nothing', () =>
    fc.assert(
      fc.asyncProperty(name, name, async (FunctionName, Qualifier) => {
        const { client, reached } = spied(keys);
        const answer = await client.send(ask('lambda', 'GetFunctionConfiguration', { FunctionName, Qualifier }));
        if (reached[0] === undefined) {
          expect(answer).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
          return;
        }
        const url = new URL(reached[0]);
        expect(url.host).toBe('lambda.eu-west-1.amazonaws.com');
        expect(url.pathname).toBe(`/2015-03-31/functions/${encodeURIComponent(FunctionName)}/configuration`);
        expect([...url.searchParams]).toEqual([['Qualifier', Qualifier.toWellFormed()]]);
        expect(url.hash).toBe('');
      }),
    ));

  it('a bucket is one host’s first label or one whole segment', () =>
    fc.assert(
      fc.asyncProperty(name, async (Bucket) => {
        const { client, reached } = spied(keys);
        await client.send(ask('s3', 'DeletePublicAccessBlock', { Bucket }));
        if (reached[0] === undefined) return;
        const { host, pathname, search } = new URL(reached[0]);
        const inHost = host === `${Bucket}.s3.eu-west-1.amazonaws.com` && pathname === '/' && !Bucket.includes('.');
        const inPath = host === 's3.eu-west-1.amazonaws.com' && pathname === `/${Bucket}/`;
        expect([inHost, inPath]).toContain(true);
        expect(search).toBe('?publicAccessBlock=');
      }),
    ));

  it('and whatever the answer is, it is read or it is an error', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.json(), fc.string(), fc.constantFrom('{"Tags":[]}', '{"Tags":{"a":{}}}', '{"__proto__":{}}')),
        fc.constantFrom(200, 204, 301, 400, 404, 500, 503),
        async (body, status) => {
          const fetcher = (() =>
            Promise.resolve(
              new Response(status === 204 ? null : body, { status, headers: { 'content-type': 'application/json' } }),
            )) as unknown as typeof fetch;
          const client = createAwsClient({ credentials: keys, fetch: fetcher });
          const calls = [
            ask('lambda', 'ListTags', { Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:f' }),
            ask('wafv2', 'ListIPSets', { Scope: 'REGIONAL' }),
            ask('s3', 'GetBucketTagging', { Bucket: 'a-bucket' }),
          ];
          for (const call of calls) {
            const answer = await client.send(call);
            if (status >= 300) expect(answer.ok).toBe(false);
            else if (!answer.ok) expect(answer.error.kind).toBe('unknown');
          }
        },
      ),
    ));
});

describe('what is wrong with a request is said in every protocol', () => {
  it.each([
    ['wafv2', 'UpdateIPSet', { Adresses: [] }, 'Adresses is no parameter'],
    ['wafv2', 'UpdateIPSet', { Addresses: '192.0.2.0/24' }, 'Addresses must be a list'],
    ['wafv2', 'CreateIPSet', { Tags: [{ Key: 'k', value: 'v' }] }, 'Tags[0].value is no parameter'],
    ['wafv2', 'CreateIPSet', JSON.parse('{"__proto__": {"Name": "x"}}') as JsonObject, '__proto__ is no parameter'],
    ['cloudtrail', 'DescribeTrails', { includeShadowTrails: 'true' }, 'includeShadowTrails must be a boolean'],
    ['cloudtrail', 'StartLogging', { name: 'x' }, 'name is no parameter'],
    [
      'lambda',
      'PutFunctionConcurrency',
      { FunctionName: 'f', ReservedConcurrentExecutions: '0' },
      'must be a whole number',
    ],
    [
      'lambda',
      'PutFunctionConcurrency',
      { FunctionName: 'f', ReservedConcurrentExecutions: 0.5 },
      'must be a whole number',
    ],
    ['lambda', 'PutFunctionConcurrency', { ReservedConcurrentExecutions: 0 }, 'FunctionName is missing'],
    ['lambda', 'DeleteFunctionConcurrency', { FunctionName: null }, 'FunctionName is missing'],
    ['s3', 'PutPublicAccessBlock', { Bucket: 'a-bucket' }, 'PublicAccessBlockConfiguration is missing'],
    [
      's3',
      'PutPublicAccessBlock',
      { Bucket: 'a-bucket', PublicAccessBlockConfiguration: { BlockPublicAcl: true } },
      'PublicAccessBlockConfiguration.BlockPublicAcl is no parameter',
    ],
    [
      's3',
      'PutPublicAccessBlock',
      { Bucket: 'a-bucket', PublicAccessBlockConfiguration: { BlockPublicAcls: 'true' } },
      'PublicAccessBlockConfiguration.BlockPublicAcls must be a boolean',
    ],
  ] as const)('%s %s %j: %s', async (service, operation, params, why) => {
    const { client, reached } = spied(keys);
    const answer = await client.send(ask(service, operation, params as JsonObject));
    expect(answer).toMatchObject({ ok: false, error: { kind: 'invalid', code: 'InvalidRequest' } });
    expect(answer.ok ? '' : answer.error.message).toContain(why);
    expect(reached).toEqual([]);
  });
});

describe('credentials', () => {
  it('without any, nothing that must be signed is sent', async () => {
    const { client, reached } = spied(null);
    expect(await client.sendRead(ask('iam', 'GetUser', {}))).toMatchObject({
      ok: false,
      error: { kind: 'invalid', code: 'MissingCredentials' },
    });
    expect(reached).toEqual([]);
  });

  it('that no header can carry are an error, not an exception, and are not shown', async () => {
    const { client, reached } = spied({ ...keys, sessionToken: 'a-token\r\nx: y' });
    const answer = await client.send(ask('cloudtrail', 'GetTrail', { Name: 't' }));
    expect(answer).toMatchObject({ ok: false, error: { kind: 'invalid', code: 'SigningFailed' } });
    expect(JSON.stringify(answer)).not.toContain('a-token');
    expect(reached).toEqual([]);
  });
});
