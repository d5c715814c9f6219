import { describe, expect, it } from 'vitest';
import { buildSessionPolicy, sessionName } from './session-policy.ts';

const user = 'arn:aws:iam::111122223333:user/mallory';
const value = (r: ReturnType<typeof buildSessionPolicy>): { Statement: Record<string, unknown>[] } => {
  if (!r.ok) throw new Error(r.error.detail);
  return JSON.parse(r.value) as { Statement: Record<string, unknown>[] };
};

describe('session policy', () => {
  it('allows the calls on their resources and nothing else', () => {
    expect(value(buildSessionPolicy([{ actions: ['iam:UpdateAccessKey'], resources: [user] }]))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['iam:UpdateAccessKey'], Resource: [user] }],
    });
  });

  it('merges leave on the same resources, and only that', () => {
    const policy = value(
      buildSessionPolicy([
        { actions: ['ec2:StopInstances'], resources: ['b', 'a'] },
        { actions: ['ec2:CreateTags', 'ec2:StopInstances'], resources: ['a', 'b'] },
        {
          actions: ['ec2:CreateTags'],
          resources: ['a', 'b'],
          conditions: { StringEquals: { 'aws:RequestTag/x': 'y' } },
        },
      ]),
    );
    expect(policy.Statement).toHaveLength(2);
    expect(policy.Statement.filter((s) => s['Condition'])).toEqual([
      {
        Effect: 'Allow',
        Action: ['ec2:CreateTags'],
        Resource: ['a', 'b'],
        Condition: { StringEquals: { 'aws:RequestTag/x': 'y' } },
      },
    ]);
  });

  it('is the same text whatever the order of the permissions', () => {
    const a = { actions: ['iam:GetUser', 'iam:ListAccessKeys'], resources: [user] };
    const b = { actions: ['ec2:DescribeInstances'], resources: ['*'] };
    expect(buildSessionPolicy([a, b])).toEqual(buildSessionPolicy([b, { ...a, actions: a.actions.toReversed() }]));
  });

  it('is never widened to fit: too long is a failure', () => {
    const resources = Array.from({ length: 60 }, (_, n) => `${user}-${n}`);
    expect(buildSessionPolicy([{ actions: ['iam:UpdateAccessKey'], resources }])).toMatchObject({
      ok: false,
      error: { code: 'unprocessable' },
    });
  });

  it('no permission means no policy: an empty one would be no narrowing at all', () => {
    expect(buildSessionPolicy([]).ok).toBe(false);
    expect(
      buildSessionPolicy([
        { actions: [], resources: ['*'] },
        { actions: ['iam:GetUser'], resources: [] },
      ]).ok,
    ).toBe(false);
  });
});

describe('session name', () => {
  it('carries incident and operation within the alphabet and length of STS', () => {
    const name = sessionName(`inc_${'a'.repeat(64)}`, `op_${'b'.repeat(64)}`);
    expect(name).toMatch(/^vedette-a+-b+$/);
    expect(name.length).toBeLessThanOrEqual(64);
    expect(sessionName('inc_é"/x', 'op_1')).toMatch(/^[\w+=,.@-]{2,64}$/);
  });
});
