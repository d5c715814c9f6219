import { createExecutionContext } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { PolicyRequest } from '../../../src/contracts/rpc.ts';
import { DEFAULT_POLICIES } from '../../../src/decide/policies/generated.ts';
import { testInput } from '../../../src/decide/testing/policy-input.ts';
import worker, { Policy } from '../index.ts';

const policy = new Policy(createExecutionContext(), {});
const input = testInput();

describe('Policy', () => {
  it('evaluates the default policies with Cedar inside workerd', async () => {
    const answer = await policy.evaluate({
      v: 1,
      policies: { ...DEFAULT_POLICIES },
      inputs: [input, { ...input, opId: 'op_2', context: { ...input.context, disruptive: true } }],
    });
    expect(answer.ok && answer.value.map((a) => a.outcome)).toEqual(['permit', 'ask']);
  });

  it('names where a policy is wrong', async () => {
    const answer = await policy.validate({ v: 1, policies: { bad: 'permit(principal, action resource);' } });
    expect(answer.ok && answer.value.errors[0]).toMatchObject({ policy: 'bad', offset: 25 });
  });

  it('says what policies ask besides where they decide', async () => {
    const policies = { two: '@approvals("2")\nforbid(principal, action == Vedette::Action::"act", resource);' };
    const answer = await policy.evaluate({ v: 1, policies, inputs: [input] });
    expect(answer.ok && answer.value[0]).toMatchObject({ outcome: 'ask', obligations: { approvals: 2 } });
    const wrong = await policy.validate({ v: 1, policies: { two: policies.two.replace('2', 'two') } });
    expect(wrong.ok && wrong.value.errors[0]).toMatchObject({ policy: 'two', offset: 0, line: 1, column: 1 });
  });

  it('describes policies, also one that does not parse', async () => {
    const answer = await policy.describe({
      v: 1,
      policies: { b: '@owner("platform") @role("admin") forbid(principal, action, resource);', a: 'permit(' },
    });
    expect(answer.ok && answer.value.policies).toEqual([
      { id: 'a', text: 'permit(', obligations: {}, notes: {} },
      expect.objectContaining({
        id: 'b',
        effect: 'forbid',
        obligations: { role: 'admin' },
        notes: { owner: 'platform' },
      }),
    ]);
  });

  it('compares two sets on the same actions, in their order', async () => {
    const inputs = [input, { ...input, opId: 'op_2', context: { ...input.context, risk: 90 } }];
    const answer = await policy.compare({ v: 1, before: { ...DEFAULT_POLICIES }, after: {}, inputs });
    expect(answer.ok && answer.value.before.map((a) => [a.opId, a.outcome])).toEqual([
      ['op_1', 'permit'],
      ['op_2', 'ask'],
    ]);
    expect(answer.ok && answer.value.after.map((a) => a.outcome)).toEqual(['ask', 'ask']);
  });

  it('refuses more actions than it can judge at once', async () => {
    const inputs = Array.from({ length: 129 }, () => input);
    expect((await policy.compare({ v: 1, before: {}, after: {}, inputs })).ok).toBe(false);
  });

  it('refuses a request that is not one, and says which field', async () => {
    const answer = await policy.evaluate({
      v: 1,
      policies: {},
      inputs: [{ opId: 'op_1' }],
    } as unknown as PolicyRequest);
    expect(!answer.ok && answer.error).toMatchObject({ code: 'malformed', field: '/inputs/0/principal' });
  });

  it('refuses more policies than it can hold', async () => {
    const policies = Object.fromEntries(
      Array.from({ length: 201 }, (_, n) => [`p${n}`, 'permit(principal,action,resource);']),
    );
    expect((await policy.evaluate({ v: 1, policies, inputs: [input] })).ok).toBe(false);
  });

  it('answers nothing over HTTP', () => expect(worker.fetch().status).toBe(404));
});
