import { describe, expect, it } from 'vitest';
import type { Permission, Place } from './action.ts';
import { actions } from './actions/registry.ts';
import { rolePolicies } from './role-policy.ts';
import { sampleParams } from './samples.ts';

const place: Place = { account: '111122223333', region: 'us-east-1', partition: 'aws' };
const inspecting: Permission = { actions: ['cloudtrail:LookupEvents'], resources: ['*'] };
const { read, write } = rolePolicies(actions, place, [inspecting]);
const named = (permissions: readonly Permission[]) => permissions.flatMap((p) => p.actions);
const allowed = (policy: typeof read) => policy.Statement.flatMap((s) => s.Action);

describe.each(actions.map((a) => [a.id, a] as const))('the roles’ policies have what %s needs', (_, action) => {
  const params = sampleParams(action);

  it('to read, in both', () => {
    const needed = named(action.readPermissions(params, place));
    expect(needed.length).toBeGreaterThan(0);
    expect(allowed(read)).toEqual(expect.arrayContaining(needed));
    expect(allowed(write)).toEqual(expect.arrayContaining(needed));
  });

  it('to write, in the writing one', () => {
    const needed = [...action.steps, ...action.revert].flatMap((s) => named(s.permissions(params, place)));
    expect(needed.length).toBeGreaterThan(0);
    expect(allowed(write)).toEqual(expect.arrayContaining(needed));
  });
});

it('the reading role changes nothing and reads no stored data, secrets or code', () => {
  for (const action of allowed(read)) {
    expect(action).toMatch(/^[a-z0-9]+:(Get|List|Describe|Simulate|Lookup)[A-Za-z]+$/);
    expect(action).not.toMatch(/^(s3:GetObject|lambda:GetFunction$|secretsmanager:|ssm:|kms:|ec2:GetPasswordData)/);
  }
});

it('no role may do whatever it likes, or give itself more', () => {
  for (const action of allowed(write)) {
    expect(action).not.toContain('*');
    expect(action).not.toMatch(/^(sts:|organizations:|iam:(Create|Attach|PassRole|AddUser|PutGroup))/);
  }
});

it('the policies fit a managed policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html', () => {
  for (const policy of [read, write]) expect(JSON.stringify(policy).length).toBeLessThan(6_144);
});
