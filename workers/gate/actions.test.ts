import { describe, expect, it } from 'vitest';
import type { Entity } from '../../src/contracts/entity.ts';
import { placeOf } from '../../src/decide/action-facts.ts';
import { buildSessionPolicy } from '../../src/decide/session-policy.ts';
import { actions } from '../../src/respond/actions/registry.ts';

const LONG_NAME = 'n'.repeat(64);
/** Entities as long as AWS lets them be. */
const entities: Entity[] = [
  { type: 'access_key', id: `AKIA${'A'.repeat(16)}`, name: LONG_NAME, role: 'actor' },
  { type: 'instance', id: 'i-0123456789abcdef0', role: 'target' },
];
const place = placeOf({ account: '111122223333', region: 'ap-southeast-1' });

describe.each(actions.map((a) => [a.id, a] as const))('%s', (_, action) => {
  const params = entities.map((e) => action.paramsFor(e)).find((p) => p !== undefined);

  it('has parameters for one of the entities here', () => expect(params).toBeDefined());
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
