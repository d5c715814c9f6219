import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/contracts/access.ts';
import type { Plan } from '../../../src/contracts/plan.ts';
import { generateEd25519, importEd25519Private } from '../../../src/kit/crypto.ts';
import { signToken } from '../../../src/kit/token.ts';
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
  ORG,
  permitRequest,
  putAccount,
  setUp,
  verdict,
} from './world.ts';

/*
 * What whoever took a Worker could do with its bindings and nothing else. The supervisor's own file is
 * decisions.worker.test.ts; here are the responder, which holds StepCredentials, and the console, which holds what people need.
 */

let admin: Principal;
let plan: Plan;
beforeEach(async () => {
  await freshDatabase();
  admin = await setUp();
  await putAccount(admin);
  [plan] = (await decide({ drafts: [draft({ spec: instanceSpec() })] })) as [Plan];
});
const stepRequest = (permit: string, more: Record<string, unknown> = {}) => ({
  v: 1 as const,
  permit,
  opId: 'op_1',
  spec: instanceSpec(),
  direction: 'forward' as const,
  step: 'create-quarantine-group',
  fence: 1,
  ...more,
});

describe('a taken responder', () => {
  it('gets no credential for a plan that was never permitted, in any direction', async () => {
    for (const direction of ['forward', 'revert', 'probe'] as const)
      expect(codeOf(await gate.steps.forStep(stepRequest('no.permit.at-all', { direction })))).toBe('forbidden');
  });
  it('gets none for a permit that it signed itself, however well formed', async () => {
    const own = await generateEd25519();
    const payload = {
      v: 1,
      id: 'perm_own',
      org: ORG,
      incident: plan.incident,
      plan: plan.id,
      planDigest: plan.digest,
      ops: [],
      policyVersion: plan.decision.policyVersion,
      approvals: [],
      issuedAt: Date.now(),
      expiresAt: Date.now() + 60_000,
    };
    const key = await importEd25519Private(own.privateKey);
    for (const keyId of [own.keyId, ...Object.keys(await gate.steps.permitKeys())]) {
      const token = await signToken({ key, keyId }, 'permit', payload);
      expect(codeOf(await gate.steps.forStep(stepRequest(token)))).toBe('forbidden');
    }
  });
  it('reads nothing of an account that is not the organisation’s', async () => {
    const spec = keySpec('m', '999999999999');
    expect(codeOf(await gate.steps.forPreview({ v: 1, org: ORG, incident: 'inc_1', spec }))).toBe('forbidden');
  });
  it('has no way to decide, to approve or to permit', () => {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(gate.steps)).filter((m) => m !== 'constructor');
    expect(methods.toSorted()).toEqual(['forPreview', 'forStep', 'permitKeys']);
  });
});

describe('a taken console', () => {
  /** Everybody whom it could claim to serve: nobody it has seen, somebody with another’s key, a role that is not theirs. */
  const claims = async () => {
    const analyst = await addUser(admin, 'analyst', 'ann');
    return {
      nobody: { ...admin, user: 'usr_nobody', key: 'key_nobody' },
      'somebody with another’s key': { ...analyst, key: admin.key },
      'an analyst as admin': { ...analyst, role: 'admin' as const },
      'an admin of another organisation': { ...admin, org: 'org_other' },
    };
  };
  it('changes nothing in the name of somebody who is not signed in with that very role', async () => {
    for (const [who, caller] of Object.entries(await claims())) {
      const tried = {
        policies: await gate.admin.putPolicies({ v: 1, caller, body: { policies: {} } }),
        account: await gate.admin.putAccount({ v: 1, caller, body: {} }),
        window: await gate.admin.putWindow({ v: 1, caller, id: 'w', body: {} }),
        quota: await gate.board.setQuota({ v: 1, caller, agent: 'hunter', body: { reason: 'x', actionsPerHour: 9 } }),
        user: await gate.admin.createUser({ v: 1, caller, body: {} }),
      };
      for (const [what, answer] of Object.entries(tried))
        expect(['unauthenticated', 'forbidden'], `${who}: ${what}`).toContain(codeOf(answer));
    }
  });
  it('cannot approve in the name of an approver who is signed in: it has not the key', async () => {
    const approver = await addUser(admin, 'approver', 'grace');
    await enrol(admin, approver.user);
    const forged = await verdict(plan, await generateEd25519());
    const unsigned = { plan: plan.id, planDigest: plan.digest, verdict: 'approve', reason: 'yes' };
    const slack = {
      ...unsigned,
      slack: {
        team: 'T1',
        slackUser: 'U1',
        timestamp: 1,
        signature: `v0=${'a'.repeat(64)}`,
        bodyDigest: 'a'.repeat(64),
      },
    };
    for (const body of [forged, unsigned, slack, { ...forged, breakGlass: true }])
      expect(codeOf(await gate.approvals.submit({ v: 1, caller: approver, body }))).not.toBe('ok');
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('conflict');
  });
  it('cannot turn an old approval to a new plan', async () => {
    const approver = await addUser(admin, 'approver', 'grace');
    const key = await enrol(admin, approver.user);
    const given = await verdict(plan, key);
    must(await gate.approvals.submit({ v: 1, caller: approver, body: given }));
    const [next] = (await decide({ revision: 2, drafts: [draft({ spec: instanceSpec() })] })) as [Plan];
    for (const body of [
      { ...given, plan: next.id },
      { ...given, plan: next.id, planDigest: next.digest },
    ])
      expect(codeOf(await gate.approvals.submit({ v: 1, caller: approver, body }))).not.toBe('ok');
    expect(codeOf(await gate.decisions.permit(permitRequest(next)))).toBe('conflict');
  });
  it('cannot make itself an approver: the key that it enrols waits for an approver’s own word', async () => {
    const grace = await addUser(admin, 'approver', 'grace');
    await enrol(admin, grace.user);
    const own = await enrol(admin, admin.user);
    expect(codeOf(await gate.approvals.submit({ v: 1, caller: admin, body: await verdict(plan, own) }))).toBe(
      'forbidden',
    );
  });
  it('loosens with an admin’s session at most what is decided from then on: a plan that asked asks still', async () => {
    const policies = { loose: 'permit (principal, action, resource);' };
    must(await gate.admin.putPolicies({ v: 1, caller: admin, body: { policies } }));
    expect(codeOf(await gate.decisions.permit(permitRequest(plan)))).toBe('conflict');
    expect((await env.LEDGER.entries()).some((e) => e.type === 'policy.changed')).toBe(true);
  });
});
