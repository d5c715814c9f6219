import { describe, expect, it } from 'vitest';
import type { AwsAnswer, AwsRequest } from '../../../../../aws/types.ts';
import { ok } from '../../../../../kit/result.ts';
import type { Place, Snapshot, StepContext } from '../../../../action.ts';
import { refused } from '../../../../custody/test/scenario.ts';
import { cutOf, denyPolicy } from '../deactivate-access-key/policy.ts';
import { revertTrustPolicy as action } from './index.ts';
import { POLICY_NAME, readRole, type TrustParams } from './read.ts';

const place: Place = { account: '111122223333', region: 'eu-central-1', partition: 'aws' };
const ROOT = 'arn:aws:iam::999900001111:root';
const OURS = 'arn:aws:iam::111122223333:role/ci';
const params: TrustParams = { roleName: 'deploy', removePrincipals: ['999900001111'] };
const NOW = 1_800_000_000_000;
const trust = (...AWS: string[]) =>
  JSON.stringify(
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] },
    null,
    1,
  );
const ours = denyPolicy(cutOf(NOW + 1_000));

interface World {
  trust: string;
  policy?: string;
  path?: string;
  decision?: string;
  refuse?: string;
}
/** IAM with one role, answering as its API reference says. */
const iamOf =
  (w: World) =>
  (r: AwsRequest): Promise<AwsAnswer> => {
    const answer = (): AwsAnswer => {
      if (r.operation === w.refuse) return refused('denied', 'AccessDenied');
      if (r.operation === 'GetRole')
        return ok({
          Role: {
            Path: w.path ?? '/ci/',
            Arn: 'arn:aws:iam::111122223333:role/ci/deploy',
            AssumeRolePolicyDocument: encodeURIComponent(w.trust),
            Tags: [{ Key: 'env', Value: 'production' }],
          },
        });
      if (r.operation === 'GetRolePolicy')
        return w.policy === undefined
          ? refused('not_found', 'NoSuchEntity')
          : ok({ PolicyDocument: encodeURIComponent(w.policy) });
      return ok({
        EvaluationResults: (r.params['ActionNames'] as string[]).map(() => ({
          EvalDecision: w.decision ?? 'explicitDeny',
        })),
      });
    };
    return Promise.resolve(answer());
  };
async function seen(w: World, p = params): Promise<Snapshot> {
  const read = await readRole(iamOf(w), p, place);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}
const GONE: Snapshot = { exists: false, tags: {}, dependents: [], state: {} };
const contextOf = (preImage: Snapshot, now: Snapshot, p = params): StepContext<TrustParams> => ({
  params: p,
  place,
  opId: 'op_1',
  incident: 'inc_1',
  preImage,
  now,
  intendedAt: NOW,
});
const step = (id: string) => [...action.steps, ...action.revert].find((s) => s.id === id)!;
const standing = (preImage: Snapshot, now: Snapshot, p = params) =>
  [...action.steps, ...action.revert].map((s) => s.presence(contextOf(preImage, now, p)));

