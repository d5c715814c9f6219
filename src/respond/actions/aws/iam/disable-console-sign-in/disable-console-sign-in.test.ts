import { describe, expect, it } from 'vitest';
import type { AwsAnswer, AwsRequest } from '../../../../../aws/types.ts';
import { ok } from '../../../../../kit/result.ts';
import type { Place, Snapshot, StepContext } from '../../../../action.ts';
import { refused } from '../../../../custody/test/scenario.ts';
import { disableConsoleSignIn as action } from './index.ts';
import { DENY_CONSOLE, isDenyConsole } from './policy.ts';
import { readUser, type SignInParams } from './read.ts';

const place: Place = { account: '111122223333', region: 'eu-central-1', partition: 'aws' };
const params: SignInParams = { userName: 'mallory' };

interface World {
  policy?: string;
  password?: boolean;
  keys?: string[];
  refuse?: string;
  decision?: string;
  gone?: boolean;
}
/** IAM with one user, answering as its API reference says. */
const iamOf =
  (w: World, calls: AwsRequest[] = []) =>
  (r: AwsRequest): Promise<AwsAnswer> => {
    calls.push(r);
    const answer = (): AwsAnswer => {
      if (r.operation === w.refuse) return refused('denied', 'AccessDenied');
      if (w.gone === true) return refused('not_found', 'NoSuchEntity');
      switch (r.operation) {
        case 'GetUser':
          return ok({
            User: { Arn: 'arn:aws:iam::111122223333:user/staff/mallory', Tags: [{ Key: 'a', Value: 'b' }] },
          });
        case 'GetUserPolicy':
          return w.policy === undefined
            ? refused('not_found', 'NoSuchEntity')
            : ok({ PolicyDocument: encodeURIComponent(w.policy) });
        case 'GetLoginProfile':
          return w.password === false ? refused('not_found', 'NoSuchEntity') : ok({ LoginProfile: {} });
        case 'ListAccessKeys':
          return ok({ AccessKeyMetadata: (w.keys ?? []).map((AccessKeyId) => ({ AccessKeyId, Status: 'Active' })) });
        default:
          return ok({
            EvaluationResults: (r.params['ActionNames'] as string[]).map(() => ({
              EvalDecision: w.decision ?? 'explicitDeny',
            })),
          });
      }
    };
    return Promise.resolve(answer());
  };
async function seen(w: World): Promise<Snapshot> {
  const read = await readUser(iamOf(w), params, place);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}
const contextOf = (preImage: Snapshot, now: Snapshot): StepContext<SignInParams> => ({
  params,
  place,
  opId: 'op_1',
  incident: 'inc_1',
  preImage,
  now,
  intendedAt: 1_800_000_000_000,
});
const [deny] = action.steps;
const [allow] = action.revert;
const standing = (preImage: Snapshot, now: Snapshot) =>
  [deny!, allow!].map((s) => s.presence(contextOf(preImage, now)));

