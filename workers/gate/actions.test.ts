import { describe, expect, it } from 'vitest';
import { placeOf } from '../../src/decide/action-facts.ts';
import { protections } from '../../src/decide/hard-rules.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import { actionById, actions } from '../../src/respond/actions/registry.ts';
import { sampleParams } from '../../src/respond/samples.ts';

const place = placeOf({ account: '111122223333', region: 'ap-southeast-1' });

const TRUST = 'iam:UpdateAssumeRolePolicy';

describe.each(actions.map((a) => [a.id, a] as const))('%s', (_, action) => {
  const params = sampleParams(action);

  it('needs credentials that fit into a session policy, in every step', () => {
    const all = [
      action.readPermissions(params, place),
      ...[...action.steps, ...action.revert].map((s) => s.permissions(params, place)),
    ];
    expect(all.map((permissions) => buildSessionPolicy(permissions)).filter((r) => !r.ok)).toEqual([]);
  });
  it('names no permission that would let a step give itself more', () => {
    const permissions = [...action.steps, ...action.revert].flatMap((s) => s.permissions(params, place));
    for (const name of permissions.flatMap((p) => p.actions).filter((name) => name !== TRUST))
      expect(name).not.toMatch(/\*|^sts:|^iam:(PassRole|Attach|CreateAccessKey)/);
    // Whoever may write a trust policy may let themselves in: one role, named, and never one of Vedette's own.
    for (const { resources } of permissions.filter((p) => p.actions.includes(TRUST))) {
      expect(action.id).toBe('aws.iam.revert-trust-policy');
      for (const resource of resources) expect(resource).toMatch(/:role\/(\*\/)?[\w+=,.@-]+$/);
      for (const roleName of ['vedette-write', 'Vedette-read', '*'])
        expect(action.params.safeParse({ ...(params as object), roleName }).success).toBe(false);
    }
  });
});

describe('a protected pattern', () => {
  const at = placeOf({ account: '111122223333', region: 'eu-central-1' });
  const own = { environment: 'production', accessKeyId: '', writeRoleArn: null, readRoleArn: null } as const;
  const forbidden = (id: string, params: object, ...patterns: string[]): string => {
    const action = actionById(id)!;
    const [target, locks] = [action.target(params, at), [...action.locks(params, at)]];
    const spec = { action: id, account: at.account, region: at.region, params: { ...params }, target, locks };
    const protectedPatterns = patterns.map((pattern) => ({ pattern, reason: 'kept' }));
    return protections(spec, {
      actions: new Map(),
      accounts: new Map([[at.account, own]]),
      protectedPatterns,
    }).join(' | ');
  };
  const key = { userName: 'alice', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };

  it.each([
    ['a user means its keys', 'aws.iam.deactivate-access-key', key, 'arn:aws:iam::111122223333:user/alice'],
    ['a user with its path means its keys', 'aws.iam.deactivate-access-key', key, 'arn:aws:iam::*:user/ops/alice'],
    ['a user with its path', 'aws.iam.disable-console-sign-in', { userName: 'alice' }, 'arn:*:iam::*:user/a/b/ali*'],
    [
      'a role with its path',
      'aws.iam.revert-trust-policy',
      { roleName: 'deploy', removePrincipals: ['*'] },
      'arn:aws:iam::111122223333:role/ci/deploy',
    ],
    [
      'a network ACL means each address at it',
      'aws.ec2.deny-address',
      { networkAclId: 'acl-0123456789abcdef0', cidr: '8.8.8.8/32' },
      'arn:aws:ec2:eu-central-1:111122223333:network-acl/acl-0123456789abcdef0',
    ],
  ])('of %s', (_, id, params, pattern) => expect(forbidden(id, params, pattern)).toContain(`protected by ${pattern}`));
  it('of others, or of a path that no parameter tells, is not in the way', () =>
    expect(
      forbidden(
        'aws.iam.deactivate-access-key',
        key,
        'arn:aws:iam::*:user/ali',
        'arn:aws:iam::*:user/ops/bob',
        'arn:aws:iam::*:user/ops/*',
        'arn:aws:iam::*:role/alice',
      ),
    ).toBe(''));
});
