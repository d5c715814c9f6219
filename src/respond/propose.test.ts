import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntityType, type Entity } from '../contracts/entity.ts';
import type { Finding } from '../contracts/finding.ts';
import { Draft } from '../contracts/plan.ts';
import { findingOf } from '../incident/testing/world.ts';
import { actions } from './actions/registry.ts';
import {
  HERE,
  ELSEWHERE,
  DEACTIVATE,
  ISOLATE,
  SNAPSHOT,
  INSTANCE,
  ATTACKER,
  usedKey,
  madeKey,
  instance,
  drafts,
  targets,
} from './testing/proposals.ts';

describe('what is proposed', () => {
  it('for a key that a strong finding saw at work: its deactivation', () => {
    expect(targets([findingOf(1, 4, { entities: [usedKey(1)] })])).toEqual([`${DEACTIVATE} AKIAEXAMPLE000000001`]);
  });

  it('for one medium finding: nothing; for two of different rules: the key', () => {
    expect(targets([findingOf(1, 3, { entities: [usedKey(1)] })])).toEqual([]);
    expect(
      targets([findingOf(1, 3, { entities: [usedKey(1)] }), findingOf(2, 3, { entities: [usedKey(1)] })]),
    ).toHaveLength(1);
  });

  it('for what the attacker made: the new key and the new instance', () => {
    const f = findingOf(1, 3, { entities: [madeKey(7), instance()] });
    expect(targets([f]).toSorted()).toEqual([
      `${ISOLATE} ${INSTANCE}`,
      `${SNAPSHOT} ${INSTANCE}`,
      `${DEACTIVATE} AKIAEXAMPLE000000007`,
    ]);
  });

  it('for an instance that a vendor’s strong finding is about: evidence first, then its isolation', () => {
    const f = findingOf(1, 4, { kind: 'vendor', outcome: 'unknown', entities: [instance({ role: 'related' })] });
    expect(targets([f])).toEqual([`${SNAPSHOT} ${INSTANCE}`, `${ISOLATE} ${INSTANCE}`]);
  });

  it('nothing about a machine or a key in an account that is none of AWS, whatever it is called', () => {
    const elsewhere = { account: 'example-project' };
    const f = findingOf(1, 4, {
      ...elsewhere,
      kind: 'vendor',
      entities: [instance({ role: 'target', ...elsewhere }), { ...usedKey(1), ...elsewhere }],
    });
    expect(targets([f])).toEqual([]);
  });

  it('for what the inspector discovered: only where a strong finding vouches for it', () => {
    const discovered = [madeKey(9, { account: HERE })];
    for (const [severity, expected] of [
      [3, 0],
      [4, 1],
    ] as const) {
      expect(drafts([findingOf(1, severity, { entities: [] })], { discovered })).toHaveLength(expected);
    }
  });
});

