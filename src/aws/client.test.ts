import { afterEach, describe, expect, it } from 'vitest';
import { createAwsClient, type AwsClientOptions } from './client.ts';
import { ANSWER_MOST_BYTES } from './exchange.ts';
import { serverThat, xml } from './testing/server.ts';
import type { AwsRequest } from './types.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-that-must-not-show' };
const whoAmI: AwsRequest = { service: 'sts', operation: 'GetCallerIdentity', region: 'eu-west-1', params: {} };
const OK =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
const error = (code: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function against(answer: Parameters<typeof serverThat>[0], options: Partial<AwsClientOptions> = {}) {
  const server = await serverThat(answer);
  closing.push(server.close);
  const pauses: number[] = [];
  const client = createAwsClient({
    credentials: keys,
    endpoint: server.url,
    sleep: (ms) => Promise.resolve(void pauses.push(ms)),
    random: () => 0.5,
    ...options,
  });
  return { client, server, pauses };
}

describe('send', () => {
  it('posts one signed form to the endpoint and answers with the SDK’s shape', async () => {
    const { client, server } = await against(xml(200, OK), {
      credentials: { ...keys, sessionToken: 'a-token' },
      now: () => Date.UTC(2026, 10, 21, 5, 0, 0),
    });
    expect(await client.send(whoAmI)).toEqual({ ok: true, value: { Account: '111122223333' } });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      path: '/',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-amz-date': '20261121T050000Z',
        'x-amz-security-token': 'a-token',
      },
    });
    const { authorization } = server.received[0]!.headers;
    expect(authorization).toContain('Credential=AKIDEXAMPLE/20261121/eu-west-1/sts/aws4_request');
    expect(authorization).toContain(
      'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token,',
    );
  });

  it.each([
    ['iam', 'GetUser', 'eu-west-1', '/us-east-1/iam/'],
    ['iam', 'GetUser', 'cn-northwest-1', '/cn-north-1/iam/'],
    ['iam', 'GetUser', 'us-gov-east-1', '/us-gov-west-1/iam/'],
    ['ec2', 'DescribeVpcs', 'ap-southeast-3', '/ap-southeast-3/ec2/'],
  ] as const)('%s %s in %s is signed for %s, whoever answers', async (service, operation, region, scope) => {
    const { client, server } = await against(xml(200, `<${operation}Response/>`));
    await client.send({ service, operation, region, params: {} });
    expect(server.received[0]!.headers.authorization).toContain(scope);
  });

  it('keeps the path of an endpoint', async () => {
    const server = await serverThat(xml(200, OK));
    closing.push(server.close);
    await createAwsClient({ credentials: keys, endpoint: `${server.url}/aws/x` }).send(whoAmI);
    expect(server.received[0]!.path).toBe('/aws/x');
  });

  it.each([
    ['Throttling', xml(400, error('Throttling')), 'throttled', 'Throttling'],
    [
      'RequestLimitExceeded',
      xml(503, '<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>'),
      'throttled',
      'RequestLimitExceeded',
    ],
    ['503', xml(503, error('ServiceUnavailable')), 'throttled', 'ServiceUnavailable'],
    ['expired credentials', xml(403, error('ExpiredToken')), 'expired', 'ExpiredToken'],
    ['a refusal', xml(403, error('AccessDenied')), 'denied', 'AccessDenied'],
    ['an internal error', xml(500, error('InternalFailure')), 'unknown', 'InternalFailure'],
  ] as const)('%s is sent once and told', async (_, answer, kind, code) => {
    const { client, server } = await against(answer);
    expect(await client.send(whoAmI)).toMatchObject({ ok: false, error: { kind, code } });
    expect(server.received).toHaveLength(1);
  });

  it('a time-out before the answer is unknown', async () => {
    const { client, server } = await against(() => undefined, { timeoutMs: 60 });
    expect(await client.send(whoAmI)).toMatchObject({ ok: false, error: { kind: 'unknown', code: 'Timeout' } });
    expect(server.received).toHaveLength(1);
  });

  it('a time-out in the middle of the answer is unknown', async () => {
    const { client } = await against((r) => void r.writeHead(200).write(OK.slice(0, 30)), { timeoutMs: 60 });
    expect(await client.send(whoAmI)).toMatchObject({
      ok: false,
      error: { kind: 'unknown', code: 'Timeout', status: 200 },
    });
  });

  it('a connection closed after the request, without an answer, is unknown', async () => {
    const { client, server } = await against((r) => void r.destroy());
    expect(await client.send(whoAmI)).toMatchObject({ ok: false, error: { kind: 'unknown', code: 'Network' } });
    expect(server.received).toHaveLength(1);
  });

  it('nobody there is unknown', async () => {
    const server = await serverThat(xml(200, OK));
    await server.close();
    const client = createAwsClient({ credentials: keys, endpoint: server.url });
    expect(await client.send(whoAmI)).toMatchObject({ ok: false, error: { kind: 'unknown', code: 'Network' } });
  });

  it('a body that breaks off is unknown', async () => {
    const { client } = await against((r) => {
      r.writeHead(200, { 'content-length': OK.length });
      r.write(OK.slice(0, 50), () => r.destroy());
    });
    expect(await client.send(whoAmI)).toMatchObject({ ok: false, error: { kind: 'unknown', code: 'Truncated' } });
  });

  it('a body cut short that claims to be whole is unknown', async () => {
    const { client } = await against(xml(200, OK.slice(0, 50)));
    expect(await client.send(whoAmI)).toMatchObject({
      ok: false,
      error: { kind: 'unknown', code: 'Truncated', status: 200 },
    });
  });

  it('an answer without end is given up, not read', async () => {
    let sent = 0;
    const chunk = 'x'.repeat(256 * 1024);
    const { client } = await against((r) => {
      r.writeHead(200);
      const more = (): void => {
        if (r.destroyed || sent > 4 * ANSWER_MOST_BYTES) return void r.end();
        sent += chunk.length;
        if (r.write(chunk)) setImmediate(more);
        else r.once('drain', more);
      };
      more();
    });
    expect(await client.send(whoAmI)).toMatchObject({ ok: false, error: { kind: 'unknown', code: 'TooLarge' } });
    expect(sent).toBeLessThan(4 * ANSWER_MOST_BYTES);
  });

  it('a redirect is never followed: the signature would go elsewhere', async () => {
    const other = await serverThat(xml(200, OK));
    closing.push(other.close);
    const { client } = await against(xml(307, '', { location: other.url }));
    expect(await client.send(whoAmI)).toMatchObject({ ok: false, error: { kind: 'unknown', status: 307 } });
    expect(other.received).toHaveLength(0);
  });

  it('credentials that have expired send nothing', async () => {
    const { client, server } = await against(xml(200, OK), {
      credentials: { ...keys, expiresAt: 1_000 },
      now: () => 1_000,
    });
    expect(await client.send(whoAmI)).toMatchObject({
      ok: false,
      error: { kind: 'expired', code: 'CredentialsExpired' },
    });
    expect(server.received).toHaveLength(0);
  });

  it.each(['', 'us-east-1.evil.example/x', 'evil.example/#', 'us east 1', '..', 'US-EAST-1', 'us-east-1\n'])(
    'a region that is none chooses no host: %j',
    async (region) => {
      const seen: unknown[] = [];
      const fetcher = ((url: string) => {
        seen.push(url);
        return Promise.resolve(new Response(OK));
      }) as typeof fetch;
      const client = createAwsClient({ credentials: keys, fetch: fetcher });
      expect(await client.send({ ...whoAmI, region })).toMatchObject({ ok: false, error: { kind: 'invalid' } });
      expect(seen).toEqual([]);
    },
  );

  it.each([
    ['iam', 'GetUser', 'eu-west-1', 'https://iam.amazonaws.com/'],
    ['iam', 'GetUser', 'cn-north-1', 'https://iam.cn-north-1.amazonaws.com.cn/'],
    ['sts', 'GetCallerIdentity', 'eu-west-1', 'https://sts.eu-west-1.amazonaws.com/'],
    ['sts', 'GetCallerIdentity', 'cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn/'],
    ['ec2', 'DescribeVpcs', 'us-gov-west-1', 'https://ec2.us-gov-west-1.amazonaws.com/'],
  ] as const)('%s %s in %s goes to %s', async (service, operation, region, url) => {
    const seen: unknown[] = [];
    const fetcher = ((to: string) => {
      seen.push(to);
      return Promise.resolve(new Response(''));
    }) as typeof fetch;
    await createAwsClient({ credentials: keys, fetch: fetcher, endpoint: '' }).send({
      service,
      operation,
      region,
      params: {},
    });
    expect(seen).toEqual([url]);
  });

  it.each(['localhost:4566', 'ftp://x', 'nonsense'])('an endpoint that is no URL is refused at once: %s', (endpoint) =>
    expect(() => createAwsClient({ credentials: keys, endpoint })).toThrow('AWS_ENDPOINT_URL'),
  );

  it('no error shows a secret', async () => {
    const { client } = await against((r) => void r.destroy());
    expect(JSON.stringify(await client.send(whoAmI))).not.toContain(keys.secretAccessKey);
  });
});

