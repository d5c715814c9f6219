import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICIES as defaults } from '../policies/generated.ts';
import { testInput } from '../testing/policy-input.ts';
import { annotationOffsets } from './annotations.ts';
import { createEngine } from './engine.ts';
import { readAnnotations, strictest } from './obligations.ts';

const engine = createEngine(cedar);
const said = (policies: Record<string, string>, context: Parameters<typeof testInput>[0] = {}) =>
  engine.evaluate(policies, [testInput(context)])[0]!;

const ACT = 'action == Vedette::Action::"act"';
const PROPOSE = 'action == Vedette::Action::"propose"';

describe('the strictest of what policies ask', () => {
  it('is the most approvals, the higher role, the slower way, asking on drift, the earliest escalation', () =>
    expect(
      strictest([
        { approvals: 1, role: 'admin', strategy: 'immediate', onDrift: 'reapply', escalateMinutes: 30 },
        { approvals: 3, role: 'approver', strategy: 'scheduled', window: 'nights', onDrift: 'ask', escalateMinutes: 5 },
      ]),
    ).toEqual({
      approvals: 3,
      role: 'admin',
      strategy: 'scheduled',
      window: 'nights',
      onDrift: 'ask',
      escalateMinutes: 5,
    }));
  it('is the same in whatever order', () => {
    const all = [
      { approvals: 2, strategy: 'manual' as const },
      { strategy: 'scheduled' as const, window: 'nights', onDrift: 'reapply' as const },
      { role: 'approver' as const, escalateMinutes: 9 },
    ];
    expect(strictest(all.toReversed())).toEqual(strictest(all));
    expect(strictest(all)).toEqual({
      approvals: 2,
      role: 'approver',
      strategy: 'manual',
      onDrift: 'reapply',
      escalateMinutes: 9,
    });
  });
  it('of two windows is a person’s task: no time is in both by design', () =>
    expect(
      strictest([
        { strategy: 'scheduled', window: 'nights' },
        { strategy: 'scheduled', window: 'weekends' },
      ]),
    ).toEqual({ strategy: 'manual' }));
  it('of nothing is nothing', () => expect(strictest([{}, {}])).toBeUndefined());
});

describe('annotations', () => {
  it.each([
    [{ approvals: '0' }, 'approvals'],
    [{ approvals: '6' }, 'approvals'],
    [{ approvals: ' 2' }, 'approvals'],
    [{ approvals: '2.0' }, 'approvals'],
    [{ approvals: null }, 'approvals'],
    [{ role: 'Admin' }, 'role'],
    [{ role: 'viewer' }, 'role'],
    [{ strategy: 'later' }, 'strategy'],
    [{ strategy: 'scheduled' }, 'strategy'],
    [{ strategy: 'manual', window: 'nights' }, 'window'],
    [{ window: 'nights' }, 'window'],
    [{ strategy: 'scheduled', window: 'At Night' }, 'window'],
    [{ drift: 'ignore' }, 'drift'],
    [{ escalate: '1441' }, 'escalate'],
    [{ aprovals: '2' }, 'aprovals'],
    [{ constructor: 'x' }, 'constructor'],
  ])('%j is refused', (annotations, named) =>
    expect(readAnnotations(annotations).problems.map((p) => p.annotation)).toContain(named),
  );
  it('that are words for people ask nothing', () =>
    expect(readAnnotations({ id: 'x', description: 'why', owner: 'platform' })).toEqual({
      obligations: {},
      problems: [],
    }));
  it('are found where they stand, past comments and odd strings', () => {
    const text =
      '// @approvals("9") é\n@description("a ) \\" @role(\\"x\\") ")\n  @ approvals ("2")\n@role("admin") permit(principal, action, resource);';
    expect(cedar.policyToJson(text).type).toBe('success');
    const offsets = annotationOffsets(text);
    expect([...offsets.keys()]).toEqual(['description', 'approvals', 'role']);
    expect(offsets.get('description')).toBe(new TextEncoder().encode('// @approvals("9") é\n').byteLength);
  });
  it('of a wrong value are errors of validation, with their place and what would be right', () => {
    const errors = engine.validate({
      mine: `// zwei Personen\n@approvals("two")\nforbid (principal, ${ACT}, resource);`,
      fine: 'permit (principal, action, resource);',
    });
    expect(errors).toEqual([
      {
        policy: 'mine',
        message: '@approvals does not take "two"',
        hint: expect.stringContaining('@approvals("1")') as string,
        offset: 17,
        line: 2,
        column: 1,
      },
    ]);
  });
  it('that are misspelt are errors: they would ask for nothing', () =>
    expect(engine.validate({ mine: '@aproval("2") permit (principal, action, resource);' })[0]).toMatchObject({
      policy: 'mine',
      message: '@aproval is not known',
      hint: expect.stringContaining('@approvals') as string,
    }));
});

describe('an answer’s obligations', () => {
  const go = `permit (principal, ${ACT}, resource);`;
  it('of what goes by itself come from the permits that matched, and no other', () =>
    expect(
      said({
        go: `@drift("reapply") ${go}`,
        elsewhere: `@approvals("5") permit (principal, ${ACT}, resource) when { context.risk > 90 };`,
      }),
    ).toMatchObject({ outcome: 'permit', obligations: { onDrift: 'reapply' } }));
  it('of what asks come from the forbids on act that matched, not from the permits that they overrule', () =>
    expect(
      said({
        go: `@strategy("immediate") @drift("reapply") ${go}`,
        two: `@approvals("2") forbid (principal, ${ACT}, resource);`,
        admin: `@role("admin") @escalate("15") forbid (principal, ${ACT}, resource) when { context.risk >= 50 };`,
      }),
    ).toMatchObject({ outcome: 'ask', obligations: { approvals: 2, role: 'admin', escalateMinutes: 15 } }));
  it('come from the permits on propose too, whether it asks or goes', () => {
    const nights = `@strategy("scheduled") @window("nights") permit (principal, ${PROPOSE}, resource);`;
    const obligations = { strategy: 'scheduled', window: 'nights' };
    expect(said({ nights })).toMatchObject({ outcome: 'ask', obligations });
    expect(said({ nights, go })).toMatchObject({ outcome: 'permit', obligations });
  });
  it('are none of what is forbidden', () =>
    expect(said({ never: '@approvals("2") forbid (principal, action, resource);' }).obligations).toBeUndefined());
  it('count a policy that could not be evaluated as one that decided', () =>
    expect(
      said({ go, odd: `@approvals("3") forbid (principal, ${ACT}, resource) when { context.nosuch };` }),
    ).toMatchObject({ outcome: 'ask', obligations: { approvals: 3 } }));
  it('that cannot be read ask a person, even of what would go by itself', () => {
    const answer = said({ go: `@approvals("many") ${go}` });
    expect(answer).toMatchObject({ outcome: 'ask' });
    expect(answer.errors).toEqual(['go: @approvals does not take "many"']);
  });
  it('by default are two approvals for what destroys', () => {
    const destructive = { reversibility: 'destructive', reversible: false, disruptive: true };
    const [answer] = engine.evaluate({ ...defaults }, [testInput(destructive)]);
    expect(answer).toMatchObject({
      outcome: 'ask',
      obligations: { approvals: 2 },
      reasons: ['ask-destructive', 'ask-disruptive'],
    });
  });
});