describe('what the attack took over', () => {
  const done = (operation: string, entities: Entity[], more: Partial<Finding> = {}) =>
    findingOf(1, 4, { operation, entities, ...more });
  const bucket: Entity = { type: 'bucket', id: 'arn:aws:s3:::payroll', name: 'payroll', role: 'target' };
  const lambda: Entity = {
    type: 'function',
    id: `arn:aws:lambda:eu-central-1:${HERE}:function:pay`,
    role: 'target',
  };
  const trail: Entity = { type: 'trail', id: `arn:aws:cloudtrail:eu-central-1:${HERE}:trail/main`, role: 'target' };

  it.each([
    [
      'a bucket whose policy was changed',
      's3.amazonaws.com:PutBucketPolicy',
      bucket,
      'aws.s3.block-public-access payroll',
    ],
    [
      'a bucket whose block was taken away',
      's3.amazonaws.com:DeleteBucketPublicAccessBlock',
      bucket,
      'aws.s3.block-public-access payroll',
    ],
    [
      'a function whose code was changed',
      'lambda.amazonaws.com:UpdateFunctionCode20150331v2',
      lambda,
      'aws.lambda.throttle-to-zero pay',
    ],
    [
      'a function that was opened to outsiders',
      'lambda.amazonaws.com:AddPermission20150331',
      lambda,
      'aws.lambda.throttle-to-zero pay',
    ],
    ['a trail that was stopped', 'cloudtrail.amazonaws.com:StopLogging', trail, 'aws.cloudtrail.restart-logging main'],
  ])('%s', (_, operation, entity, expected) => {
    expect(targets([done(operation, [entity])])).toEqual([expected]);
    expect(targets([done(operation, [entity], { outcome: 'failure' })])).toEqual([]);
  });

  it.each([
    ['a bucket that was read', 's3.amazonaws.com:GetObject', bucket],
    ['a function that was called', 'lambda.amazonaws.com:Invoke', lambda],
    ['a trail that was looked at', 'cloudtrail.amazonaws.com:GetTrailStatus', trail],
    ['a trail that is gone', 'cloudtrail.amazonaws.com:DeleteTrail', trail],
    ['a call that only sounds like one', 'evil.example:PutBucketPolicy', bucket],
    ['a call with more in its name', 's3.amazonaws.com:PutBucketPolicy; x', bucket],
    ['no call at all', '', bucket],
  ])('is not %s', (_, operation, entity) => {
    expect(targets([done(operation, [entity], { severity: 5 })])).toEqual([]);
  });

  it('a trail of another account, as an organisation has, is not ours to start', () => {
    const theirs = { ...trail, id: trail.id.replace(HERE, ELSEWHERE) };
    expect(targets([done('cloudtrail.amazonaws.com:StopLogging', [theirs])])).toEqual([]);
  });

  const role: Entity = { type: 'role', id: `arn:aws:iam::${HERE}:role/deploy`, role: 'target', name: 'deploy' };
  const letIn = (id: string, of = role.id): Entity => ({ type: 'principal', id, role: 'related', of });
  const trust = 'iam.amazonaws.com:UpdateAssumeRolePolicy';

  it('a role that was made to trust others: those are taken out, all in one change, and nobody else', () => {
    const attacker = `arn:aws:iam::${ELSEWHERE}:root`;
    const made = drafts([
      done(trust, [role, letIn(attacker), letIn('*'), letIn('arn:aws:iam::999900002222:root', `${role.id}-other`)]),
    ]);
    expect(made.map((d) => d.spec.action)).toEqual(['aws.iam.revert-trust-policy']);
    expect(made[0]!.spec.params['roleName']).toBe('deploy');
    expect([...(made[0]!.spec.params['removePrincipals'] as string[])].sort()).toEqual(['*', attacker]);
    expect(made[0]!.spec.account).toBe(HERE);
  });

  it('a role whose trust was changed to its own account’s, or could not be changed, is left alone', () => {
    expect(targets([done(trust, [role])])).toEqual([]);
    expect(targets([done(trust, [role, letIn('*')], { outcome: 'failure' })])).toEqual([]);
    expect(targets([done('sts.amazonaws.com:AssumeRole', [role, letIn('*')])])).toEqual([]);
    const ours = { ...role, id: `arn:aws:iam::${HERE}:role/vedette-write`, name: 'vedette-write' };
    expect(targets([done(trust, [ours, letIn('*', ours.id)])])).toEqual([]);
  });

  it('a user who was given a password, and one who signed in with it', () => {
    const user: Entity = { type: 'user', id: `arn:aws:iam::${HERE}:user/eve`, role: 'target', name: 'eve' };
    const expected = ['aws.iam.disable-console-sign-in eve'];
    expect(targets([done('iam.amazonaws.com:UpdateLoginProfile', [user])])).toEqual(expected);
    expect(targets([done('signin.amazonaws.com:ConsoleLogin', [{ ...user, role: 'actor' }])])).toEqual(expected);
    expect(targets([done('iam.amazonaws.com:ListUsers', [{ ...user, role: 'actor' }])])).toEqual([]);
    expect(targets([done('iam.amazonaws.com:GetUser', [user])])).toEqual([]);
  });

  it('GuardDuty’s word that a bucket was opened counts like the call', () => {
    const rule = (id: string) => ({ id, title: 'Bucket opened', level: 'high' as const });
    const vendor = { kind: 'vendor' as const, outcome: 'unknown' as const, entities: [bucket] };
    const opened = findingOf(1, 4, { ...vendor, rule: rule('aws.guardduty:Policy:S3/BucketAnonymousAccessGranted') });
    expect(targets([opened])).toEqual(['aws.s3.block-public-access payroll']);
    const read = findingOf(1, 5, { ...vendor, rule: rule('aws.guardduty:Exfiltration:S3/AnomalousBehavior') });
    expect(targets([read])).toEqual([]);
  });
});

describe('who a draft rests on', () => {
  it.each([
    ['the planner, where findings name the target', findingOf(1, 4, { entities: [usedKey(1)] }), [], 'planner'],
    [
      'the inspector, where only it found the target',
      findingOf(1, 4, { entities: [] }),
      [madeKey(9, { account: HERE })],
      'inspector',
    ],
    [
      'the hunter, where only indicators do',
      findingOf(1, 4, { kind: 'indicator', entities: [usedKey(1)] }),
      [],
      'hunter',
    ],
  ] as const)('%s', (_, f, discovered, agent) => {
    expect(drafts([f], { discovered }).map((d) => d.agent)).toEqual([agent]);
  });
});