describe('reverting a trust policy', () => {
  it('shuts out before it denies, so that no session is made after those that are denied', () => {
    expect(action.steps.map((s) => s.id)).toEqual(['remove-principals', 'deny-sessions']);
    expect(action.revert.map((s) => s.id)).toEqual(['restore-trust', 'allow-sessions']);
  });

  it.each([
    ['nothing yet', trust(OURS, ROOT), undefined, ['absent', 'absent', 'present', 'present']],
    ['the first step', trust(OURS), undefined, ['present', 'absent', 'absent', 'present']],
    ['both', trust(OURS), ours, ['present', 'present', 'absent', 'absent']],
    [
      'both, as IAM may spell it',
      trust(OURS).replace(/\s/g, '').replace(`["${OURS}"]`, `"${OURS}"`),
      ours,
      ['present', 'present', 'absent', 'absent'],
    ],
    ['the trust restored', trust(OURS, ROOT), ours, ['absent', 'present', 'present', 'absent']],
    ['somebody else’s trust', trust(ROOT), ours, ['ambiguous', 'present', 'ambiguous', 'absent']],
    [
      'somebody else’s policy of that name',
      trust(OURS),
      '{"Statement":[]}',
      ['present', 'ambiguous', 'absent', 'ambiguous'],
    ],
    [
      'a deny with an earlier cut',
      trust(OURS),
      denyPolicy(cutOf(NOW - 86_400_000)),
      ['present', 'ambiguous', 'absent', 'ambiguous'],
    ],
  ])('tells what stands: %s', async (_, text, policy, expected) => {
    const before = await seen({ trust: trust(OURS, ROOT) });
    const now = await seen({ trust: text, ...(policy === undefined ? {} : { policy }) });
    expect(standing(before, now)).toEqual(expected);
  });

  it('contained again after somebody let them in again, the deny reaches the sessions made since', async () => {
    const before = await seen({ trust: trust(OURS, ROOT) });
    const now = await seen({ trust: trust(OURS), policy: ours });
    const ctx = { ...contextOf(before, now), stepIntendedAt: NOW + 3_600_000 };
    expect(step('deny-sessions').presence(ctx)).toBe('absent');
    const document = step('deny-sessions').request(ctx)?.params['PolicyDocument'] as string;
    const again = await seen({ trust: trust(OURS), policy: document });
    expect(step('deny-sessions').presence({ ...ctx, now: again })).toBe('present');
  });

  it('writes what it said it would, and restores the text to the letter', async () => {
    const before = await seen({ trust: trust(OURS, ROOT) });
    const asked = step('remove-principals').request(contextOf(before, before));
    expect(asked).toMatchObject({ operation: 'UpdateAssumeRolePolicy', region: 'us-east-1' });
    const after = await seen({ trust: asked?.params['PolicyDocument'] as string, policy: ours });
    expect(action.material(after)).toEqual(action.expected(before, params));
    expect(step('restore-trust').request(contextOf(before, after))?.params).toEqual({
      RoleName: 'deploy',
      PolicyDocument: trust(OURS, ROOT),
    });
    expect(step('allow-sessions').request(contextOf(before, after))?.operation).toBe('DeleteRolePolicy');
  });

  it('a policy of that name that was there before comes back', async () => {
    const old = denyPolicy('2020-01-01T00:00:00Z');
    const before = await seen({ trust: trust(OURS, ROOT), policy: old });
    expect(standing(before, before).slice(0, 2)).toEqual(['absent', 'absent']);
    const now = await seen({ trust: trust(OURS), policy: ours });
    expect(step('allow-sessions').request(contextOf(before, now))?.params).toEqual({
      RoleName: 'deploy',
      PolicyName: POLICY_NAME,
      PolicyDocument: old,
    });
  });

  it('leaves sessions and their policy alone where it is told to', async () => {
    const p = { ...params, denySessions: false };
    const before = await seen({ trust: trust(OURS, ROOT), policy: '{}' }, p);
    const now = await seen({ trust: trust(OURS), policy: '{}' }, p);
    expect(standing(before, now, p)).toEqual(['present', 'present', 'absent', 'present']);
    expect(action.material(now)).toEqual(action.expected(before, p));
    expect([before.dependents, (await seen({ trust: trust(OURS) })).dependents]).toEqual([[], [OURS]]);
  });

  it('has nothing to do where nobody of them is trusted, save for the sessions', async () => {
    const before = await seen({ trust: trust(OURS) });
    expect(standing(before, before)).toEqual(['present', 'absent', 'present', 'present']);
    expect(action.notes(before, params).join()).toContain('Not in the policy: 999900001111');
  });

  it('with the role gone nothing is left to undo, and nothing can be asked for', async () => {
    const before = await seen({ trust: trust(OURS, ROOT) });
    expect(standing(before, GONE)).toEqual(['absent', 'absent', 'present', 'present']);
    expect(standing(GONE, GONE)).toEqual(['absent', 'absent', 'present', 'present']);
    for (const s of action.steps) expect(s.request(contextOf(GONE, GONE))).toBeUndefined();
    expect(action.expected(GONE, params)).toEqual(action.material(GONE));
  });

  it.each([
    ['a service’s own role', { trust: trust(ROOT), path: '/aws-service-role/x.amazonaws.com/' }, 'RoleOfAws'],
    ['a permission set’s', { trust: trust(ROOT), path: '/aws-reserved/sso.amazonaws.com/' }, 'RoleOfAws'],
    ['a trust policy that is no JSON', { trust: '{nonsense' }, 'TrustPolicyUnreadable'],
    ['a policy that may not be read', { trust: trust(ROOT), refuse: 'GetRolePolicy' }, 'AccessDenied'],
    ['a role that may not be read', { trust: trust(ROOT), refuse: 'GetRole' }, 'AccessDenied'],
  ])('does not begin on %s', async (_, w, code) => {
    expect(await readRole(iamOf(w), params, place)).toMatchObject({ ok: false, error: { code } });
  });

  it.each([
    ['nobody left', trust(ROOT), 'Nobody will be able'],
    ['whole accounts left', trust(ROOT, 'arn:aws:iam::111122223333:root'), 'Whole accounts stay trusted'],
    ['everybody left', trust(ROOT, '*'), 'trusting everybody'],
    ['in any case, what release does', trust(ROOT), 'the removed principals with it'],
    ['in any case, whose sessions end', trust(ROOT), 'Everybody’s sessions'],
  ])('a person is told: %s', async (_, text, note) => {
    const notes = action.notes(await seen({ trust: text }), params);
    expect(notes.join(' ')).toContain(note);
    for (const n of notes) expect(n.length).toBeLessThanOrEqual(500);
  });

  it.each([
    ['IAM’s evaluation of an old session', { trust: trust(OURS), policy: ours }, 'configured', 'denied in IAM'],
    ['sessions not denied', { trust: trust(OURS), policy: ours, decision: 'allowed' }, 'not_observed', 'allowed'],
    ['the principal back', { trust: trust(OURS, ROOT), policy: ours }, 'not_observed', 'not settled'],
    ['no deny', { trust: trust(OURS) }, 'not_observed', 'not settled'],
    [
      'no leave to simulate',
      { trust: trust(OURS), policy: ours, refuse: 'SimulatePrincipalPolicy' },
      'not_observed',
      'AccessDenied',
    ],
  ])('the probe believes %s', async (_, w, proof, detail) => {
    const held = await seen({ trust: trust(OURS), policy: ours });
    const found = await action.probe(iamOf(w), contextOf(held, held));
    expect(found).toMatchObject({ proof, detail: expect.stringContaining(detail) as string });
  });
});

