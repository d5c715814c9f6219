import type { Principal } from '../../../src/contracts/access.ts';
import { ORIGIN, SoftPasskey, type Faults } from './authenticator.ts';
import { client, gate, must, sessionOf } from './world.ts';

interface Asked {
  ceremony: string;
  options: unknown;
}

export const beginEnrol = async (caller: Principal): Promise<Asked> =>
  must(await gate.me.enrolPasskeyBegin({ v: 1, caller, origin: ORIGIN }));

export async function finishEnrol(caller: Principal, asked: Asked, passkey: SoftPasskey, f: Faults = {}) {
  const response = await passkey.register(asked.options, f);
  return gate.me.enrolPasskeyFinish({
    v: 1,
    caller,
    origin: ORIGIN,
    ceremony: asked.ceremony,
    name: 'phone',
    response,
  });
}

/** A passkey enrolled in a session. */
export async function enrolPasskey(
  caller: Principal,
  more: { algorithm?: 'ES256' | 'EdDSA'; counting?: boolean } = {},
): Promise<SoftPasskey> {
  const passkey = await SoftPasskey.make(more);
  must(await finishEnrol(caller, await beginEnrol(caller), passkey));
  return passkey;
}

/** A passkey of a user with an API key, enrolled in a session of a link. */
export const passkeyOf = async (
  user: Principal,
  more: { algorithm?: 'ES256' | 'EdDSA'; counting?: boolean } = {},
): Promise<SoftPasskey> => enrolPasskey((await sessionOf(user)).principal, more);

export const beginSignIn = async (): Promise<Asked> => must(await gate.signIn.passkeyBegin({ v: 1, origin: ORIGIN }));

export async function finishSignIn(asked: Asked, passkey: SoftPasskey, f: Faults = {}, origin = ORIGIN) {
  const response = await passkey.answer(asked.options, f);
  return gate.signIn.passkeyFinish({ v: 1, origin, ceremony: asked.ceremony, response, client });
}

export const known = (token: string) => gate.identity.session({ v: 1, token, client });
