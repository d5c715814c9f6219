import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entity } from '../contracts/entity.ts';
import type { Finding } from '../contracts/finding.ts';
import { Draft } from '../contracts/plan.ts';
import { findingOf, World } from '../incident/testing/world.ts';
import { actions } from './actions/registry.ts';
import { propose, type ProposeInput } from './propose.ts';

const HERE = '111122223333';
const ELSEWHERE = '999900001111';
const DEACTIVATE = 'aws.iam.deactivate-access-key';
const ISOLATE = 'aws.ec2.isolate-instance';

const usedKey = (n: number, more: Partial<Entity> = {}): Entity => ({
  type: 'access_key',
  id: `AKIAEXAMPLE0000${String(n).padStart(5, '0')}`,
  role: 'actor',
  name: `user-${n}`,
  ...more,
});
const madeKey = (n: number, more: Partial<Entity> = {}): Entity => usedKey(n, { role: 'target', ...more });
const instance = (more: Partial<Entity> = {}): Entity => ({
  type: 'instance',
  id: 'i-0123456789abcdef0',
  role: 'target',
  ...more,
});

/** What is proposed after these findings. */
function drafts(findings: readonly Finding[], more: Partial<ProposeInput> = {}): Draft[] {
  const w = new World();
  for (const f of findings) w.find(f);
  return propose({ state: w.state!, revision: 1, covered: [], actions, ...more });
}
const targets = (findings: readonly Finding[], more: Partial<ProposeInput> = {}): string[] =>
  drafts(findings, more).map((d) => `${d.spec.action} ${d.spec.target.split('/').at(-1)}`);

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
    expect(targets([f]).toSorted()).toEqual([`${ISOLATE} i-0123456789abcdef0`, `${DEACTIVATE} AKIAEXAMPLE000000007`]);
  });

  it('for an instance that a vendor’s strong finding is about: its isolation', () => {
    const f = findingOf(1, 4, { kind: 'vendor', outcome: 'unknown', entities: [instance({ role: 'related' })] });
    expect(targets([f])).toEqual([`${ISOLATE} i-0123456789abcdef0`]);
  });

  it('for what the inspector discovered: only where a strong finding vouches for it', () => {
    const discovered = [madeKey(9, { account: HERE })];
    for (const [severity, expected] of [
      [3, 0],
      [4, 1],
    ] as const) {
      const w = new World();
      w.find(findingOf(1, severity, { entities: [] }));
      w.fire('investigate');
      w.do('inspector_reported', {
        job: w.state!.round.job!,
        report: { nodes: [], edges: [], evidence: [], facts: [], discovered, limits: [] },
      });
      expect(propose({ state: w.state!, revision: 1, covered: [], actions })).toHaveLength(expected);
    }
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
    const w = new World();
    w.find(findingOf(1, 5, { entities: [] }));
    w.fire('investigate');
    w.do('inspector_reported', {
      job: w.state!.round.job!,
      report: {
        nodes: [],
        edges: [],
        evidence: [],
        facts: [],
        discovered: [madeKey(9, { account: ELSEWHERE })],
        limits: [],
      },
    });
    expect(propose({ state: w.state!, revision: 1, covered: [], actions })).toEqual([]);
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
      type: fc.constantFrom<Entity['type'][]>('access_key', 'instance', 'principal', 'ip'),
      id: fc.oneof(fc.string({ minLength: 1, maxLength: 40 }), fc.constantFrom(usedKey(1).id, instance().id)),
      role: fc.constantFrom<Entity['role'][]>('actor', 'target', 'source', 'related'),
      name: fc.oneof(fc.string({ maxLength: 70 }), fc.constant('alice')),
      account: fc.oneof(fc.string({ maxLength: 12 }), fc.constant(HERE)),
      region: fc.oneof(fc.string({ maxLength: 30 }), fc.constant('eu-central-1')),
    });
    fc.assert(
      fc.property(fc.array(fc.array(entity, { maxLength: 5 }), { minLength: 1, maxLength: 6 }), (lists) => {
        for (const d of drafts(lists.map((entities, n) => findingOf(n, 5, { entities })))) {
          expect(Draft.safeParse(d).error?.issues ?? []).toEqual([]);
          expect(d.spec.account).toBe(HERE);
        }
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});
