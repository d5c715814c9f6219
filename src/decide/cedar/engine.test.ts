import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, it } from 'vitest';
import type { PolicyInput } from '../../contracts/rpc.ts';
import { renderPolicies } from '../../../scripts/generate-policies.ts';
import { readFileSync } from 'node:fs';
import { parseAnswer } from '../opa/answer.ts';
import { DEFAULT_POLICIES } from '../policies/generated.ts';
import { testInput as input } from '../testing/policy-input.ts';
import { createEngine } from './engine.ts';

const engine = createEngine(cedar);

const outcome = (i: PolicyInput, policies: Record<string, string> = { ...DEFAULT_POLICIES }) =>
  engine.evaluate(policies, [i])[0]!;

describe('default policies', () => {
  it('are what the .cedar files say', () => {
    expect(readFileSync('src/decide/policies/generated.ts', 'utf8')).toBe(renderPolicies());
  });
  it('pass their own schema', () => expect(engine.validate({ ...DEFAULT_POLICIES })).toEqual([]));
  it('ask a person where the tags of the target were not told', () =>
    expect(outcome(input({}, { tags: { 'vedette:tags': 'unread' } }))).toMatchObject({
      outcome: 'ask',
      reasons: ['ask-unread-tags'],
    }));
  it('let a reversible action outside production at high confidence go by itself, and name why', () =>
    expect(outcome(input())).toEqual({
      opId: 'op_1',
      outcome: 'permit',
      reasons: ['automatic-reversible'],
      errors: [],
    }));
  it.each([
    ['a risk above 60', { risk: 61 }, 'ask-high-risk'],
    ['anything disruptive', { disruptive: true, reversible: false, reversibility: 'disruptive' }, 'ask-disruptive'],
    ['many dependents', { dependents: 11 }, 'ask-many-dependents'],
    ['production', { production: true }, 'no policy permits it: a person decides'],
    ['low confidence', { confidence: 79 }, 'no policy permits it: a person decides'],
  ])('ask a person for %s', (_, context, reason) => {
    const answer = outcome(input(context));
    expect(answer.outcome).toBe('ask');
    expect(answer.reasons).toEqual([reason]);
  });
  it('a risk of 60 is not above 60', () => expect(outcome(input({ risk: 60 })).outcome).toBe('permit'));
  it('forbid a resource with the protected tag, and only with the value true', () => {
    expect(outcome(input({}, { tags: { 'vedette:protected': 'true' } }))).toMatchObject({
      outcome: 'forbid',
      reasons: ['forbid-protected-tag'],
    });
    expect(outcome(input({}, { tags: { 'vedette:protected': 'no' } })).outcome).toBe('permit');
  });
  it('forbid on foreign evidence', () =>
    expect(outcome(input({ foreignEvidence: true }))).toMatchObject({ outcome: 'forbid' }));
});

describe('semantics', () => {
  it('without any policy a person decides', () => expect(outcome(input(), {}).outcome).toBe('ask'));
  it('a permit of the organisation does not override the guard on risk', () =>
    expect(
      outcome(input({ risk: 99 }), { ...DEFAULT_POLICIES, mine: 'permit(principal, action, resource);' }).outcome,
    ).toBe('ask'));
  it('an evaluation error asks a person, even where a permit matches', () => {
    const answer = outcome(input(), {
      ...DEFAULT_POLICIES,
      broken: 'permit(principal, action, resource) when { context.nosuch == 1 };',
    });
    expect(answer.outcome).toBe('ask');
    expect(answer.errors.join()).toContain('broken');
  });
  it('a forbid holds although another policy cannot be evaluated', () => {
    const answer = outcome(input({}, { tags: { 'vedette:protected': 'true' } }), {
      ...DEFAULT_POLICIES,
      broken: 'forbid(principal, action, resource) when { context.nosuch == 1 };',
    });
    expect(answer.outcome).toBe('forbid');
  });
  it('policies that do not parse ask a person', () => {
    const answer = outcome(input(), { bad: 'permit(principal' });
    expect(answer.outcome).toBe('ask');
    expect(answer.errors).not.toEqual([]);
  });
  it('a policy can speak of the account, its environment and the action', () =>
    expect(
      outcome(input(), {
        ...DEFAULT_POLICIES,
        mine: 'forbid(principal, action, resource in Vedette::Account::"111122223333") when { resource.environment == "development" && context.action like "aws.iam.*" };',
      }),
    ).toMatchObject({ outcome: 'forbid', reasons: ['mine'] }));
  it('text of a tag is data, whatever it says', () =>
    expect(outcome(input({}, { tags: { 'a"b': '"}); permit(principal,action,resource);' } })).outcome).toBe('permit'));
  it('more policy sets than are kept parsed do not mix up, whatever does not parse between them', () => {
    for (let round = 0; round < 2; round++)
      for (let n = 0; n < 40; n++) {
        const id = `only-${n}`;
        if (n % 3 === 0) outcome(input(), { [id]: 'permit(' });
        expect(outcome(input(), { [id]: 'permit(principal, action, resource);' }).reasons).toEqual([id]);
      }
  });
});

describe('validate', () => {
  it('says where a policy does not parse', () => {
    const errors = engine.validate({
      good: 'permit(principal,action,resource);',
      bad: 'permit(principal, action resource);',
    });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ policy: 'bad', offset: 25, line: 1, column: 26 });
  });
  it('knows the schema: a misspelt attribute is named with a hint', () => {
    const errors = engine.validate({ bad: 'forbid(principal,action,resource) when { context.riks > 3 };' });
    expect(errors[0]).toMatchObject({ policy: 'bad' });
    expect(errors[0]!.message).toContain('riks');
    expect(errors[0]!.hint).toContain('risk');
    expect(errors[0]!.offset).toBeGreaterThan(0);
  });
});

describe('docs/policies.md', () => {
  const text = readFileSync('docs/policies.md', 'utf8');
  const blocks = (language: string): string[] =>
    [...text.matchAll(new RegExp('```' + language + '\\n([^]*?)```', 'g'))].map((m) => m[1]!);
  it('shows policies that are valid', () => {
    const policies = blocks('cedar').flatMap((b) => b.split('\n\n'));
    expect(policies).toHaveLength(8);
    expect(engine.validate(Object.fromEntries(policies.map((p, n) => [`example-${n}`, p])))).toEqual([]);
  });
  it('shows an answer of OPA that is a decision', () => {
    const answer = blocks('json').find((b) => b.includes('"result"'))!;
    expect(parseAnswer(answer)).toEqual({
      outcome: 'ask',
      reasons: ['production'],
      obligations: { approvals: 2, role: 'admin' },
    });
  });
  it('names every attribute of the context', () => {
    for (const name of Object.keys(input().context)) expect(text, name).toContain(`\`${name}\``);
  });
  it('names every default policy', () => {
    for (const id of Object.keys(DEFAULT_POLICIES)) expect(text).toContain(`\`${id}\``);
  });
});