describe('denying a user’s console sessions', () => {
  it('denies everything, and only to requests signed with temporary credentials', () => {
    expect(JSON.parse(DENY_CONSOLE)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'VedetteDenyTemporaryCredentials',
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { Null: { 'aws:TokenIssueTime': 'false' } },
        },
      ],
    });
  });

  it('touches no password: no call of it reads, sets or deletes one', async () => {
    const before = await seen({});
    const after = await seen({ policy: DENY_CONSOLE });
    const asked = [deny!.request(contextOf(before, before)), allow!.request(contextOf(before, after))];
    expect(asked.map((r) => r?.operation)).toEqual(['PutUserPolicy', 'DeleteUserPolicy']);
    expect(JSON.stringify(asked)).not.toMatch(/password/i);
    const leave = [deny!, allow!].flatMap((s) => s.permissions(params, place)).flatMap((p) => p.actions);
    expect(leave.toSorted()).toEqual(['iam:DeleteUserPolicy', 'iam:PutUserPolicy', 'iam:PutUserPolicy']);
  });

  it.each([
    ['nothing yet', undefined, ['absent', 'present']],
    ['ours', DENY_CONSOLE, ['present', 'absent']],
    ['ours, as somebody may space it', JSON.stringify(JSON.parse(DENY_CONSOLE), null, 2), ['present', 'absent']],
    ['a narrower one', DENY_CONSOLE.replace('"Action":"*"', '"Action":"s3:*"'), ['ambiguous', 'ambiguous']],
    ['one that asks for the opposite', DENY_CONSOLE.replace('"false"', '"true"'), ['ambiguous', 'ambiguous']],
    [
      'one with more in it',
      DENY_CONSOLE.replace('"*","Condition"', '"*","More":1,"Condition"'),
      ['ambiguous', 'ambiguous'],
    ],
    ['no JSON', 'nonsense', ['ambiguous', 'ambiguous']],
  ])('tells what stands: %s', async (_, policy, expected) => {
    expect(standing(await seen({}), await seen(policy === undefined ? {} : { policy }))).toEqual(expected);
  });

  it('what a policy of that name said before comes back', async () => {
    const before = await seen({ policy: '{"Statement":[]}' });
    expect(standing(before, before)).toEqual(['absent', 'present']);
    const request = allow!.request(contextOf(before, await seen({ policy: DENY_CONSOLE })));
    expect(request?.params).toMatchObject({ PolicyDocument: '{"Statement":[]}' });
  });

  it('done already by somebody else: nothing is written, and nothing is undone', async () => {
    const before = await seen({ policy: DENY_CONSOLE });
    expect(action.material(before)).toEqual(action.expected(before));
    expect(standing(before, before)).toEqual(['present', 'present']);
  });

  it('a password that is reset or deleted while it stands is no drift', async () => {
    const held = { policy: DENY_CONSOLE };
    expect(action.material(await seen({ ...held, password: false }))).toEqual(action.material(await seen(held)));
  });

  it('with the user gone nothing is left to undo', async () => {
    const gone = await seen({ gone: true });
    expect(standing(await seen({}), gone)).toEqual(['absent', 'present']);
    expect(action.expected(gone)).toEqual(action.material(gone));
  });

  it.each(['GetUser', 'GetUserPolicy'])('does not begin without leave for %s', async (refuse) => {
    expect(await readUser(iamOf({ refuse }), params, place)).toMatchObject({ ok: false, error: { kind: 'denied' } });
  });

  it.each(['GetLoginProfile', 'ListAccessKeys'])(
    'begins without leave for %s, and claims no absence',
    async (refuse) => {
      const read = await seen({ refuse });
      expect(read).toMatchObject({ exists: true, state: { policy: null } });
      expect(action.notes(read).join(' ')).toContain('password is still taken');
    },
  );

  it('names what it does not reach: the password, keys and roles', async () => {
    const notes = action.notes(await seen({ keys: ['AKIAEXAMPLEKEY000001'] })).join(' ');
    for (const word of ['password is still taken', '1 active access key', 'federated', 'Roles are out of its reach'])
      expect(notes).toContain(word);
    expect(action.notes(await seen({ password: false })).join(' ')).toContain('no password now');
    expect((await seen({ keys: ['AKIAEXAMPLEKEY000001'] })).dependents).toHaveLength(1);
  });

  it.each([
    ['IAM’s own evaluation', {}, 'effective'],
    ['an allow', { decision: 'allowed' }, 'not_observed'],
    ['an implicit deny, which a later policy could lift', { decision: 'implicitDeny' }, 'not_observed'],
    ['no leave to ask', { refuse: 'SimulatePrincipalPolicy' }, 'not_observed'],
    ['a policy that has gone again', { policy: '{}' }, 'not_observed'],
  ] as const)('the probe believes %s', async (_, w, proof) => {
    const held = await seen({ policy: DENY_CONSOLE });
    const calls: AwsRequest[] = [];
    const found = await action.probe(iamOf({ policy: DENY_CONSOLE, ...w }, calls), contextOf(held, held));
    expect(found.proof).toBe(proof);
    const asked = calls.find((c) => c.operation === 'SimulatePrincipalPolicy');
    if (asked) expect(asked.params['PolicySourceArn']).toBe('arn:aws:iam::111122223333:user/staff/mallory');
  });

  it.each([
    [{ type: 'user', id: 'arn:aws:iam::111122223333:user/staff/mallory' }, true],
    [{ type: 'user', id: 'mallory' }, true],
    [{ type: 'user', id: 'arn:aws:iam::111122223333:user/vedette-read' }, false],
    [{ type: 'user', id: 'a b' }, false],
    [{ type: 'user', id: 'arn:aws:iam::111122223333:root' }, false],
    [{ type: 'role', id: 'arn:aws:iam::111122223333:role/mallory' }, false],
  ] as const)('fits an IAM user, and nobody else: %j', (entity, fits) => {
    expect(action.paramsFor({ role: 'target', ...entity }).length > 0).toBe(fits);
  });

  it('no other text is taken for the deny', () => {
    for (const text of [null, '', 'null', '[]', '{}']) expect(isDenyConsole(text)).toBe(false);
  });
});