describe('parameters for a role', () => {
  const role = (id: string) => ({ type: 'role', id, role: 'target' }) as const;
  const ARN = 'arn:aws:iam::111122223333:role/ci/deploy';
  const let_in = (id: string, of = ARN) => ({ type: 'principal', id, role: 'related', of }) as const;

  it('whom it was made to trust, each once, in one order', () => {
    const entities = [let_in(ROOT), let_in('*'), let_in(ROOT), let_in('arn:aws:iam::5:root', 'another role')];
    expect(action.paramsFor(role(ARN), { entities })).toEqual([
      { roleName: 'deploy', removePrincipals: ['*', ROOT], denySessions: true },
    ]);
  });
  it.each([
    ['nobody', ARN, []],
    ['a principal of nothing', ARN, [{ type: 'principal', id: ROOT, role: 'actor' }]],
    [
      'Vedette’s own role',
      ARN.replace('deploy', 'Vedette-Write'),
      [let_in(ROOT, ARN.replace('deploy', 'Vedette-Write'))],
    ],
    ['hostile text', ARN, [let_in('x","Effect":"Allow')]],
    ['too many', ARN, Array.from({ length: 17 }, (_, i) => let_in(String(999900001111 + i)))],
  ] as const)('none for %s', (_, id, entities) => {
    expect(action.paramsFor(role(id), { entities })).toEqual([]);
  });
  it.each([
    { ...params, removePrincipals: [] },
    { ...params, removePrincipals: ['*', '*'] },
    { ...params, roleName: 'vedette-write' },
    { ...params, roleName: 'a/b' },
    { ...params, denySessions: 'no' },
  ])('are refused: %j', (p) => expect(action.params.safeParse(p).success).toBe(false));
});
