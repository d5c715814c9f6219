import { ROLE_RANK } from '../contracts/access.ts';
import { approvalMessage, type Approval } from '../contracts/plan.ts';
import { verifyEd25519 } from '../kit/crypto.ts';
import type { GateDeps } from './deps.ts';

/**
 * Whether an approval holds now: its key is the user's own, enrolled and not revoked; the user is active and may approve;
 * the signature covers this very verdict, plan, digest and reason. Answers why not, or `undefined` if it holds.
 */
export async function whyNotValid(
  deps: Pick<GateDeps, 'store'>,
  org: string,
  a: Pick<Approval, 'plan' | 'planDigest' | 'verdict' | 'reason' | 'keyId' | 'signature' | 'user'>,
): Promise<string | undefined> {
  const [key, user] = await Promise.all([
    deps.store.people.approverKey(org, a.keyId),
    deps.store.people.user(org, a.user),
  ]);
  if (!user || user.disabledAt !== null || ROLE_RANK[user.role] < ROLE_RANK.approver) return 'the user may not approve';
  if (!key || key.user !== a.user) return 'the key is not enrolled for this user; an admin enrols it';
  if (key.revokedAt !== null) return 'the key is revoked';
  if (!(await verifyEd25519(key.publicKey, a.signature, approvalMessage(a))))
    return 'the signature does not cover this verdict, plan, digest and reason';
  return undefined;
}

/** The person behind an actor that proposed a plan (`user:…`, or `key:…` and whose it is); `undefined` for a part of Vedette. */
export async function requestedByUser(
  deps: Pick<GateDeps, 'store'>,
  org: string,
  requestedBy: string,
): Promise<string | undefined> {
  if (requestedBy.startsWith('user:')) return requestedBy.slice('user:'.length);
  if (!requestedBy.startsWith('key:')) return undefined;
  return (await deps.store.people.apiKey(org, requestedBy.slice('key:'.length)))?.user;
}
