import { approvalMessage, planMaterial, type Plan } from '../../src/contracts/plan.ts';
import { digestOf, importEd25519Private, signEd25519 } from '../../src/kit/crypto.ts';
import type { ApiClient } from './client.ts';
import { CliError } from './exit.ts';
import type { Credentials } from './state.ts';

/** Plans of an incident that wait for a person. */
export async function pendingPlans(client: ApiClient, incident: string): Promise<Plan[]> {
  const { plans } = await client.get<{ plans: Plan[] }>('/approvals');
  return plans.filter((p) => p.incident === incident);
}

/**
 * Signs a verdict on a plan with the person's own key and hands it in. The digest is computed here from what was shown,
 * not taken from the answer: a console that shows one plan and has another signed is found out.
 */
export async function submitVerdict(
  client: ApiClient,
  approver: Credentials['approver'],
  plan: Plan,
  verdict: 'approve' | 'deny',
  reason: string,
): Promise<{ complete: boolean; phase: string }> {
  const planDigest = digestOf(planMaterial(plan));
  if (planDigest !== plan.digest) {
    throw new CliError(
      `The digest of plan ${plan.id} does not fit what it shows; nothing was signed. Tell whoever runs this console.`,
    );
  }
  const key = await importEd25519Private(approver.privateKey);
  const signature = await signEd25519(key, approvalMessage({ verdict, planDigest, reason, plan: plan.id }));
  return client.post(`/approvals/${plan.id}`, { planDigest, verdict, reason, keyId: approver.keyId, signature });
}
