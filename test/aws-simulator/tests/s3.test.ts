import { request } from 'node:http';
import {
  DeletePublicAccessBlockCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/kit/crypto.ts';
import { startSimulator, type Simulator } from '../start.ts';
import { expectedSignature, readSignature } from '../sigv4.ts';
import { BUCKET, clients, OPEN_BUCKET, SERVICES_SEED } from './services.ts';
import { ACCOUNT, ADMIN, allow, assume, policy, refusal, REGION, VIEWER } from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SERVICES_SEED);
});

const by = (keys = ADMIN, region = REGION) => clients(simulator, keys, region).s3;
const get = (Bucket: string, keys = ADMIN, more: object = {}) =>
  by(keys).send(new GetPublicAccessBlockCommand({ Bucket, ...more }));
const block = (on: boolean) => ({
  BlockPublicAcls: on,
  IgnorePublicAcls: on,
  BlockPublicPolicy: on,
  RestrictPublicBuckets: on,
});
const put = (Bucket: string, configuration: object = block(true), keys = ADMIN) =>
  by(keys).send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: configuration }));

describe('buckets, by the official SDK', () => {
  it('a block is put, read and taken away, and what was never there is no block', async () => {
    expect((await get(BUCKET)).PublicAccessBlockConfiguration).toEqual(block(true));
    expect(await refusal(get(OPEN_BUCKET))).toMatchObject({
      code: 'NoSuchPublicAccessBlockConfiguration',
      status: 404,
    });
    await put(OPEN_BUCKET);
    expect((await get(OPEN_BUCKET)).PublicAccessBlockConfiguration).toEqual(block(true));
    await by().send(new DeletePublicAccessBlockCommand({ Bucket: OPEN_BUCKET }));
    await by().send(new DeletePublicAccessBlockCommand({ Bucket: OPEN_BUCKET }));
    expect((await refusal(get(OPEN_BUCKET))).code).toBe('NoSuchPublicAccessBlockConfiguration');
  });

  it('what a block does not say is off', async () => {
    await put(BUCKET, { BlockPublicPolicy: true });
    expect((await get(BUCKET)).PublicAccessBlockConfiguration).toEqual({ ...block(false), BlockPublicPolicy: true });
  });

  it('says whether the policy is public, and has tags and a region', async () => {
    const { PolicyStatus } = await by().send(new GetBucketPolicyStatusCommand({ Bucket: OPEN_BUCKET }));
    expect(PolicyStatus?.IsPublic).toBe(true);
    expect((await refusal(by().send(new GetBucketPolicyStatusCommand({ Bucket: BUCKET })))).code).toBe(
      'NoSuchBucketPolicy',
    );
    const { TagSet } = await by().send(new GetBucketTaggingCommand({ Bucket: BUCKET }));
    expect(TagSet).toEqual([{ Key: 'data', Value: 'personal' }]);
    expect((await refusal(by().send(new GetBucketTaggingCommand({ Bucket: OPEN_BUCKET })))).code).toBe('NoSuchTagSet');
    expect((await by().send(new HeadBucketCommand({ Bucket: BUCKET }))).BucketRegion).toBe(REGION);
    const { Buckets } = await by().send(new ListBucketsCommand({}));
    expect(Buckets?.map((b) => b.Name)).toEqual([BUCKET, OPEN_BUCKET, 'far-away']);
  });
});

describe('what S3 refuses', () => {
  it('a bucket that is not there', async () => {
    expect(await refusal(get('nothing-here'))).toMatchObject({ code: 'NoSuchBucket', status: 404 });
    expect((await refusal(by().send(new HeadBucketCommand({ Bucket: 'nothing-here' })))).status).toBe(404);
  });

  it('a bucket of another account, and one that is not the expected owner’s', async () => {
    expect(await refusal(put('somebody-elses'))).toMatchObject({ code: 'AccessDenied', status: 403 });
    await get(BUCKET, ADMIN, { ExpectedBucketOwner: ACCOUNT });
    expect(await refusal(get(BUCKET, ADMIN, { ExpectedBucketOwner: '999900001111' }))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
    });
  });

  it('another region than the bucket’s, and says which', async () => {
    const far = await refusal(get('far-away'));
    expect(far).toMatchObject({ code: 'AuthorizationHeaderMalformed', status: 400 });
    expect(far.message).toContain("expecting 'us-east-1'");
  });

  it('who may not: by IAM’s names of the operations', async () => {
    expect(await refusal(get(BUCKET, VIEWER))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message: expect.stringContaining(`s3:GetBucketPublicAccessBlock on resource: "arn:aws:s3:::${BUCKET}"`) as string,
    });
    const narrowed = await assume(
      simulator,
      policy(allow('s3:PutBucketPublicAccessBlock', `arn:aws:s3:::${OPEN_BUCKET}`)),
    );
    await put(OPEN_BUCKET, block(true), narrowed);
    await by(narrowed).send(new DeletePublicAccessBlockCommand({ Bucket: OPEN_BUCKET }));
    expect((await refusal(put(BUCKET, block(false), narrowed))).message).toContain('no session policy allows');
    expect((await refusal(get(OPEN_BUCKET, narrowed))).code).toBe('AccessDenied');
  });

  it('a wrong signature, an unknown key, and a session that has expired, in words of its own', async () => {
    expect(await refusal(get(BUCKET, { ...ADMIN, secretAccessKey: 'wrong' }))).toMatchObject({
      code: 'SignatureDoesNotMatch',
      status: 403,
    });
    expect((await refusal(get(BUCKET, { ...ADMIN, accessKeyId: 'AKIANOBODY0000000001' }))).code).toBe(
      'InvalidAccessKeyId',
    );
    const session = await assume(simulator);
    await simulator.advance(16 * 60_000, { clients: 'stay' });
    expect(await refusal(get(BUCKET, session))).toMatchObject({ code: 'ExpiredToken', status: 400 });
  });
});

