import * as z from 'zod';
import { Principal, ROLE_RANK } from '../contracts/access.ts';
import type { Role } from '../contracts/common.ts';
import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import type { GateDeps } from './deps.ts';
import { isOpen } from './sign-in/session-view.ts';

/** Who calls, as the gate's own database has it. */
export interface Caller {
  readonly org: string;
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  /** An API key (`key_…`) or a session (`ses_…`). */
  readonly key: string;
  /** 1: a session that still owes its second factor. An API key is always 2. */
  readonly level: 1 | 2;
  /** As ledger entries name it. */
  readonly actor: string;
}

const Claimed = z.object({ org: Principal.shape.org, user: Principal.shape.user, key: Principal.shape.key });
type Deps = Pick<GateDeps, 'store' | 'now'>;

export const isSession = (key: string): boolean => key.startsWith('ses_');

/**
 * Looks a claimed principal up again and checks the role: nothing of what the caller says is believed but the ids, and those
 * must belong together. Errors: `unauthenticated` (no such key or session now), `forbidden` (role too low, or a session that
 * owes its second factor).
 */
export async function requireCaller(deps: Deps, claimed: unknown, least: Role): Promise<Result<Caller, Failure>> {
  const caller = await requireCallerOfAnyLevel(deps, claimed);
  if (!caller.ok) return caller;
  if (caller.value.level < 2)
    return err(failure('forbidden', 'show your second factor first: a passkey or a one-time code'));
  if (ROLE_RANK[caller.value.role] < ROLE_RANK[least])
    return err(failure('forbidden', `this needs the role ${least}; you are ${caller.value.role}`));
  return caller;
}

/**
 * As {@link requireCaller}, but takes a session that owes its second factor, and any role: for showing that factor, for
 * signing out and for one's own sessions, and for nothing else.
 */
export async function requireCallerOfAnyLevel(deps: Deps, claimed: unknown): Promise<Result<Caller, Failure>> {
  const parsed = Claimed.safeParse(claimed);
  if (!parsed.success) return err(failure('unauthenticated', 'the API key or session is unknown: sign in again'));
  const { org, user, key } = parsed.data;
  return isSession(key) ? bySession(deps, org, user, key) : byApiKey(deps, org, user, key);
}

async function bySession(deps: Deps, org: string, userId: string, id: string): Promise<Result<Caller, Failure>> {
  const found = await deps.store.sessions.withUser(org, id);
  if (!found || found.user.id !== userId || !isOpen(found.session, found.user, deps.now()))
    return err(failure('unauthenticated', 'the session is over: sign in again'));
  const { user, session } = found;
  const { name, role } = user;
  return ok({ org, user: user.id, name, role, key: id, level: session.level === 2 ? 2 : 1, actor: `user:${user.id}` });
}

async function byApiKey(deps: Deps, org: string, userId: string, id: string): Promise<Result<Caller, Failure>> {
  const gone = err(failure('unauthenticated', 'the API key is unknown, expired or revoked'));
  const [key, user] = await Promise.all([deps.store.people.apiKey(org, id), deps.store.people.user(org, userId)]);
  if (!key || !user || key.user !== user.id || key.revokedAt !== null || user.disabledAt !== null) return gone;
  if (key.expiresAt !== null && key.expiresAt <= deps.now()) return gone;
  return ok({ org, user: user.id, name: user.name, role: user.role, key: key.id, level: 2, actor: `user:${user.id}` });
}
