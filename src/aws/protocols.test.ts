import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../kit/canonical.ts';
import { answerOf, createAwsClient, type AwsClientOptions } from './client.ts';
import { serverThat, xml } from './testing/server.ts';
import type { AwsRequest, AwsService } from './types.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-that-must-not-show', sessionToken: 'a-session' };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function against(answer: Parameters<typeof serverThat>[0], options: Partial<AwsClientOptions> = {}) {
  const server = await serverThat(answer);
  closing.push(server.close);
  const client = createAwsClient({
    credentials: keys,
    endpoint: server.url,
    sleep: () => Promise.resolve(),
    timeoutMs: 2_000,
    ...options,
  });
  return { client, server };
}
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Parameters<typeof serverThat>[0] =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
const ask = (service: AwsService, operation: string, params: JsonObject): AwsRequest => ({
  service,
  operation,
  region: 'eu-west-1',
  params,
});

describe('over a real connection', () => {
  it('JSON 1.1: one POST whose target names the operation', async () => {
    const { client, server } = await against(json(200, { IPSet: { Addresses: ['192.0.2.0/24'] }, LockToken: 't' }));
    expect(await client.send(ask('wafv2', 'GetIPSet', { Name: 'n', Scope: 'REGIONAL', Id: 'i' }))).toEqual({
      ok: true,
      value: { IPSet: { Addresses: ['192.0.2.0/24'] }, LockToken: 't' },
    });
    expect(server.received).toMatchObject([
      {
        method: 'POST',
        path: '/',
        body: '{"Name":"n","Scope":"REGIONAL","Id":"i"}',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSWAF_20190729.GetIPSet' },
      },
    ]);
    expect(server.received[0]!.headers.authorization).toMatch(/\/eu-west-1\/wafv2\/.*SignedHeaders=[^,]*x-amz-target/);
  });

  it('REST-JSON: GET without a body, PUT with one, DELETE answered by 204', async () => {
    const { client, server } = await against((r, n) =>
      n === 3 ? void r.writeHead(204).end() : json(200, n === 1 ? {} : { ReservedConcurrentExecutions: 0 })(r, n),
    );
    const FunctionName = 'f-1';
    expect(await client.send(ask('lambda', 'GetFunctionConcurrency', { FunctionName }))).toEqual({
      ok: true,
      value: {},
    });
    const put = await client.send(
      ask('lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: 0 }),
    );
    expect(put).toEqual({ ok: true, value: { ReservedConcurrentExecutions: 0 } });
    expect(await client.send(ask('lambda', 'DeleteFunctionConcurrency', { FunctionName }))).toEqual({
      ok: true,
      value: {},
    });
    expect(server.received.map((r) => [r.method, r.path, r.body, r.headers['content-type']])).toEqual([
      ['GET', '/2019-09-30/functions/f-1/concurrency', '', undefined],
      ['PUT', '/2017-10-31/functions/f-1/concurrency', '{"ReservedConcurrentExecutions":0}', 'application/json'],
      ['DELETE', '/2017-10-31/functions/f-1/concurrency', '', undefined],
    ]);
  });

  it('REST-XML: the body with its digest, the owner that is expected, and HEAD answered by headers alone', async () => {
    const { client, server } = await against((r, n) =>
      n === 1
        ? void r.writeHead(200, { 'content-length': '0' }).end()
        : void r.writeHead(200, { 'x-amz-bucket-region': 'eu-west-1', 'x-amz-access-point-alias': 'false' }).end(),
    );
    const Bucket = 'a-bucket';
    const ExpectedBucketOwner = '111122223333';
    const block = { BlockPublicAcls: true, RestrictPublicBuckets: false };
    expect(
      await client.send(
        ask('s3', 'PutPublicAccessBlock', { Bucket, ExpectedBucketOwner, PublicAccessBlockConfiguration: block }),
      ),
    ).toEqual({ ok: true, value: {} });
    expect(await client.send(ask('s3', 'HeadBucket', { Bucket, ExpectedBucketOwner }))).toEqual({
      ok: true,
      value: { BucketRegion: 'eu-west-1', AccessPointAlias: false },
    });
    expect(server.received).toMatchObject([
      {
        method: 'PUT',
        path: '/a-bucket/?publicAccessBlock=',
        body: '<?xml version="1.0" encoding="UTF-8"?><PublicAccessBlockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><BlockPublicAcls>true</BlockPublicAcls><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>',
        headers: {
          'x-amz-expected-bucket-owner': ExpectedBucketOwner,
          'x-amz-content-sha256': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          'x-amz-checksum-sha256': expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) as string,
        },
      },
      { method: 'HEAD', path: '/a-bucket/', body: '', headers: { 'x-amz-expected-bucket-owner': ExpectedBucketOwner } },
    ]);
    expect(server.received[0]!.headers.authorization).toMatch(/SignedHeaders=[^,]*x-amz-expected-bucket-owner/);
  });

  it('a missing configuration is told by its code, a missing bucket by another', async () => {
    const s3Error = (code: string) => `<Error><Code>${code}</Code><Message>m</Message></Error>`;
    const { client } = await against((r, n) =>
      xml(404, s3Error(n === 1 ? 'NoSuchPublicAccessBlockConfiguration' : 'NoSuchBucket'))(r, n),
    );
    const get = () => client.sendRead(ask('s3', 'GetPublicAccessBlock', { Bucket: 'a-bucket' }));
    expect(await get()).toMatchObject({ error: { kind: 'not_found', code: 'NoSuchPublicAccessBlockConfiguration' } });
    expect(await get()).toMatchObject({ error: { kind: 'not_found', code: 'NoSuchBucket' } });
  });
});

