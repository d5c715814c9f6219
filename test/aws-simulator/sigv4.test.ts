import { describe, expect, it } from 'vitest';
import { askSdk, SDK_KEYS } from '../../src/aws/testing/sdk.ts';
import { expectedSignature, isSignedWith, readSignature, type SignedRequest } from './sigv4.ts';

/** AWS's published test suite: its keys, its date, one service. */
function vector(headers: Record<string, string>, signedHeaders: string, signature: string, body = '', path = '/') {
  const request: SignedRequest = {
    method: 'POST',
    url: new URL(`https://example.amazonaws.com${path}`),
    headers: new Headers({
      'x-amz-date': '20150830T123600Z',
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    }),
    body,
  };
  return request;
}

describe('verifying Signature Version 4', () => {
  it.each([
    ['post-vanilla', vector({}, 'host;x-amz-date', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b')],
    [
      'post-x-www-form-urlencoded',
      vector(
        { 'content-type': 'application/x-www-form-urlencoded' },
        'content-type;host;x-amz-date',
        'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
        'Param1=value1',
      ),
    ],
    [
      'post-vanilla-query',
      vector(
        {},
        'host;x-amz-date',
        '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
        '',
        '/?Param1=value1',
      ),
    ],
  ])('%s', (_, request) => {
    const signed = readSignature(request);
    if (typeof signed === 'string') throw new Error(signed);
    expect(expectedSignature(request, signed, SDK_KEYS.secretAccessKey)).toBe(signed.signature);
    expect(isSignedWith(request, signed, SDK_KEYS.secretAccessKey)).toBe(true);
    expect(isSignedWith(request, signed, `${SDK_KEYS.secretAccessKey}x`)).toBe(false);
    expect(isSignedWith({ ...request, body: `${request.body}x` }, signed, SDK_KEYS.secretAccessKey)).toBe(false);
  });

  it.each(['iam', 'sts', 'ec2'] as const)('what the official SDK signs for %s', async (service) => {
    const operation = { iam: 'ListAccessKeys', sts: 'GetCallerIdentity', ec2: 'DescribeInstances' }[service];
    const { sent } = await askSdk(service, operation, {}, undefined, { sessionToken: 'a/token+==' });
    const request: SignedRequest = {
      method: sent!.method,
      url: new URL(`https://${sent!.hostname}${sent!.path}`),
      headers: new Headers(sent!.headers),
      body: sent!.body,
    };
    const signed = readSignature(request);
    if (typeof signed === 'string') throw new Error(signed);
    expect(signed).toMatchObject({ token: 'a/token+==', credential: { service, accessKeyId: SDK_KEYS.accessKeyId } });
    expect(isSignedWith(request, signed, SDK_KEYS.secretAccessKey)).toBe(true);
  });

  it.each([
    ['another day than the date', { 'x-amz-date': '20150831T000000Z' }],
    ['a date that is none', { 'x-amz-date': 'today' }],
    ['an unsigned token', { 'x-amz-security-token': 'x' }],
  ])('refuses %s', (_, headers) => {
    const request = vector({}, 'host;x-amz-date', '0'.repeat(64));
    for (const [k, v] of Object.entries(headers)) request.headers.set(k, v);
    expect(typeof readSignature(request)).toBe('string');
  });

  it('refuses a signature that covers neither host nor date', () => {
    expect(readSignature(vector({}, 'content-type', '0'.repeat(64)))).toContain('must be signed');
  });
});