describe('requests by hand', () => {
  const XML =
    '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>';
  interface Hand {
    readonly body?: string;
    readonly sent?: string;
    readonly hash?: string | undefined;
    readonly headers?: Record<string, string>;
    readonly host?: string;
    readonly path?: string;
    readonly method?: string;
  }

  /** Signs what it is told, by the simulator's own rules, and sends something else if told so. */
  async function send(hand: Hand): Promise<{ status: number; text: string }> {
    const { body = XML, method = 'PUT', path = `/${BUCKET}?publicAccessBlock=` } = hand;
    const host = hand.host ?? new URL(simulator.url).host;
    const stamp = new Date().toISOString().replaceAll(/[:-]|\.\d{3}/g, '');
    const headers = new Headers({ host, 'x-amz-date': stamp, ...hand.headers });
    const hash = 'hash' in hand ? hand.hash : sha256Hex(body);
    if (hash !== undefined) headers.set('x-amz-content-sha256', hash);
    const names = [...headers.keys()].toSorted((a, b) => (a < b ? -1 : 1));
    const scope = `${ADMIN.accessKeyId}/${stamp.slice(0, 8)}/${REGION}/s3/aws4_request`;
    const authorization = (signature: string) =>
      `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    headers.set('authorization', authorization('0'.repeat(64)));
    const made = { method, url: new URL(path, `http://${host}`), headers, body };
    const signed = readSignature(made);
    if (typeof signed === 'string') throw new Error(signed);
    headers.set('authorization', authorization(expectedSignature(made, signed, ADMIN.secretAccessKey)));
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(simulator.url);
      const out = request({ hostname, port, path, method, headers: Object.fromEntries(headers) }, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      out.on('error', reject);
      out.end(method === 'GET' ? undefined : (hand.sent ?? body));
    });
  }
  const checksum = { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' };

  it('a body need not be signed', async () => {
    const { status } = await send({ hash: 'UNSIGNED-PAYLOAD', headers: checksum });
    expect(status).toBe(200);
    expect((await get(BUCKET)).PublicAccessBlockConfiguration).toEqual({ ...block(false), BlockPublicAcls: true });
  });

  it('the bucket may be part of the host', async () => {
    const { status, text } = await send({
      method: 'GET',
      body: '',
      host: `${BUCKET}.s3.${REGION}.amazonaws.com`,
      path: '/?publicAccessBlock=',
    });
    expect([status, text.includes('<BlockPublicAcls>true</BlockPublicAcls>')]).toEqual([200, true]);
  });

  it.each<[string, Hand, string]>([
    [
      'another body than was hashed',
      { headers: checksum, sent: XML.replace('true', 'fals') },
      'XAmzContentSHA256Mismatch',
    ],
    ['no hash of the body', { headers: checksum, hash: undefined }, 'InvalidRequest'],
    ['a configuration without a checksum', {}, 'InvalidRequest'],
    ['a checksum of something else', { headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' } }, 'BadDigest'],
    ['no XML', { body: '<x', headers: checksum }, 'MalformedXML'],
    ['another configuration', { body: '<Other/>', headers: checksum }, 'MalformedXML'],
    ['a flag that is neither on nor off', { body: XML.replace('true', 'perhaps'), headers: checksum }, 'MalformedXML'],
    ['what it does not know', { method: 'PUT', path: `/${BUCKET}?accelerate=` }, 'MethodNotAllowed'],
  ])('%s is refused', async (_, hand, code) => {
    const { text } = await send(hand);
    expect(/<Code>(.*?)<\/Code>/.exec(text)?.[1]).toBe(code);
    expect((await get(BUCKET)).PublicAccessBlockConfiguration).toEqual(block(true));
  });
});
