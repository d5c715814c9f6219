import type { Approval, Plan } from '../../../../src/contracts/plan.ts';
import { approvalMessage, planMaterial } from '../../../../src/contracts/plan.ts';
import type { ApproverKeyView } from '../../../../src/contracts/sign-in.ts';
import { api, at } from '../../api/client.ts';
import { digestOf, fromBase64Url, sha256, toBase64Url } from '../../lib/digest.ts';

export type Verdict = Approval['verdict'];
export interface Submitted {
  readonly complete: boolean;
  readonly phase: string;
}

/** The digest of the plan as this page shows it; not what the server says it is. */
export const shownDigest = (plan: Plan): Promise<string> => digestOf(planMaterial(plan));

/** Thrown in the words that a person needs. */
export class SigningError extends Error {}

const WAIT_MS = 120_000;

/**
 * Signs a verdict with one of the person's passkeys and hands it in. The challenge is the SHA-256 of the approval message over
 * the digest that was computed here; a plan whose own digest is another is not signed.
 * Throws {@link SigningError}, or the API's error.
 */
export async function signAndSubmit(
  plan: Plan,
  verdict: Verdict,
  reason: string,
  keys: readonly ApproverKeyView[],
): Promise<Submitted> {
  const planDigest = await shownDigest(plan);
  if (planDigest !== plan.digest)
    throw new SigningError(
      'What is shown is not what the plan’s digest covers. Nothing was signed. Refresh; if it stays so, tell whoever runs Vedette.',
    );
  const challenge = await sha256(approvalMessage({ verdict, plan: plan.id, planDigest, reason }));
  const allowCredentials = keys.flatMap((k) =>
    k.credential === null ? [] : [{ type: 'public-key' as const, id: fromBase64Url(k.credential) }],
  );
  const credential = await navigator.credentials
    .get({ publicKey: { challenge, allowCredentials, userVerification: 'required', timeout: WAIT_MS } })
    .catch((cause: unknown) => {
      throw new SigningError(
        cause instanceof DOMException && cause.name === 'NotAllowedError'
          ? 'The passkey was not used: it was cancelled, took too long, or is not on this device. Nothing was signed.'
          : 'This browser could not use the passkey. Nothing was signed.',
      );
    });
  if (!(credential instanceof PublicKeyCredential) || !(credential.response instanceof AuthenticatorAssertionResponse))
    throw new SigningError('The browser gave no passkey. Nothing was signed.');
  const key = keys.find((k) => k.credential === toBase64Url(credential.rawId));
  if (key === undefined) throw new SigningError('That passkey is not one of your approver’s keys. Nothing was sent.');
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  return api.post<Submitted>(at`/approvals/${plan.id}`, {
    planDigest,
    verdict,
    reason,
    keyId: key.keyId,
    assertion: {
      credential: toBase64Url(credential.rawId),
      authenticatorData: toBase64Url(authenticatorData),
      clientDataJson: toBase64Url(clientDataJSON),
      signature: toBase64Url(signature),
    },
  });
}
