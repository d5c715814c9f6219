import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArn } from '../../aws/arn.ts';
import { EntityType, type Entity } from '../../contracts/entity.ts';
import type { Place } from '../action.ts';
import { SAMPLES, sampleParams } from '../samples.ts';
import { actions } from './registry.ts';

const ACCOUNT = '111122223333';
const place: Place = { account: ACCOUNT, region: 'us-east-1', partition: 'aws' };

/** Entities as hostile as events can make them, and some that fit. */
const entity: fc.Arbitrary<Entity> = fc
  .record({
    type: fc.constantFrom(...EntityType.options),
    id: fc.oneof(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.constantFrom(...SAMPLES.map((s) => s.id)),
      fc.constantFrom('*', '../x', 'a\nb', 'i-0123456789abcdef0\n', '${jndi:x}', 'arn:aws:iam::999900001111:role/x'),
    ),
    role: fc.constantFrom<Entity['role'][]>('actor', 'target', 'source', 'related'),
    name: fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('alice', '*', 'a/../b', 'n'.repeat(64))),
    of: fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom(...SAMPLES.map((s) => s.id))),
  })
  .chain((e) => fc.constantFrom<Entity>(e, { type: e.type, id: e.id, role: e.role }));

describe.each(actions.map((a) => [a.id, a] as const))('%s', (_, action) => {
  it('says what it is, by the words of the field', () => {
    expect(action.lease.defaultMs).toBeGreaterThan(0);
    expect(action.lease.defaultMs).toBeLessThanOrEqual(action.lease.longestMs);
    expect(action.mitigations.length).toBeGreaterThan(0);
    for (const m of action.mitigations) expect(m).toMatch(/^M1\d{3}$/);
    expect(action.references.length).toBeGreaterThan(0);
    for (const r of action.references) expect(r).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|attack\.mitre\.org)\//);
    const known = new Set(actions.map((a) => a.id));
    for (const other of action.compensates ?? []) expect(known).toContain(other);
    const ids = [...action.steps, ...action.revert].map((s) => s.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('locks its target and nothing outside the account', () => {
    const params = sampleParams(action);
    const locks = action.locks(params, place);
    expect(locks).toContain(action.target(params, place));
    expect([...locks]).toEqual([...locks].sort());
    for (const lock of locks) expect(['', ACCOUNT]).toContain(parseArn(lock)?.account);
  });

  it('makes of any entity nothing but parameters that its own schema takes, and no target with white space', () => {
    fc.assert(
      fc.property(entity, fc.array(entity, { maxLength: 6 }), (e, others) => {
        const sets = action.paramsFor(e, { entities: [e, ...others] });
        for (const params of sets) {
          expect(action.params.safeParse(params)).toEqual({ success: true, data: params });
          expect(action.target(params, place)).toMatch(/^arn:aws[a-z-]*:[\x21-\x7e]+$/);
        }
        const targets = sets.map((p) => action.target(p, place));
        expect(new Set(targets).size).toBe(new Set(sets.map((p) => JSON.stringify(p))).size);
      }),
      { numRuns: 400, seed: 3 },
    );
  });
});
