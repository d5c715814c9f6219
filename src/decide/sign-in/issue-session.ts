import type { ClientInfo, IssuedSession, SignInMethod } from '../../contracts/sign-in.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { SessionRow } from '../../storage/authority/sessions.ts';
import type { GateDeps } from '../deps.ts';
import { commitWithEntry, entry, flushJournal, ORG_CHAIN } from '../record.ts';
import { SESSION_MAX_MS } from './limits.ts';
import { isOpen, principalOf, sessionView } from './session-view.ts';
import { newToken } from './token.ts';

/** What a verified vouch leaves behind: carried by link and session to the passkey that it is for. */
export interface CarriedVouch {
  readonly nonce: string;
  /** The key that vouched, and whose it is. */
  readonly keyId: string;
  readonly actor: string;
}

export interface NewSession {
  readonly org: string;
  /** Id of the user */
  readonly user: string;
  readonly method: SignInMethod;
  /** Left out: 1 where a second factor is enrolled and the method does not show one itself, else 2. */
  readonly level?: 1 | 2;
  readonly client: ClientInfo;
  readonly vouch?: CarriedVouch | null;
}

/**
 * Begins a session of a user whose way in was verified, with a ledger entry. The token is in the answer and nowhere else.
 * Errors: `unauthenticated` (no such user, or disabled).
 */
export async function issueSession(
  deps: Pick<GateDeps, 'store' | 'ledger' | 'now'>,
  s: NewSession,
): Promise<Result<IssuedSession, Failure>> {
  const [user, secondFactor] = await Promise.all([
    deps.store.people.user(s.org, s.user),
    s.level === undefined && s.method !== 'passkey' ? deps.store.sessions.secondFactor(s.org, s.user) : false,
  ]);
  if (!user || user.disabledAt !== null)
    return err(failure('unauthenticated', 'this person may not sign in; ask an admin'));
  const at = deps.now();
  const token = newToken();
  const row: SessionRow = {
    id: newId('ses', at),
    org: s.org,
    user: s.user,
    method: s.method,
    level: s.level ?? (secondFactor ? 1 : 2),
    hash: token.hash,
    previousHash: null,
    rotatedAt: at,
    createdAt: at,
    lastSeenAt: at,
    expiresAt: at + SESSION_MAX_MS,
    revokedAt: null,
    userAgent: s.client.userAgent,
    address: s.client.address,
    vouch: s.vouch ? JSON.stringify(s.vouch) : null,
  };
  await commitWithEntry(
    deps,
    s.org,
    [deps.store.sessions.create(s.org, row)],
    [
      entry(s.org, {
        chain: ORG_CHAIN,
        type: 'session.started',
        actor: `user:${user.id}`,
        at,
        once: [row.id],
        body: { session: row.id, user: user.id, method: row.method, level: row.level, address: row.address },
      }),
    ],
  );
  return ok({ token: token.text, session: sessionView(row), principal: principalOf(row, user) });
}

/**
 * A session whose second factor was shown: to level 2 under a new token; the one before ends at once. The caller has looked
 * at the session in the same request. Errors: `unauthenticated` (over meanwhile), `conflict` (raised before).
 */
export async function raiseSession(
  deps: Pick<GateDeps, 'store' | 'ledger' | 'now'>,
  sessionId: string,
): Promise<Result<IssuedSession, Failure>> {
  const { store } = deps;
  const found = await store.doors.session(sessionId);
  const at = deps.now();
  if (!found || !isOpen(found.session, found.user, at))
    return err(failure('unauthenticated', 'the session is over: sign in again'));
  const { session, user } = found;
  const token = newToken();
  const raised = entry(session.org, {
    chain: ORG_CHAIN,
    type: 'session.raised',
    actor: `user:${user.id}`,
    at,
    once: [session.id],
    body: { session: session.id, user: user.id },
  });
  const [changed] = await store.commit([
    store.sessions.raise(session.org, session.id, { to: token.hash, at }),
    store.journal.add(session.org, raised, store.sessions.ifToken(session.org, session.id, token.hash)),
  ]);
  if (changed === 0) return err(failure('conflict', 'the second factor was shown already: reload the page'));
  await flushJournal(deps, session.org);
  const row: SessionRow = {
    ...session,
    level: 2,
    hash: token.hash,
    previousHash: null,
    rotatedAt: at,
    lastSeenAt: at,
  };
  return ok({ token: token.text, session: sessionView(row), principal: principalOf(row, user) });
}
