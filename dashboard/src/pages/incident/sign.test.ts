import { expect, test } from 'vitest';
import { planMaterial, type Plan } from '../../../../src/contracts/plan.ts';
import { digestOf } from '../../../../src/kit/crypto.ts';
import { shownDigest, signAndSubmit } from './sign.ts';

const HEX = 'a'.repeat(64);
const open: Omit<Plan, 'digest'> = {
  v: 1,
  id: 'plan_1',
  org: 'org_a',
  incident: 'inc_1',
  revision: 1,
  requestedBy: 'worker:supervisor',
  risk: 80,
  actions: [
    {
      opId: 'op_1',
      spec: {
        action: 'aws.iam.deactivate-access-key',
        account: '111122223333',
        region: 'us-east-1',
        params: { accessKeyId: 'AKIAEXAMPLE' },
        target: 'arn:aws:iam::111122223333:user/ci',
        locks: ['arn:aws:iam::111122223333:user/ci'],
      },
      reason: 'used by the attacker',
      findings: ['fnd_1'],
      confidence: 90,
      leaseMs: 60_000,
      preview: {
        at: 1,
        exists: true,
        alreadyDone: false,
        diff: [{ path: 'key', before: 'Active', after: 'Inactive' }],
        dependents: [],
        tags: {},
        notes: [],
        reversibility: 'reversible',
        preImageDigest: HEX,
        expectedDigest: HEX,
      },
    },
  ],
  decision: { outcome: 'ask', approvalsNeeded: 1, reasons: [], policyVersion: '1', inputDigest: HEX },
  createdAt: 1,
  expiresAt: 2,
};
const plan: Plan = { ...open, digest: digestOf(planMaterial(open)) };

test('the digest of a plan as shown is the one that the gate made', async () => {
  expect(await shownDigest(plan)).toBe(plan.digest);
});

test('a plan whose target is another than its digest covers is not signed: no passkey is asked for', async () => {
  const action = plan.actions[0]!;
  const swapped: Plan = {
    ...plan,
    actions: [{ ...action, spec: { ...action.spec, target: 'arn:aws:iam::111122223333:user/root' } }],
  };
  // There are no passkeys where this test runs: asking for one would fail in another way.
  await expect(signAndSubmit(swapped, 'approve', 'because', [])).rejects.toThrow('Nothing was signed');
  await expect(signAndSubmit(plan, 'approve', 'because', [])).rejects.not.toThrow('digest covers');
});
