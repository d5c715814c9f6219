import { describe, expect, it } from 'vitest';
import type { Place, Snapshot, StepContext } from '../../../../action.ts';
import { IamDouble } from '../../../../custody/test/iam-double.ts';
import { deactivateAccessKey as action } from './index.ts';
import { CUT_MARGIN_MS, denyPolicy, parseDenyPolicy } from './policy.ts';
import type { KeyParams } from './read.ts';

const params: KeyParams = { userName: 'mallory', accessKeyId: 'AKIAEXAMPLEKEY000001' };
const place: Place = { account: '111122223333', region: 'eu-central-1', partition: 'aws' };
const POLICY = `VedetteDenySessions-${params.accessKeyId}`;

const readOf = async (aws: IamDouble): Promise<Snapshot> => {
  const read = await action.read((r) => aws.sendRead(r), params, place);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
};
/** An action intended long ago: cuts made now lie after it. */
const contextOf = (preImage: Snapshot, now: Snapshot, over: Partial<StepContext<KeyParams>> = {}) => ({
  params,
  place,
  opId: 'op_1',
  incident: 'inc_1',
  preImage,
  now,
  intendedAt: 1_800_000_000_000,
  ...over,
});
const step = (id: string) => [...action.steps, ...action.revert].find((s) => s.id === id)!;
/** Presence of every step, forward and back, in a snapshot. */
const standing = (preImage: Snapshot, now: Snapshot) =>
  Object.fromEntries([...action.steps, ...action.revert].map((s) => [s.id, s.presence(contextOf(preImage, now))]));
const carryOut = async (aws: IamDouble, id: string, preImage: Snapshot, over = {}) => {
  const request = step(id).request(contextOf(preImage, await readOf(aws), over));
  if (!request) throw new Error(`${id} asks for nothing`);
  await aws.send(request);
};

