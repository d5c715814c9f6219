import type { Signed } from '../contracts/sign-in.ts';
import { verifyEd25519 } from '../kit/crypto.ts';
import type { ApproverKeyRow } from '../storage/authority/approver-keys.ts';
import type { GateDeps } from './deps.ts';
import { challengeFor, verifyAssertion } from './sign-in/webauthn.ts';

/** How an approver's key stands: only an active one's word counts. */
export function standing(key: Pick<ApproverKeyRow, 'vouchedBy' | 'revokedAt'>): 'pending' | 'active' | 'revoked' {
  if (key.revokedAt !== null) return 'revoked';
  return key.vouchedBy === null ? 'pending' : 'active';
}

/**
 * Why a proof is not this key's word on a message, or `undefined` if it is: an Ed25519 signature, or a passkey's assertion
 * with the message's SHA-256 as its challenge, made at one of our origins with the person verified. Depends on the key, the
 * message and the settings alone, so that it comes to the same whenever it is asked again: on no counter, on no ceremony.
 */
export async function whyProofFails(
  deps: Pick<GateDeps, 'consoleOrigins'>,
  key: ApproverKeyRow,
  proof: Pick<Signed, 'signature' | 'assertion'>,
  message: string,
): Promise<string | undefined> {
  const { signature, assertion } = proof;
  if ((signature === undefined) === (assertion === undefined)) return 'give a signature or an assertion, not both';
  if (signature !== undefined) {
    if (key.kind !== 'ed25519') return 'this key is a passkey: it takes an assertion';
    return (await verifyEd25519(key.publicKey, signature, message)) ? undefined : 'the signature does not cover this';
  }
  if (assertion === undefined || key.kind !== 'passkey' || key.credential !== assertion.credential)
    return 'the assertion is by another key than it names';
  const verified = await verifyAssertion({
    assertion,
    challenge: challengeFor(message),
    origins: deps.consoleOrigins,
    publicKey: key.publicKey,
  });
  return verified.ok ? undefined : verified.error.detail;
}
