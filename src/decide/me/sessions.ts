import { Id } from '../../contracts/common.ts';
import type { SessionView } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { SessionRow } from '../../storage/authority/sessions.ts';
import { isSession, requireCaller, requireCallerOfAnyLevel, type Caller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { SESSION_IDLE_MS } from '../sign-in/limits.ts';
import { sessionView } from '../sign-in/session-view.ts';

/** One's own open sessions, newest first. */
export async function listSessions(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ sessions: SessionView[] }, Failure>> {
  const caller = await requireCallerOfAnyLevel(deps, req.caller);
  if (!caller.ok) return caller;
  const { org, user } = caller.value;
  const rows = await deps.store.sessions.open(org, user, deps.now(), SESSION_IDLE_MS);
  return ok({ sessions: rows.map((r) => sessionView(r)) });
}

/** Ends one's own session; an admin ends anybody's. Ending it again changes nothing. Errors: `not_found`. */
export async function revokeSession(
  deps: GateDeps,
  req: { readonly caller: unknown; readonly id: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCaller(deps, req.caller, 'viewer');
  if (!caller.ok) return caller;
  const id = parseInput(Id, req.id);
  if (!id.ok) return id;
  const { org, user, role } = caller.value;
  const found = await deps.store.sessions.withUser(org, id.value);
  // Somebody else's is as unknown as none, to who may not end it.
  if (!found || (found.user.id !== user && role !== 'admin'))
    return err(failure('not_found', 'there is no such session of yours'));
  return end(deps, caller.value, found.session);
}

/** Ends the session that asks. Errors: `unprocessable` where an API key asks. */
export async function signOut(
  deps: GateDeps,
  req: { readonly caller: unknown },
): Promise<Result<{ id: string }, Failure>> {
  const caller = await requireCallerOfAnyLevel(deps, req.caller);
  if (!caller.ok) return caller;
  const { org, key } = caller.value;
  const found = isSession(key) ? await deps.store.sessions.withUser(org, key) : undefined;
  if (!found) return err(failure('unprocessable', 'an API key does not sign out: revoke it instead'));
  return end(deps, caller.value, found.session);
}

async function end(deps: GateDeps, caller: Caller, session: SessionRow): Promise<Result<{ id: string }, Failure>> {
  if (session.revokedAt !== null) return ok({ id: session.id });
  const at = deps.now();
  await commitWithEntry(
    deps,
    caller.org,
    [deps.store.sessions.revoke(caller.org, session.id, at)],
    [
      entry(caller.org, {
        chain: ORG_CHAIN,
        type: 'session.ended',
        actor: caller.actor,
        at,
        once: [session.id],
        body: { session: session.id, user: session.user },
      }),
    ],
  );
  return ok({ id: session.id });
}