describe('sendRead', () => {
  it('repeats what was throttled or came to an unknown end, with a growing pause and a fresh signature', async () => {
    let second = 0;
    const { client, server, pauses } = await against(
      (r, n) => {
        if (n === 1) return xml(400, error('Throttling'))(r, n);
        if (n === 2) return void r.destroy();
        if (n === 3) return xml(200, OK.slice(0, 40))(r, n);
        return xml(200, OK)(r, n);
      },
      { now: () => Date.UTC(2026, 10, 21) + 1000 * second++ },
    );
    expect(await client.sendRead(whoAmI)).toMatchObject({ ok: true });
    expect(server.received).toHaveLength(4);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(new Set(server.received.map((r) => r.headers['x-amz-date'])).size).toBe(4);
  });

  it('gives up after a bounded number of sendings and tells the last answer', async () => {
    const { client, server, pauses } = await against(xml(503, error('SlowDown'), { 'retry-after': '1' }));
    expect(await client.sendRead(whoAmI)).toMatchObject({ ok: false, error: { kind: 'throttled', code: 'SlowDown' } });
    expect(server.received).toHaveLength(4);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_000);
  });

  it.each(['AccessDenied', 'NoSuchEntity', 'ExpiredToken', 'ValidationError'])(
    'an answer is an answer: %s is not asked again',
    async (code) => {
      const { client, server } = await against(xml(403, error(code)));
      expect((await client.sendRead(whoAmI)).ok).toBe(false);
      expect(server.received).toHaveLength(1);
    },
  );
});
