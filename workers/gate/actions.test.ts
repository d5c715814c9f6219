import { describe, expect, it } from 'vitest';
import { placeOf } from '../../src/decide/action-facts.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import { actions } from '../../src/respond/actions/registry.ts';
import { sampleParams } from '../../src/respond/samples.ts';

const place = placeOf({ account: '111122223333', region: 'ap-southeast-1' });

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
    const named = [...action.steps, ...action.revert]
      .flatMap((s) => s.permissions(params, place))
      .flatMap((p) => p.actions);
    for (const name of named)
      expect(name).not.toMatch(/\*|^sts:|^iam:(PassRole|Attach|CreateAccessKey|UpdateAssumeRolePolicy)/);
  });
});