describe('deactivating an access key', () => {
  it('deactivates before it denies: no session can be made after the ones that are denied', () => {
    expect(action.steps.map((s) => s.id)).toEqual(['deactivate', 'deny-sessions']);
  });

  it('denies sessions up to some minutes after the deny itself was intended, however late that is', async () => {
    const before = await readOf(new IamDouble());
    const intendedAt = Date.parse('2027-01-15T10:00:00.000Z');
    const stepIntendedAt = Date.parse('2027-01-15T10:20:00.500Z');
    const request = step('deny-sessions').request(contextOf(before, before, { intendedAt, stepIntendedAt }));
    const cut = Date.parse(parseDenyPolicy(request?.params['PolicyDocument'] as string)!);
    expect(cut).toBeGreaterThanOrEqual(stepIntendedAt + CUT_MARGIN_MS);
    const again = step('deny-sessions').request(contextOf(before, before, { intendedAt, stepIntendedAt }));
    expect(again).toEqual(request);
  });

  it('the deny touches nothing but sessions: its one condition is on when a token was issued', () => {
    expect(JSON.parse(denyPolicy('2027-01-15T10:00:00Z'))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'VedetteDenySessionsIssuedBefore',
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { DateLessThan: { 'aws:TokenIssueTime': '2027-01-15T10:00:00Z' } },
        },
      ],
    });
  });

  it.each([
    ['not JSON', 'nonsense'],
    ['null', 'null'],
    ['a narrower deny', denyPolicy('2027-01-15T10:00:00Z').replace('"Action":"*"', '"Action":"s3:*"')],
    ['an allow', denyPolicy('2027-01-15T10:00:00Z').replace('"Deny"', '"Allow"')],
    ['a list with nothing in it', '{"Version":"2012-10-17","Statement":[null]}'],
    ['a cut that is no date', denyPolicy('whenever')],
    ['a second statement', denyPolicy('2027-01-15T10:00:00Z').replace(']', ',{}]')],
  ])('takes no other policy for its own: %s', (_, document) => {
    expect(parseDenyPolicy(document)).toBeUndefined();
  });

  it('each step is absent before and present after it, and its revert the other way round', async () => {
    const aws = new IamDouble();
    const before = await readOf(aws);
    const undone = { 'restore-status': 'present', 'allow-sessions': 'present' };
    expect(standing(before, before)).toEqual({ deactivate: 'absent', 'deny-sessions': 'absent', ...undone });
    await carryOut(aws, 'deactivate', before);
    await carryOut(aws, 'deny-sessions', before);
    const contained = await readOf(aws);
    expect(standing(before, contained)).toEqual({
      deactivate: 'present',
      'deny-sessions': 'present',
      'restore-status': 'absent',
      'allow-sessions': 'absent',
    });
    expect(action.material(contained)).toEqual(action.expected());
    await carryOut(aws, 'restore-status', before);
    await carryOut(aws, 'allow-sessions', before);
    expect(await readOf(aws)).toEqual(before);
  });

  it('a key that was inactive before stays inactive, and a policy of that name that was there before comes back', async () => {
    const aws = new IamDouble();
    const old = denyPolicy('2020-01-01T00:00:00Z');
    aws.keys.set(params.accessKeyId, 'Inactive');
    aws.policies.set(POLICY, old);
    const before = await readOf(aws);
    // Sessions made since that old cut are alive: the step is needed although the material reads as contained.
    expect(standing(before, before)).toMatchObject({ deactivate: 'present', 'deny-sessions': 'absent' });
    await carryOut(aws, 'deny-sessions', before);
    expect(aws.policies.get(POLICY)).not.toBe(old);
    expect(standing(before, await readOf(aws))).toMatchObject({
      'restore-status': 'present',
      'allow-sessions': 'absent',
    });
    await carryOut(aws, 'allow-sessions', before);
    expect(aws.policies.get(POLICY)).toBe(old);
    expect(aws.keys.get(params.accessKeyId)).toBe('Inactive');
  });

  it('a policy of that name by somebody else is never overwritten', async () => {
    const aws = new IamDouble();
    const before = await readOf(aws);
    aws.policies.set(POLICY, '{"Version":"2012-10-17","Statement":[]}');
    expect(standing(before, await readOf(aws))).toMatchObject({
      'deny-sessions': 'ambiguous',
      'allow-sessions': 'ambiguous',
    });
  });

  it('the same deny with an earlier cut is not ours: somebody let younger sessions live', async () => {
    const aws = new IamDouble();
    const before = await readOf(aws);
    aws.policies.set(POLICY, denyPolicy('2020-01-01T00:00:00Z'));
    expect(standing(before, await readOf(aws))).toMatchObject({
      'deny-sessions': 'ambiguous',
      'allow-sessions': 'ambiguous',
    });
  });

  it('with the user gone nothing is left to undo', async () => {
    const aws = new IamDouble();
    const before = await readOf(aws);
    aws.userExists = false;
    const gone = await readOf(aws);
    expect(gone.exists).toBe(false);
    expect(standing(before, gone)).toMatchObject({ 'restore-status': 'present', 'allow-sessions': 'present' });
  });

  it('the material does not move with what does not matter: other keys, tags, the cut', async () => {
    const aws = new IamDouble();
    const before = action.material(await readOf(aws));
    aws.keys.set('AKIAEXAMPLEKEY000002', 'Active');
    aws.tags.push({ Key: 'team', Value: 'red' });
    expect(action.material(await readOf(aws))).toEqual(before);
    aws.policies.set(POLICY, denyPolicy('2027-01-01T00:00:00Z'));
    const denied = action.material(await readOf(aws));
    aws.policies.set(POLICY, denyPolicy('2028-01-01T00:00:00Z'));
    expect(action.material(await readOf(aws))).toEqual(denied);
  });

  it('the user’s other active keys are named as dependents', async () => {
    const aws = new IamDouble();
    aws.keys.set('AKIAEXAMPLEKEY000002', 'Active');
    aws.keys.set('AKIAEXAMPLEKEY000003', 'Inactive');
    expect((await readOf(aws)).dependents).toEqual([
      'arn:aws:iam::111122223333:user/mallory/access-key/AKIAEXAMPLEKEY000002',
    ]);
  });

  it.each([
    ['an explicit deny for all', 'explicitDeny', 'effective'],
    ['an implicit deny, which a later policy could lift', 'implicitDeny', 'not_observed'],
    ['allowed', 'allowed', 'not_observed'],
  ] as const)('the probe believes IAM’s own evaluation of an old session: %s', async (_, decision, proof) => {
    const aws = new IamDouble();
    const before = await readOf(aws);
    await carryOut(aws, 'deactivate', before);
    await carryOut(aws, 'deny-sessions', before);
    const send = aws.send.bind(aws);
    aws.send = async (r) => {
      if (r.operation !== 'SimulatePrincipalPolicy') return send(r);
      expect(r.params['PolicySourceArn']).toBe('arn:aws:iam::111122223333:user/mallory');
      const asked = r.params['ActionNames'] as string[];
      return { ok: true, value: { EvaluationResults: asked.map(() => ({ EvalDecision: decision })) } };
    };
    const found = await action.probe((r) => aws.send(r), contextOf(before, await readOf(aws)));
    expect(found.proof).toBe(proof);
  });

  it('where the simulation is refused the probe says so, and does not claim an effect', async () => {
    const aws = new IamDouble();
    const before = await readOf(aws);
    await carryOut(aws, 'deactivate', before);
    await carryOut(aws, 'deny-sessions', before);
    aws.fault = (r) =>
      r.operation === 'SimulatePrincipalPolicy'
        ? { error: { kind: 'denied', code: 'AccessDenied', message: 'no' } }
        : undefined;
    const found = await action.probe((r) => aws.send(r), contextOf(before, await readOf(aws)));
    expect(found).toMatchObject({ proof: 'not_observed', detail: expect.stringContaining('AccessDenied') as string });
  });

  it.each([
    [{ type: 'access_key', id: 'AKIAEXAMPLEKEY000001', name: 'mallory' }, true],
    [{ type: 'access_key', id: 'ASIAEXAMPLEKEY000001', name: 'mallory' }, false],
    [{ type: 'access_key', id: 'AKIAEXAMPLEKEY000001' }, false],
    [{ type: 'access_key', id: 'AKIAEXAMPLEKEY000001', name: 'a/../b' }, false],
    [{ type: 'user', id: 'AKIAEXAMPLEKEY000001', name: 'mallory' }, false],
  ] as const)('fits a long-term key with its user’s name, and nothing else: %j', (entity, fits) => {
    expect(action.paramsFor({ role: 'actor', ...entity })).toHaveLength(fits ? 1 : 0);
  });
});
