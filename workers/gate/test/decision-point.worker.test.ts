import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import { NO_DECISION, OPA_TOKEN } from '../../../test/support/opa-rules.ts';
import {
  addUser,
  codeOf,
  decide,
  draft,
  enrol,
  env,
  freshDatabase,
  gate,
  instanceSpec,
  keySpec,
  must,
  permitRequest,
  putAccount,
  setUp,
  verdict,
} from './world.ts';

/* The server is a real one, outside of workerd: test/support/opa-server.ts, begun in project.ts. */

let admin: Principal;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin);
});

const url = (rule: string): string => `${env.DECISION_POINT_ORIGINS}/v1/data/vedette/${rule}`;
const put = (body: object) => gate.admin.putDecisionPoint({ v: 1, caller: admin, body });
const use = async (rule: string, more: object = {}) => must(await put({ url: url(rule), timeoutMs: 5_000, ...more }));
const outcomes = (plans: Awaited<ReturnType<typeof decide>>): string =>
  plans.map((p) => `${p.decision.outcome} ${p.actions.map((a) => a.opId).join()}`).join('; ');

describe('an organisation’s OPA', () => {
  it('decides in place of the policies, and the plan, the log and the ledger say so', async () => {
    await use('forbid');
    const [plan] = await decide();
    expect(plan!.decision).toMatchObject({
      outcome: 'forbid',
      engine: 'opa',
      policyVersion: 'opa:r42',
      reasons: ['opa: change freeze'],
    });
    const { items } = must(await gate.admin.judgements({ v: 1, caller: admin, query: {} }));
    expect(items[0]).toMatchObject({ engine: 'opa', policyVersion: 'opa:r42', outcome: 'forbid' });
    const entry = (await env.LEDGER.entries()).filter((e) => e.type === 'plan.decided').at(-1)!;
    expect(entry.body).toMatchObject({ engine: 'opa', policyVersion: 'opa:r42' });
  });
  it('may let go what the policies would ask about', async () => {
    await use('permit');
    const [plan] = await decide({ drafts: [draft({ spec: instanceSpec() })] });
    expect(plan!.decision.outcome).toBe('permit');
    must(await gate.decisions.permit(permitRequest(plan!)));
  });
  it('may ask for more people of a higher role', async () => {
    await use('two');
    const [plan] = await decide();
    expect(plan!.decision).toMatchObject({ outcome: 'ask', approvalsNeeded: 2, approverRole: 'admin' });
  });
  it('never lets go what the gate’s own rules forbid', async () => {
    await use('permit');
    const plans = await decide({
      drafts: [
        draft({ opId: 'op_a', spec: keySpec('mallory', '999999999999') }),
        draft({ opId: 'op_b', foreignEvidence: true }),
        draft({ opId: 'op_c', leaseMs: 400 * 24 * 3_600_000 }),
        draft({ opId: 'op_d' }),
      ],
    });
    expect(outcomes(plans)).toBe('permit op_d; forbid op_a,op_b,op_c');
  });
  it('does not lift the hour’s budget', async () => {
    await use('permit');
    await env.AUTHORITY.prepare('UPDATE organisation SET automatic_per_hour = 1').run();
    const plans = await decide({ drafts: [draft({ opId: 'op_a' }), draft({ opId: 'op_b' })] });
    expect(outcomes(plans)).toBe('permit op_a; ask op_b');
  });
  it('is not asked while it is disabled, or once it is taken away', async () => {
    await use('forbid', { enabled: false });
    expect((await decide())[0]!.decision).toMatchObject({
      outcome: 'permit',
      policyVersion: expect.stringMatching(/^1-/),
    });
    await use('forbid');
    expect((await decide({ revision: 2 }))[0]!.decision.outcome).toBe('forbid');
    must(await gate.admin.removeDecisionPoint({ v: 1, caller: admin }));
    expect((await decide({ revision: 3 }))[0]!.decision.outcome).toBe('permit');
  });
});

describe('an OPA that does not decide', () => {
  it.each(NO_DECISION)('(%s) asks a person about what the policies would have let go', async (rule) => {
    await use(rule, { timeoutMs: 400 });
    const [plan] = await decide();
    expect(plan!.decision).toMatchObject({ outcome: 'ask', engine: 'opa', approvalsNeeded: 1 });
    expect(plan!.decision.reasons[0]).toBe('opa: no decision: a person decides');
    expect(plan!.decision.reasons[1]).toMatch(/^error: opa: /);
  });
  it('whose token cannot be opened asks a person', async () => {
    await use('guarded', { token: OPA_TOKEN });
    await env.AUTHORITY.prepare("UPDATE decision_point SET token = 'v1.00000000.AAAA'").run();
    expect((await decide())[0]!.decision.outcome).toBe('ask');
  });
  it('whose address somebody wrote into the database is not asked', async () => {
    await use('permit');
    await env.AUTHORITY.prepare("UPDATE decision_point SET url = 'http://169.254.169.254/v1/data/x'").run();
    const [plan] = await decide();
    expect(plan!.decision.outcome).toBe('ask');
    expect(plan!.decision.reasons.join()).toContain('may not be asked');
  });
});

