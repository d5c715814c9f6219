import { approvalMessage, Plan, planMaterial } from '../../src/contracts/plan.ts';
import { digestOf, importEd25519Private, signEd25519 } from '../../src/kit/crypto.ts';
import { ask, understood, type TypedClient } from './client.ts';
import { CliError } from './exit.ts';
import type { Credentials } from './state.ts';

/** Plans of an incident that wait for a person. */
export async function pendingPlans(client: TypedClient, incident: string): Promise<Plan[]> {
  const { plans } = await ask(client.GET('/approvals'));
  return plans.filter((p) => p.incident === incident).map((p) => understood(Plan, p, `plan ${p.id}`));
}

/**
 * Signs a verdict on a plan with the person's own key and hands it in. The digest is computed here from what was shown,
 * not taken from the answer: a console that shows one plan and has another signed is found out.
 */
export async function submitVerdict(
  client: TypedClient,
  approver: Credentials['approver'],
  plan: Plan,
  verdict: 'approve' | 'deny',
  reason: string,
  breakGlass = false,
): Promise<{ complete: boolean; phase: string }> {
  const planDigest = digestOf(planMaterial(plan));
  if (planDigest !== plan.digest) {
    throw new CliError(
      `The digest of plan ${plan.id} does not fit what it shows; nothing was signed. Tell whoever runs this console.`,
    );
  }
  const key = await importEd25519Private(approver.privateKey);
  const said = { verdict, planDigest, reason, plan: plan.id, ...(breakGlass ? { breakGlass: true as const } : {}) };
  const signature = await signEd25519(key, approvalMessage(said));
  return ask(
    client.POST('/approvals/{id}', {
      params: { path: { id: plan.id } },
      body: {
        planDigest,
        verdict,
        reason,
        keyId: approver.keyId,
        signature,
        ...(breakGlass ? { breakGlass: true } : {}),
      },
    }),
  );
}
