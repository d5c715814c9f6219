import { generateAuthenticationOptions } from '@simplewebauthn/server';
import * as z from 'zod';
import { Id } from '../../contracts/common.ts';
import type { IssuedSession } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { isSession, requireCallerOfAnyLevel, type Caller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { beginCeremony, CEREMONY_OVER, takeCeremony } from '../sign-in/ceremony.ts';
import { raiseSession } from '../sign-in/issue-session.ts';
import { CEREMONY_MS } from '../sign-in/limits.ts';
import { relyingPartyAt } from '../sign-in/origins.ts';
import { usePasskey } from '../sign-in/use-passkey.ts';
import { AssertionResponse } from '../sign-in/webauthn.ts';
import { transportsOf } from './passkey-view.ts';

const Finish = z.object({ origin: z.string().max(300), ceremony: Id, response: AssertionResponse });

/** The session that owes its second factor. Errors: `unprocessable` where it is shown, or an API key asks. */
async function owing(deps: GateDeps, claimed: unknown): Promise<Result<Caller, Failure>> {
  const caller = await requireCallerOfAnyLevel(deps, claimed);
  if (!caller.ok) return caller;
  if (!isSession(caller.value.key)) return err(failure('unprocessable', 'an API key has no second factor'));
  if (caller.value.level === 2) return err(failure('unprocessable', 'the second factor was shown already'));
  return caller;
}

/** Options for `navigator.credentials.get` with one's own passkeys. Errors: `forbidden` (origin), `unprocessable` (no passkey). */
export async function secondFactorBegin(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly origin: string },
): Promise<Result<{ ceremony: string; options: unknown }, Failure>> {
  const caller = await owing(deps, req.caller);
  if (!caller.ok) return caller;
  const party = relyingPartyAt(deps.consoleOrigins, req.origin);
  if (!party.ok) return party;
  const { rpId, origin } = party.value;
  const passkeys = await deps.store.passkeys.ofUser(caller.value.org, caller.value.user);
  if (passkeys.length === 0)
    return err(failure('unprocessable', 'you have no passkey: use a one-time code, or ask an admin'));
  const { ceremony, challenge } = await beginCeremony(deps, { purpose: 'second_factor', origin, who: caller.value });
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    challenge,
    timeout: CEREMONY_MS,
    userVerification: 'required',
    allowCredentials: passkeys.map((p) => ({ id: p.credential, transports: transportsOf(p) })),
  });
  return ok({ ceremony, options });
}

/** The session at level 2, under a new token. Errors: `gone` (ceremony), `forbidden` (not one's own passkey, not verified). */
export async function secondFactorFinish(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly origin: string; readonly ceremony: string; readonly response: unknown },
): Promise<Result<IssuedSession, Failure>> {
  const caller = await owing(deps, req.caller);
  if (!caller.ok) return caller;
  const parsed = parseInput(Finish, req);
  if (!parsed.ok) return parsed;
  const { response } = parsed.value;
  const party = relyingPartyAt(deps.consoleOrigins, parsed.value.origin);
  if (!party.ok) return party;
  const ceremony = await takeCeremony(deps, {
    id: parsed.value.ceremony,
    purpose: 'second_factor',
    origin: party.value.origin,
    who: caller.value,
  });
  if (!ceremony) return err(failure('gone', CEREMONY_OVER));
  const own = await deps.store.passkeys.ofUser(caller.value.org, caller.value.user);
  const passkey = own.find((p) => p.credential === response.id);
  if (!passkey) return err(failure('forbidden', 'this passkey is not yours, or is revoked'));
  const used = await usePasskey(deps, { passkey, ceremony, response });
  return used.ok ? raiseSession(deps, caller.value.key) : used;
}
