import { ROLE_RANK } from '../contracts/access.ts';
import { approvalMessage, type Approval } from '../contracts/plan.ts';
import { isSession } from './caller.ts';
import type { GateDeps } from './deps.ts';
import { standing, whyProofFails } from './signed-proof.ts';

/**
 * Whether an approval holds now: its key is the user's own, active (neither pending nor revoked); the user is active and may
 * approve; the signature or assertion covers this very verdict, plan, digest and reason. Answers why not, or `undefined`.
 */
export async function whyNotValid(
  deps: Pick<GateDeps, 'store' | 'consoleOrigins'>,
  org: string,
  a: Pick<Approval, 'plan' | 'planDigest' | 'verdict' | 'reason' | 'keyId' | 'signature' | 'assertion' | 'user'>,
): Promise<string | undefined> {
  const [key, user] = await Promise.all([
    deps.store.people.approverKey(org, a.keyId),
    deps.store.people.user(org, a.user),
  ]);
  if (!user || user.disabledAt !== null || ROLE_RANK[user.role] < ROLE_RANK.approver) return 'the user may not approve';
  if (!key || key.user !== a.user) return 'the key is not enrolled for this user; an admin enrols it';
  const stands = standing(key);
  if (stands === 'revoked') return 'the key is revoked';
  if (stands === 'pending') return 'the key is pending: an existing approver vouches for it first';
  const fault = await whyProofFails(deps, key, a, approvalMessage(a));
  return fault === undefined ? undefined : `not your word on this verdict, plan, digest and reason: ${fault}`;
}

/** The person behind an actor that proposed a plan (`user:…`, or `key:…` and whose it is); `undefined` for a part of Vedette. */
export async function requestedByUser(
  deps: Pick<GateDeps, 'store'>,
  org: string,
  requestedBy: string,
): Promise<string | undefined> {
  if (requestedBy.startsWith('user:')) return requestedBy.slice('user:'.length);
  if (!requestedBy.startsWith('key:')) return undefined;
  const id = requestedBy.slice('key:'.length);
  if (isSession(id)) return (await deps.store.sessions.withUser(org, id))?.user.id;
  return (await deps.store.people.apiKey(org, id))?.user;
}
