import type { Approval, Plan } from '../../../../src/contracts/plan.ts';
import { approvalMessage, planMaterial } from '../../../../src/contracts/plan.ts';
import type { ApproverKeyView } from '../../../../src/contracts/sign-in.ts';
import { api, path } from '../../api/client.ts';
import { SigningError, signWithPasskey } from '../../lib/assertion.ts';
import { digestOf } from '../../lib/digest.ts';

export { SigningError };

export type Verdict = Approval['verdict'];
export interface Submitted {
  readonly complete: boolean;
  readonly phase: string;
}

/** The digest of the plan as this page shows it; not what the server says it is. */
export const shownDigest = (plan: Plan): Promise<string> => digestOf(planMaterial(plan));

/**
 * Signs a verdict with one of the person's passkeys and hands it in. The challenge is the SHA-256 of the approval message over
 * the digest that was computed here; a plan whose own digest is another is not signed.
 * `glass`: an admin, alone; the message says so in place of the verdict. Throws {@link SigningError}, or the API's error.
 */
export async function signAndSubmit(
  plan: Plan,
  verdict: Verdict,
  reason: string,
  keys: readonly ApproverKeyView[],
  glass: { readonly breakGlass?: true } = {},
): Promise<Submitted> {
  const planDigest = await shownDigest(plan);
  if (planDigest !== plan.digest)
    throw new SigningError(
      'What is shown is not what the plan’s digest covers. Nothing was signed. Refresh; if it stays so, tell whoever runs Vedette.',
    );
  const signed = await signWithPasskey(approvalMessage({ verdict, plan: plan.id, planDigest, reason, ...glass }), keys);
  return api.post(path('/approvals/{id}', { id: plan.id }), { planDigest, verdict, reason, ...glass, ...signed });
}
