import type { ApproverKeyView, Assertion } from '../../../src/contracts/sign-in.ts';
import { fromBase64Url, sha256, toBase64Url } from './digest.ts';

/** Thrown in the words that a person needs. */
export class SigningError extends Error {}

export interface SignedByPasskey {
  readonly keyId: string;
  readonly assertion: Assertion;
}

const WAIT_MS = 120_000;

/**
 * Signs a message with one of a person's approver passkeys: the challenge is the message's SHA-256. `nothing` says what has not
 * happened where it fails (`Nothing was signed.`). Throws {@link SigningError}.
 */
export async function signWithPasskey(
  message: string,
  keys: readonly ApproverKeyView[],
  nothing = 'Nothing was signed.',
): Promise<SignedByPasskey> {
  const challenge = await sha256(message);
  const allowCredentials = keys.flatMap((k) =>
    k.credential === null ? [] : [{ type: 'public-key' as const, id: fromBase64Url(k.credential) }],
  );
  const credential = await navigator.credentials
    .get({ publicKey: { challenge, allowCredentials, userVerification: 'required', timeout: WAIT_MS } })
    .catch((cause: unknown) => {
      throw new SigningError(
        cause instanceof DOMException && cause.name === 'NotAllowedError'
          ? `The passkey was not used: it was cancelled, took too long, or is not on this device. ${nothing}`
          : `This browser could not use the passkey. ${nothing}`,
      );
    });
  if (!(credential instanceof PublicKeyCredential) || !(credential.response instanceof AuthenticatorAssertionResponse))
    throw new SigningError(`The browser gave no passkey. ${nothing}`);
  const used = toBase64Url(credential.rawId);
  const key = keys.find((k) => k.credential === used);
  if (key === undefined) throw new SigningError('That passkey is not one of your approver’s keys. Nothing was sent.');
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  return {
    keyId: key.keyId,
    assertion: {
      credential: used,
      authenticatorData: toBase64Url(authenticatorData),
      clientDataJson: toBase64Url(clientDataJSON),
      signature: toBase64Url(signature),
    },
  };
}