describe('what is never proposed', () => {
  const strong = (entity: Entity, more: Partial<Finding> = {}) => findingOf(1, 5, { entities: [entity], ...more });

  it.each([
    ['on the word of a source that may not speak of the account', strong(usedKey(1), { foreignAccount: true })],
    ['on a target in another account than the record’s', strong(usedKey(1, { account: ELSEWHERE }))],
    ['on a new key in another account than the record’s', strong(madeKey(1, { account: ELSEWHERE }))],
    ['for a call by the key that AWS refused', strong(usedKey(1), { outcome: 'failure' })],
    ['for a creation that failed', strong(madeKey(1), { outcome: 'failure' })],
    ['on a temporary credential', strong(usedKey(1, { id: 'ASIAEXAMPLE000000001' }))],
    ['on a key whose user is not known', strong({ type: 'access_key', id: 'AKIAEXAMPLE000000001', role: 'actor' })],
    ['on Vedette’s own user', strong(usedKey(1, { name: 'vedette-responder' }))],
    ['on Vedette’s own user in other letters', strong(usedKey(1, { name: 'Vedette-Responder' }))],
    ['without an account', strong(usedKey(1, { account: 'unknown' }))],
    ['on a name that is no name', strong(usedKey(1, { name: '../../etc' }))],
  ])('%s', (_why, finding) => {
    expect(drafts([finding])).toEqual([]);
  });

  it('on what an inspector names in an account that no usable finding is about', () => {
    expect(drafts([findingOf(1, 5, { entities: [] })], { discovered: [madeKey(9, { account: ELSEWHERE })] })).toEqual(
      [],
    );
  });

  it('twice: what an earlier round dealt with, or one key seen in two regions', () => {
    const f = (region: string, n: number) => findingOf(n, 4, { region, entities: [usedKey(1)] });
    const both = [f('eu-central-1', 1), f('us-west-2', 2)];
    const [draft, ...others] = drafts(both);
    expect(others).toEqual([]);
    expect(drafts(both, { covered: [`${draft!.spec.action} ${draft!.spec.target}`] })).toEqual([]);
  });

  it('more than eight actions at once; the surest come first', () => {
    const weak = Array.from({ length: 12 }, (_, n) => findingOf(n, 4, { confidence: 10, entities: [usedKey(n)] }));
    const sure = findingOf(50, 5, { confidence: 100, entities: [usedKey(50)] });
    const made = drafts([...weak, sure]);
    expect(made).toHaveLength(8);
    expect(made[0]!.spec.target).toContain('AKIAEXAMPLE000000050');
  });
});

const OPERATIONS = [
  's3.amazonaws.com:PutBucketPolicy',
  'iam.amazonaws.com:UpdateAssumeRolePolicy',
  'lambda.amazonaws.com:UpdateFunctionCode20150331v2',
  'cloudtrail.amazonaws.com:StopLogging',
  'iam.amazonaws.com:UpdateLoginProfile',
];

describe('a draft', () => {
  const f = findingOf(1, 4, { entities: [usedKey(1)] });

  it('has the same id for the same revision and another for the next', () => {
    expect(drafts([f])).toEqual(drafts([f]));
    expect(drafts([f], { revision: 2 })[0]!.opId).not.toBe(drafts([f])[0]!.opId);
  });

  it('takes a shorter lease where one is set, never a longer one than the action allows', () => {
    const action = actions.find((a) => a.id === DEACTIVATE)!;
    expect(drafts([f])[0]!.leaseMs).toBe(action.lease.defaultMs);
    expect(drafts([f], { leaseMs: 8_000 })[0]!.leaseMs).toBe(8_000);
    expect(drafts([f], { leaseMs: 1e15 })[0]!.leaseMs).toBe(action.lease.longestMs);
  });

  it('is surer the more rules agree, within 0 and 100', () => {
    const one = drafts([f])[0]!.confidence;
    const two = drafts([f, findingOf(2, 4, { entities: [usedKey(1)] })])[0]!.confidence;
    expect(two).toBeGreaterThan(one);
    expect(two).toBeLessThanOrEqual(100);
  });

  it('fits its contract whatever the findings name', () => {
    const entity = fc.record({
      type: fc.constantFrom<Entity['type'][]>(...EntityType.options),
      id: fc.oneof(
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.constantFrom(usedKey(1).id, instance().id, ATTACKER, 'arn:aws:s3:::x\n', `arn:aws:iam::${HERE}:role/a`, '*'),
      ),
      of: fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom(INSTANCE, `arn:aws:iam::${HERE}:role/a`)),
      role: fc.constantFrom<Entity['role'][]>('actor', 'target', 'source', 'related'),
      name: fc.oneof(fc.string({ maxLength: 70 }), fc.constant('alice')),
      account: fc.oneof(fc.string({ maxLength: 12 }), fc.constant(HERE)),
      region: fc.oneof(fc.string({ maxLength: 30 }), fc.constant('eu-central-1')),
    });
    fc.assert(
      fc.property(fc.array(fc.array(entity, { maxLength: 5 }), { minLength: 1, maxLength: 6 }), (lists) => {
        const made = lists.map((entities, n) =>
          findingOf(n, 5, { operation: OPERATIONS[n % OPERATIONS.length], entities }),
        );
        for (const d of drafts(made)) {
          expect(Draft.safeParse(d).error?.issues ?? []).toEqual([]);
          expect(d.spec.account).toBe(HERE);
        }
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});
