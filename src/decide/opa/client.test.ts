import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_DECISION, OPA_TOKEN } from '../../../test/support/opa-rules.ts';
import { startOpa, type OpaServer } from '../../../test/support/opa-server.ts';
import { testInput } from '../testing/policy-input.ts';
import { askOpa, type DecisionPoint } from './client.ts';

let opa: OpaServer;
beforeAll(async () => {
  opa = await startOpa();
});
afterAll(() => opa.close());

const TIMEOUT_MS = 300;
const point = (rule: string, more: Partial<DecisionPoint> = {}): DecisionPoint => ({
  url: opa.rule(rule),
  token: undefined,
  timeoutMs: TIMEOUT_MS,
  operatorsOrigins: [opa.origin],
  ...more,
});
const inputs = (n: number) => Array.from({ length: n }, (_, i) => ({ ...testInput(), opId: `op_${i}` }));
const ask = async (rule: string, more: Partial<DecisionPoint> = {}) => {
  const judged = await askOpa(point(rule, more), [testInput()], Date.now);
  return { ...judged.answers[0]!, policyVersion: judged.policyVersion, failed: judged.failed };
};

describe('an OPA that decides', () => {
  it('is asked with the input, and its outcome, reasons and revision are taken', async () => {
    opa.asked.length = 0;
    expect(await ask('decide')).toEqual({
      opId: 'op_1',
      outcome: 'permit',
      reasons: ['opa: nothing speaks against it'],
      errors: [],
      policyVersion: 'opa:r42',
      failed: 0,
    });
    expect(opa.asked).toEqual([{ path: '/v1/data/vedette/decide', authorization: undefined, input: testInput() }]);
  });
  it('may ask a person, or forbid', async () => {
    const judged = await askOpa(
      point('decide'),
      [testInput({ disruptive: true }), { ...testInput(), opId: 'op_2' }],
      Date.now,
    );
    expect(judged.answers.map((a) => [a.opId, a.outcome])).toEqual([
      ['op_1', 'ask'],
      ['op_2', 'permit'],
    ]);
    expect(await ask('forbid')).toMatchObject({ outcome: 'forbid', reasons: ['opa: change freeze'] });
  });
  it('may ask for more', async () =>
    expect((await ask('two')).obligations).toEqual({
      approvals: 2,
      role: 'admin',
      onDrift: 'ask',
      escalateMinutes: 15,
    }));
  it('gets its token', async () => {
    expect(await ask('guarded', { token: OPA_TOKEN })).toMatchObject({ outcome: 'permit' });
    expect(await ask('guarded')).toMatchObject({ outcome: 'ask', errors: ['opa: it answered with status 401'] });
  });
  it('without one revision a digest stands for its version', async () => {
    const versions = await Promise.all(
      ['no-provenance', 'two-bundles', 'odd-revision'].map(async (rule) => (await ask(rule)).policyVersion),
    );
    for (const version of versions) expect(version).toMatch(/^opa:[0-9a-f]{12}$/);
    expect(new Set(versions).size).toBe(3);
  });
});

describe('an OPA that does not decide', () => {
  it.each(NO_DECISION)('(%s) asks a person, and says why', async (rule) => {
    const answer = await ask(rule);
    expect(answer).toMatchObject({ outcome: 'ask', failed: 1, reasons: ['opa: no decision: a person decides'] });
    expect(answer.errors).toHaveLength(1);
    expect(answer.obligations).toBeUndefined();
  });
  it.each([
    ['slow', `opa: it did not answer within ${TIMEOUT_MS} ms`],
    ['hanging', `opa: it did not answer within ${TIMEOUT_MS} ms`],
    ['error', 'opa: it answered with status 500'],
    ['redirect', 'opa: it answered with status 307'],
    ['undefined', 'opa: the rule is undefined for this input'],
    ['garbage', 'opa: its answer is not JSON'],
    ['huge', 'opa: its answer has more than 65536 bytes'],
    ['misspelt', 'opa: its result is not a decision (at outcome)'],
    ['reset', 'opa: it cannot be reached'],
  ])('names the reason: %s', async (rule, reason) => expect((await ask(rule)).errors).toEqual([reason]));
  it('follows no redirect: what it leads to is never asked', async () => {
    opa.asked.length = 0;
    await ask('redirect', { token: OPA_TOKEN });
    expect(opa.asked.map((a) => a.path)).toEqual(['/v1/data/vedette/redirect']);
  });
  it('is not waited for longer than its time-out', async () => {
    const began = Date.now();
    await ask('hanging');
    expect(Date.now() - began).toBeLessThan(TIMEOUT_MS + 700);
  });
  it('that is down is asked for the first actions of a proposal alone', async () => {
    opa.asked.length = 0;
    const judged = await askOpa(point('error'), inputs(40), Date.now);
    expect(opa.asked).toHaveLength(6);
    expect(judged.failed).toBe(40);
    expect(judged.answers.map((a) => a.outcome)).toEqual(Array.from({ length: 40 }, () => 'ask'));
    expect(judged.answers.map((a) => a.opId)).toEqual(inputs(40).map((i) => i.opId));
  });
  it('may not be at an address that nobody allowed, whatever is stored', async () => {
    opa.asked.length = 0;
    const answer = await ask('permit', { operatorsOrigins: [] });
    expect(answer).toMatchObject({ outcome: 'ask' });
    expect(answer.errors[0]).toContain('must be https');
    expect(opa.asked).toEqual([]);
  });
});
