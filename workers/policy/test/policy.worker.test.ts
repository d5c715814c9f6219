import { createExecutionContext } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { PolicyInput, PolicyRequest } from '../../../src/contracts/rpc.ts';
import { DEFAULT_POLICIES } from '../../../src/decide/policies/generated.ts';
import worker, { Policy } from '../index.ts';

const policy = new Policy(createExecutionContext(), {});
const input: PolicyInput = {
  opId: 'op_1',
  principal: 'worker:supervisor',
  action: 'aws.iam.deactivate-access-key',
  resource: {
    id: 'arn:aws:iam::111122223333:user/m',
    account: '111122223333',
    region: 'us-east-1',
    environment: 'development',
    tags: {},
  },
  context: {
    risk: 50,
    confidence: 90,
    reversibility: 'reversible',
    reversible: true,
    disruptive: false,
    production: false,
    exists: true,
    dependents: 0,
    leaseSeconds: 3600,
    foreignEvidence: false,
    agent: 'planner',
    agentActionsLeft: 100,
    automaticLeft: 20,
    blastRadius: 1,
    blastThisHour: 0,
    hour: 3,
    dayOfWeek: 6,
    compensating: false,
  },
};

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
