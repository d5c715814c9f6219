import { describe, expect, it } from 'vitest';
import { neverThrows } from '../../testing/never-throws.ts';
import { problemsOf } from '../../testing/validate-ocsf.ts';
import { accessanalyzer } from './index.ts';

const finding = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'one',
  status: 'ACTIVE',
  resource: 'arn:aws:s3:::ledger',
  resourceType: 'AWS::S3::Bucket',
  accountId: '123456789012',
  region: 'eu-central-1',
  principal: { AWS: 'arn:aws:iam::999988887777:root' },
  createdAt: '2026-01-10T11:00:00Z',
  analyzedAt: '2026-01-10T12:00:00Z',
  updatedAt: '2026-01-10T12:00:00Z',
  isDeleted: false,
  ...more,
});
const factsOf = (record: Record<string, unknown>) => {
  const facts = accessanalyzer.facts(record);
  if (!facts.ok) throw new Error(facts.error);
  expect(problemsOf(accessanalyzer.toOcsf(record, facts.value))).toEqual([]);
  return facts.value;
};

describe('a finding that counts', () => {
  it.each([
    ['another account', {}, 'external', 'is open to another account'],
    ['everybody', { isPublic: true }, 'external', 'is open to everybody'],
    ['within the organisation', { findingType: 'InternalAccess' }, 'internal', 'from within the organisation'],
  ])('%s is let in', (_what, more, kind, title) => {
    factsOf(finding(more));
    expect(accessanalyzer.verdict(finding(more))).toMatchObject({
      ruleId: `aws.accessanalyzer:${kind}:AWS::S3::Bucket`,
      title: expect.stringContaining(title) as string,
      severity: 2,
    });
  });
});

it.each([
  ['archived', { status: 'ARCHIVED' }],
  ['resolved', { status: 'RESOLVED' }],
  ['deleted', { isDeleted: true }],
  ['one that could not be analyzed', { error: 'ACCESS_DENIED' }],
  ['unused access', { findingType: 'UnusedIAMRole', id: undefined, findingId: 'two' }],
])('%s makes no finding, and is an event all the same', (_what, more) => {
  factsOf(finding(more));
  expect(accessanalyzer.verdict(finding(more))).toBeUndefined();
});

it('names what is open and who is let in', () => {
  expect(accessanalyzer.entities(finding()).map((e) => [e.type, e.id, e.role])).toEqual([
    ['bucket', 'arn:aws:s3:::ledger', 'target'],
    ['account', '999988887777', 'related'],
  ]);
});

it.each([
  ['999988887777', 'account', '999988887777'],
  ['arn:aws:iam::999988887777:role/partner', 'role', 'arn:aws:iam::999988887777:role/partner'],
])('%s is let in', (AWS, type, id) => {
  expect(accessanalyzer.entities(finding({ principal: { AWS } }))[1]).toMatchObject({ type, id, role: 'related' });
});

it('of the second version says who is let in, and that everybody is, in its details', () => {
  const v2 = (details: object, more: object = {}) =>
    finding({ principal: undefined, findingDetails: [details], ...more });
  const AWS = 'arn:aws:iam::123456789012:role/app';
  const within = v2({ internalAccessDetails: { principal: { AWS } } }, { findingType: 'InternalAccess' });
  expect(accessanalyzer.entities(within)[1]).toMatchObject({ type: 'role', id: AWS, role: 'related' });
  const open = v2({ externalAccessDetails: { isPublic: true, principal: { AWS: '*' } } });
  expect(accessanalyzer.verdict(open)?.title).toContain('open to everybody');
  const KEY = 'AKIAEXAMPLE000000001';
  const unused = v2({ unusedIamUserAccessKeyDetails: { accessKeyId: KEY } }, { findingType: 'UnusedIAMUserAccessKey' });
  expect(accessanalyzer.entities(unused)[1]).toMatchObject({ type: 'access_key', id: KEY, role: 'target' });
  for (const one of [within, open, unused]) factsOf(one);
});

it('its deletion is an event of its own', () => {
  expect(factsOf(finding({ isDeleted: true })).uid).not.toBe(factsOf(finding()).uid);
});

it('no JSON object makes it throw', () => {
  expect(() => neverThrows(accessanalyzer, finding())).not.toThrow();
});
