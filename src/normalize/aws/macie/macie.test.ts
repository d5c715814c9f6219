import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { macie } from './index.ts';

const finding = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'one',
  accountId: '123456789012',
  region: 'eu-central-1',
  type: 'SensitiveData:S3Object/Personal',
  title: 'An object holds names',
  severity: { score: 3, description: 'High' },
  createdAt: '2026-01-10T12:00:00Z',
  updatedAt: '2026-01-10T12:00:00Z',
  archived: false,
  resourcesAffected: {
    s3Bucket: { arn: 'arn:aws:s3:::ledger', name: 'ledger' },
    s3Object: { key: 'people/list.csv', path: 'ledger/people/list.csv' },
  },
  ...more,
});
const KEY = `ASIA${'D'.repeat(16)}`;
const policy = finding({
  type: 'Policy:IAMUser/S3BucketPublic',
  policyDetails: {
    actor: {
      ipAddressDetails: { ipAddressV4: '198.51.100.7' },
      userIdentity: {
        assumedRole: {
          accessKeyId: KEY,
          arn: 'arn:aws:sts::123456789012:assumed-role/deploy/build-7',
          sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::123456789012:role/ci/deploy' } },
        },
      },
    },
  },
});
const classOf = (record: Record<string, unknown>) => {
  const facts = macie.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  const event = macie.toOcsf(record, facts.value);
  expect(problemsOf(event)).toEqual([]);
  return event.class_uid;
};

describe('sensitive data', () => {
  it('is a Data Security Finding, and counts low: nobody took it', () => {
    expect(classOf(finding())).toBe(2006);
    expect(macie.verdict(finding())).toMatchObject({ severity: 2, techniques: [] });
  });
});

describe('a policy that was changed', () => {
  it('is a Detection Finding with its own severity', () => {
    expect(classOf(policy)).toBe(2004);
    expect(macie.verdict(policy)).toMatchObject({ severity: 4, tactics: ['defense-evasion'] });
  });

  it('names who changed it, as CloudTrail does, and the bucket', () => {
    expect(macie.entities(policy).map((e) => [e.type, e.id, e.role])).toEqual([
      ['principal', 'arn:aws:iam::123456789012:role/ci/deploy', 'actor'],
      ['access_key', KEY, 'actor'],
      ['ip', '198.51.100.7', 'source'],
      ['bucket', 'arn:aws:s3:::ledger', 'target'],
      ['resource', 'arn:aws:s3:::ledger/people/list.csv', 'target'],
    ]);
    expect(macie.observables(policy)).toEqual([['ip', '198.51.100.7']]);
  });
});

it.each([
  ['the root', { root: { arn: 'arn:aws:iam::123456789012:root' } }, ['arn:aws:iam::123456789012:root']],
  ['a user', { iamUser: { arn: 'arn:aws:iam::123456789012:user/eve' } }, ['arn:aws:iam::123456789012:user/eve']],
  [
    'a federated user',
    { federatedUser: { arn: 'arn:aws:sts::123456789012:federated-user/eve', accessKeyId: KEY } },
    ['arn:aws:sts::123456789012:federated-user/eve', KEY],
  ],
])('%s may have changed it', (_who, userIdentity, ids) => {
  const found = macie.entities({ ...policy, policyDetails: { actor: { userIdentity } } });
  expect(found.filter((e) => e.role === 'actor').map((e) => e.id)).toEqual(ids);
});

it('what is archived makes no finding', () => {
  expect(macie.verdict(finding({ archived: true }))).toBeUndefined();
});

it.each([
  [{ score: 1 }, 2],
  [{ score: 2 }, 3],
  [{ description: 'High' }, 4],
])('severity %o is %i', (severity, id) => {
  expect(macie.verdict({ ...policy, severity })?.severity).toBe(id);
});

it('no JSON object makes it throw', () => {
  expect(() => neverThrows(macie, finding())).not.toThrow();
  expect(() => neverThrows(macie, policy)).not.toThrow();
});