describe('AssumeRoleWithWebIdentity', () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.the-token-that-must-not-show.c2ln';
  const assume = ask('sts', 'AssumeRoleWithWebIdentity', {
    RoleArn: 'arn:aws:iam::111122223333:role/r',
    RoleSessionName: 's',
    WebIdentityToken: token,
  });

  it.each([
    ['no credentials', null],
    ['credentials', keys],
    ['credentials that have expired', { ...keys, expiresAt: 0 }],
  ])('with %s it goes out unsigned, the token in the body', async (_, credentials) => {
    const { client, server } = await against(
      xml(
        200,
        '<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA1</AccessKeyId><Expiration>2026-11-21T06:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>',
      ),
      { credentials },
    );
    expect(await client.sendRead(assume)).toEqual({
      ok: true,
      value: { Credentials: { AccessKeyId: 'ASIA1', Expiration: '2026-11-21T06:00:00Z' } },
    });
    const [sent] = server.received;
    expect(sent).toMatchObject({ method: 'POST', path: '/' });
    expect(new URLSearchParams(sent!.body).get('WebIdentityToken')).toBe(token);
    expect(JSON.stringify([sent!.path, sent!.headers])).not.toMatch(/the-token|authorization|x-amz-security-token/i);
  });

  it.each([
    [
      'an error that repeats it',
      xml(
        400,
        `<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>bad ${token}</Message></Error></ErrorResponse>`,
      ),
    ],
    ['a broken answer that repeats it', xml(200, `<AssumeRoleWithWebIdentityResponse>${token}`)],
    ['a page that repeats it', xml(502, token)],
    ['a closed connection', (r: { destroy: () => unknown }) => void r.destroy()],
  ] as const)('the token is in no error: %s', async (_, answer) => {
    const { client } = await against(answer, { credentials: null });
    const said = await client.send(assume);
    expect(said.ok).toBe(false);
    expect(JSON.stringify(said)).not.toContain('the-token');
  });

  it('a token of the wrong kind is not shown either', async () => {
    const { client } = await against(json(200, {}), { credentials: null });
    const said = await client.send({ ...assume, params: { ...assume.params, WebIdentityToken: [token] } });
    expect(said).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
    expect(JSON.stringify(said)).not.toContain('the-token');
  });
});