describe('the fresh look before a permit', () => {
  const approved = async (rule: string) => {
    await use('undefined');
    const approver = await addUser(admin, 'approver', 'grace');
    const key = await enrol(admin, approver.user);
    const [plan] = await decide();
    must(await gate.approvals.submit({ v: 1, caller: approver, body: await verdict(plan!, key) }));
    await use(rule);
    return gate.decisions.permit(permitRequest(plan!));
  };
  it('asks the same engine: its forbid refuses what a person approved', async () =>
    expect(codeOf(await approved('forbid'))).toBe('forbidden'));
  it('asks for what it asks now: one approval is not two', async () =>
    expect(codeOf(await approved('two'))).toBe('gone'));
  it('what a person approved goes while OPA is down', async () => expect(codeOf(await approved('error'))).toBe('ok'));
  it('what would go by itself does not while OPA is down', async () => {
    await use('permit');
    const [plan] = await decide();
    expect(plan!.decision.outcome).toBe('permit');
    await use('reset');
    expect(codeOf(await gate.decisions.permit(permitRequest(plan!)))).toBe('conflict');
  });
});

describe('setting the decision point', () => {
  const shown = () => gate.admin.decisionPoint({ v: 1, caller: admin });
  it('keeps the token sealed and never shows it, in an answer, the database or the ledger', async () => {
    const answer = await use('guarded', { token: OPA_TOKEN });
    expect(answer).toMatchObject({ hasToken: true, enabled: true, updatedBy: `user:${admin.user}` });
    const row = await env.AUTHORITY.prepare('SELECT * FROM decision_point').first();
    const entries = await env.LEDGER.entries();
    expect(entries.map((e) => e.type)).toContain('decision_point.changed');
    for (const text of [answer, must(await shown()), row, entries].map((v) => JSON.stringify(v)))
      expect(text).not.toContain(OPA_TOKEN);
    expect((await decide())[0]!.decision.outcome).toBe('permit');
  });
  it('keeps the token where it is left out, takes it away by null', async () => {
    await use('guarded', { token: OPA_TOKEN });
    expect(await use('guarded')).toMatchObject({ hasToken: true });
    expect((await decide())[0]!.decision.outcome).toBe('permit');
    expect(await use('guarded', { token: null })).toMatchObject({ hasToken: false });
    expect((await decide({ revision: 2 }))[0]!.decision.outcome).toBe('ask');
  });
  it('never sends a token that was given for one origin to another', async () => {
    await use('guarded', { token: OPA_TOKEN });
    const moved = await put({ url: 'https://elsewhere.example.com/v1/data/vedette/decide' });
    expect(moved).toMatchObject({ ok: false, error: { code: 'unprocessable', field: '/token' } });
    expect(must(await shown()).url).toBe(url('guarded'));
  });
  it.each([
    ['plain http', 'http://opa.example.com/v1/data/x', 'unprocessable'],
    ['a private address', 'https://10.0.0.1/v1/data/x', 'unprocessable'],
    ['this machine', 'http://localhost:1/v1/data/x', 'unprocessable'],
    ['another API of OPA', 'https://opa.example.com/v1/policies/x', 'unprocessable'],
    ['credentials in it', 'https://me:secret@opa.example.com/v1/data/x', 'unprocessable'],
    ['no URL', 'opa', 'malformed'],
  ])('refuses a URL with %s', async (_, wrong, code) => {
    expect(codeOf(await put({ url: wrong }))).toBe(code);
    expect(codeOf(await shown())).toBe('not_found');
  });
  it.each([{ timeoutMs: 10 }, { timeoutMs: 60_000 }, { token: 'two words' }, { kind: 'cedar' }])(
    'refuses %j',
    async (more) => expect(codeOf(await put({ url: url('permit'), ...more }))).toBe('malformed'),
  );
  it('can be tried: what it answers to a made-up action, or why it does not', async () => {
    expect(codeOf(await gate.admin.testDecisionPoint({ v: 1, caller: admin }))).toBe('not_found');
    await use('two', { enabled: false });
    const test = async () => must(await gate.admin.testDecisionPoint({ v: 1, caller: admin }));
    expect(await test()).toMatchObject({
      answered: true,
      outcome: 'ask',
      policyVersion: 'opa:r42',
      obligations: { approvals: 2 },
    });
    await use('slow', { timeoutMs: 400 });
    expect(await test()).toMatchObject({
      answered: false,
      outcome: 'ask',
      reasons: ['opa: no decision: a person decides', 'opa: it did not answer within 400 ms'],
    });
  });
});
