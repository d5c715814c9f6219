import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestBody } from './client.ts';
import { signedHeaders } from './sign.ts';
import { askSdk, SDK_KEYS } from './testing/sdk.ts';

const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);
const vector = (headers: Record<string, string>, body: string) =>
  signedHeaders(SDK_KEYS, {
    url: 'https://example.amazonaws.com/',
    headers,
    body,
    service: 'service',
    region: 'us-east-1',
    now: NOW,
  });

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

  it.each([
    ['iam', 'PutUserPolicy', { UserName: 'a+b', PolicyName: 'p', PolicyDocument: '{"a": "*~ü"}' }, undefined],
    ['sts', 'AssumeRole', { RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 's' }, 'a/session+token=='],
    ['ec2', 'DescribeInstances', { InstanceIds: ['i-1'] }, 'a/session+token=='],
  ] as const)('signs %s %s as the official SDK does at the same second', async (service, operation, params, token) => {
    const { sent } = await askSdk(service, operation, params, undefined, {
      region: 'us-east-1',
      ...(token === undefined ? {} : { sessionToken: token }),
    });
    if (!sent) throw new Error('the SDK sent nothing');
    const authorization = sent.headers['authorization']!;
    const names = /SignedHeaders=([^,]+)/.exec(authorization)![1]!.split(';');
    // Headers that the signer sets itself are left to ours.
    const own = new Set(['host', 'x-amz-date', 'x-amz-security-token']);
    const headers = Object.fromEntries(names.filter((n) => !own.has(n)).map((n) => [n, sent.headers[n]!]));
    const ours = await signedHeaders(
      { ...SDK_KEYS, ...(token === undefined ? {} : { sessionToken: token }) },
      {
        url: `https://${sent.hostname}${sent.path}`,
        headers,
        body: sent.body,
        service,
        region: 'us-east-1',
        now: NOW,
      },
    );
    expect(ours.get('authorization')).toBe(authorization);
    expect(ours.get('x-amz-date')).toBe('20150830T123600Z');
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