describe('an answer that is not whole, or another’s, is unknown', () => {
  const said = (service: AwsService, operation: string, body: string, type?: string) =>
    answerOf(ask(service, operation, {}), body, new Headers(type === undefined ? {} : { 'content-type': type }));
  const unknown = { ok: false, error: { kind: 'unknown', code: 'Truncated' } };

  it.each([
    ['wafv2', 'GetIPSet', '{"IPSet":{"Addresses":["192.0.2.0/24"]},"LockToken":"t"}'],
    ['cloudtrail', 'GetTrailStatus', '{"IsLogging":true,"StartLoggingTime":1.7e9}'],
    ['lambda', 'GetFunctionConcurrency', '{"ReservedConcurrentExecutions":0}'],
    ['s3', 'GetBucketTagging', '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>'],
  ] as const)('%s %s, wherever it was cut off', (service, operation, whole) => {
    for (let length = 0; length < whole.length; length++)
      expect(said(service, operation, whole.slice(0, length))).toMatchObject(unknown);
    expect(said(service, operation, whole).ok).toBe(true);
  });

  it.each([
    ['a list', '[]', undefined],
    ['a text', '"ok"', undefined],
    ['null', 'null', undefined],
    ['a page', '<html>sign in</html>', 'text/html'],
    ['two documents', '{}{}', undefined],
  ])('JSON services: %s', (_, body, type) => {
    expect(said('wafv2', 'ListIPSets', body, type)).toMatchObject(unknown);
    expect(said('lambda', 'GetFunctionConcurrency', body, type)).toMatchObject(unknown);
    expect(said('cloudtrail', 'StartLogging', body, type)).toMatchObject(unknown);
  });

  it.each(['text/html; charset=utf-8', 'application/xml', undefined])(
    'JSON services: JSON is JSON, whatever an AWS-compatible server calls it (%s)',
    (type) =>
      expect(said('lambda', 'GetFunctionConcurrency', '{"ReservedConcurrentExecutions":0}', type)).toMatchObject({
        ok: true,
        value: { ReservedConcurrentExecutions: 0 },
      }),
  );

  it.each([
    ['an error with status 200', '<Error><Code>InternalError</Code></Error>'],
    ['another operation’s', '<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>'],
    ['JSON', '{"TagSet":[]}'],
    ['nothing', ''],
  ])('S3: %s', (_, body) => expect(said('s3', 'GetBucketTagging', body)).toMatchObject(unknown));

  it.each(['PutPublicAccessBlock', 'DeletePublicAccessBlock'])('S3 %s: a body where none belongs', (operation) => {
    expect(said('s3', operation, '<Error><Code>InternalError</Code></Error>')).toMatchObject(unknown);
    expect(said('s3', operation, '<html>sign in</html>')).toMatchObject(unknown);
    expect(said('s3', operation, '')).toEqual({ ok: true, value: {} });
  });

  it('no body is an answer only where there is nothing to say', () => {
    expect(said('cloudtrail', 'StartLogging', '')).toEqual({ ok: true, value: {} });
    expect(said('cloudtrail', 'GetTrailStatus', '')).toMatchObject(unknown);
  });

  it('a body that breaks off on the way is unknown, and a read asks again', async () => {
    const whole = '{"IsLogging":false}';
    const { client, server } = await against((r, n) => {
      if (n > 1) return json(200, whole)(r, n);
      r.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': whole.length });
      r.write(whole.slice(0, 8), () => r.destroy());
    });
    expect(await client.sendRead(ask('cloudtrail', 'GetTrailStatus', { Name: 't' }))).toEqual({
      ok: true,
      value: { IsLogging: false },
    });
    expect(server.received).toHaveLength(2);
  });
});

describe('members of another kind', () => {
  const read = (service: AwsService, operation: string, body: string) => answerOf(ask(service, operation, {}), body);

  it('are left out, and reserved names are data', () => {
    expect(read('lambda', 'ListTags', '{"Tags":{"__proto__":"a","constructor":"b","n":1}}')).toEqual({
      ok: true,
      value: { Tags: JSON.parse('{"__proto__":"a","constructor":"b"}') as JsonObject },
    });
    expect(
      read('wafv2', 'GetIPSet', '{"IPSet":{"Addresses":[1,"192.0.2.0/24",null],"Name":7},"LockToken":{},"more":1}'),
    ).toEqual({ ok: true, value: { IPSet: { Addresses: ['192.0.2.0/24'] } } });
    expect(read('cloudtrail', 'GetTrailStatus', '{"IsLogging":"false","StartLoggingTime":1e300}')).toEqual({
      ok: true,
      value: {},
    });
  });

  it('times are ISO text, with the milliseconds that there are', () =>
    expect(
      read('cloudtrail', 'GetTrailStatus', '{"StartLoggingTime":1500000000.123,"StopLoggingTime":1.5E9}'),
    ).toMatchObject({
      value: { StartLoggingTime: '2017-07-14T02:40:00.123Z', StopLoggingTime: '2017-07-14T02:40:00Z' },
    }));

  it.each(['TRUE', 'true'])('S3’s %s is true', (word) =>
    expect(read('s3', 'GetBucketPolicyStatus', `<PolicyStatus><IsPublic>${word}</IsPublic></PolicyStatus>`)).toEqual({
      ok: true,
      value: { PolicyStatus: { IsPublic: true } },
    }),
  );
});
