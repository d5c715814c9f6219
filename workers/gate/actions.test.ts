import { describe, expect, it } from 'vitest';
import { placeOf } from '../../src/decide/action-facts.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import { actions } from '../../src/respond/actions/registry.ts';
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
