import {
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { Principal } from '../../../../src/contracts/access.ts';
import type { PasskeyView, SessionView } from '../../../../src/contracts/sign-in.ts';
import { api } from '../../api/client.ts';

export interface SignedIn {
  readonly principal: Principal;
  readonly session: SessionView;
}

/** Shows a passkey: as the way in, or as the second factor of a session that has one. */
export async function showPasskey(as: 'sign-in' | 'second-factor'): Promise<SignedIn> {
  const base = as === 'sign-in' ? '/sign-in/passkey' : '/me/second-factor';
  const { ceremony, options } = await api.post(`${base}/begin`);
  const response = await startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON });
  return api.post(`${base}/finish`, { ceremony, response: { ...response } });
}

/** Makes a passkey for whoever is signed in. */
export async function makePasskey(name: string): Promise<PasskeyView> {
  const { ceremony, options } = await api.post('/me/passkeys/begin');
  const response = await startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON });
  return api.post('/me/passkeys/finish', { ceremony, response: { ...response }, name });
}

/** What the browser's own refusal means to a person; undefined if it is none of the browser's. */
export function ceremonyFault(cause: unknown): string | undefined {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'NotAllowedError') return 'The passkey was not shown: it was cancelled, or took too long. Try again.';
  if (name === 'InvalidStateError') return 'This device holds a passkey of yours already.';
  if (name === 'NotSupportedError' || name === 'SecurityError')
    return 'This browser cannot use passkeys here. They need https, or localhost by name.';
  return undefined;
}
