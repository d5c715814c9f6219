import { generateAuthenticationOptions } from '@simplewebauthn/server';
import * as z from 'zod';
import { Id, V1 } from '../../contracts/common.ts';
import { ClientInfo, type IssuedSession } from '../../contracts/sign-in.ts';
import { toBase64Url, utf8 } from '../../kit/bytes.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { beginCeremony, CEREMONY_OVER, takeCeremony } from './ceremony.ts';
import { issueSession } from './issue-session.ts';
import { CEREMONY_MS } from './limits.ts';
import { relyingPartyAt } from './origins.ts';
import { usePasskey } from './use-passkey.ts';
import { AssertionResponse } from './webauthn.ts';

const Origin = z.string().max(300);
const BeginRequest = z.object({ v: V1, origin: Origin });
const FinishRequest = z.object({
  v: V1,
  origin: Origin,
  ceremony: Id,
  response: AssertionResponse,
  client: ClientInfo,
});

/** Options for `navigator.credentials.get` by anybody: the passkey tells who comes. Errors: `forbidden` (unknown origin). */
export async function passkeyBegin(
  deps: GateDeps,
  input: unknown,
): Promise<Result<{ ceremony: string; options: unknown }, Failure>> {
  const parsed = parseInput(BeginRequest, input);
  if (!parsed.ok) return parsed;
  const party = relyingPartyAt(deps.consoleOrigins, parsed.value.origin);
  if (!party.ok) return party;
  const { rpId, origin } = party.value;
  const { ceremony, challenge } = await beginCeremony(deps, { purpose: 'sign_in', origin, who: null });
  const options = await generateAuthenticationOptions({
    rpID: rpId,
    challenge,
    timeout: CEREMONY_MS,
    userVerification: 'required',
  });
  return ok({ ceremony, options });
}

/**
 * A session for a discoverable passkey's answer; it is both factors at once (what one has, and the PIN or body that unlocks
 * it). Errors: `forbidden` (origin), `gone` (ceremony used or over), `unauthenticated`, in the same words for a passkey that
 * is unknown, revoked or of a disabled person, `forbidden` (not verified, counter).
 */
export async function passkeyFinish(deps: GateDeps, input: unknown): Promise<Result<IssuedSession, Failure>> {
  const parsed = parseInput(FinishRequest, input);
  if (!parsed.ok) return parsed;
  const { response, client } = parsed.value;
  const party = relyingPartyAt(deps.consoleOrigins, parsed.value.origin);
  if (!party.ok) return party;
  const { origin } = party.value;
  const ceremony = await takeCeremony(deps, { id: parsed.value.ceremony, purpose: 'sign_in', origin, who: null });
  if (!ceremony) return err(failure('gone', CEREMONY_OVER));
  const found = await deps.store.doors.passkey(response.id);
  const unknown = err(failure('unauthenticated', 'this passkey signs nobody in here: use another way'));
  if (!found || found.passkey.revokedAt !== null || found.user.disabledAt !== null) return unknown;
  const { passkey, user } = found;
  // WebAuthn L3 §7.2 step 6: nobody said who comes, so the authenticator must.
  if (response.response.userHandle !== toBase64Url(utf8(user.id))) return unknown;
  const used = await usePasskey(deps, { passkey, ceremony, response });
  if (!used.ok) return used;
  return issueSession(deps, { org: user.org, user: user.id, method: 'passkey', level: 2, client });
}
