import { z } from 'zod';
import { Principal, ROLE_RANK } from '../contracts/access.ts';
import type { Role } from '../contracts/common.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { GateDeps } from './deps.ts';

/** Who calls, as the gate's own database has it. */
export interface Caller {
  readonly org: string;
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly key: string;
  /** As ledger entries name it. */
  readonly actor: string;
}

const Claimed = z.object({ org: Principal.shape.org, user: Principal.shape.user, key: Principal.shape.key });

/**
 * Looks a claimed principal up again and checks the role: nothing of what the caller says is believed but the ids, and those
 * must belong together. Errors: `unauthenticated` (no such key now), `forbidden` (role too low).
 */
export async function requireCaller(
  deps: Pick<GateDeps, 'store' | 'now'>,
  claimed: unknown,
  least: Role,
): Promise<Result<Caller, Failure>> {
  const parsed = Claimed.safeParse(claimed);
  const gone = err(failure('unauthenticated', 'the API key is unknown, expired or revoked'));
  if (!parsed.success) return gone;
  const { org, user: userId, key: keyId } = parsed.data;
  const [key, user] = await Promise.all([deps.store.people.apiKey(org, keyId), deps.store.people.user(org, userId)]);
  if (!key || !user || key.user !== user.id || key.revokedAt !== null || user.disabledAt !== null) return gone;
  if (key.expiresAt !== null && key.expiresAt <= deps.now()) return gone;
  if (ROLE_RANK[user.role] < ROLE_RANK[least])
    return err(failure('forbidden', `this needs the role ${least}; you are ${user.role}`));
  return ok({ org, user: user.id, name: user.name, role: user.role, key: key.id, actor: `user:${user.id}` });
}
