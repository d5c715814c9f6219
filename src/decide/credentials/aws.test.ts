import { describe, expect, it } from 'vitest';
import type { AwsAnswer, AwsRequest } from '../../aws/types.ts';
import { assumeRoleBy } from './aws.ts';

const request = {
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::1:role/r',
  sessionName: 'vedette-1-2',
  policy: '{}',
  externalId: 'e',
};
const base = { accessKeyId: 'AKIABASE', secretAccessKey: 'base-secret' };

function withAnswer(answer: AwsAnswer) {
  const sent: AwsRequest[] = [];
  const send = (r: AwsRequest) => {
    sent.push(r);
    return Promise.resolve(answer);
  };
  return { sent, assume: assumeRoleBy(() => ({ send, sendRead: send })) };
}
const credentials = {
  AccessKeyId: 'ASIA1',
  SecretAccessKey: 's',
  SessionToken: 't',
  Expiration: '2026-11-21T00:15:00Z',
};

describe('AssumeRole', () => {
  it('asks for fifteen minutes under the policy, name and external id', async () => {
    const { sent, assume } = withAnswer({ ok: true, value: { Credentials: credentials } });
    expect(await assume(base, request)).toEqual({
      ok: true,
      value: {
        accessKeyId: 'ASIA1',
        secretAccessKey: 's',
        sessionToken: 't',
        expiresAt: Date.parse('2026-11-21T00:15:00Z'),
        narrowed: true,
        sessionName: 'vedette-1-2',
      },
    });
    expect(sent[0]).toMatchObject({
      service: 'sts',
      operation: 'AssumeRole',
      params: { DurationSeconds: 900, Policy: '{}', RoleSessionName: 'vedette-1-2', ExternalId: 'e' },
    });
  });

  it.each([
    ['throttled', 'unavailable'],
    ['unknown', 'unavailable'],
    ['denied', 'forbidden'],
    ['expired', 'forbidden'],
    ['invalid', 'unprocessable'],
  ] as const)('AWS answers %s: %s, without quoting AWS or a key', async (kind, code) => {
    const { assume } = withAnswer({ ok: false, error: { kind, code: 'X', message: `leaks ${base.secretAccessKey}` } });
    const answer = await assume(base, request);
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(answer)).not.toContain(base.secretAccessKey);
  });

  it.each([
    {},
    { Credentials: 'x' },
    { Credentials: { ...credentials, SessionToken: null } },
    { Credentials: { ...credentials, Expiration: 'soon' } },
  ])('an incomplete answer is no credentials: %o', async (value) =>
    expect((await withAnswer({ ok: true, value }).assume(base, request)).ok).toBe(false),
  );
});
