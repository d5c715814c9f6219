import * as z from 'zod';
import { V1 } from '../../contracts/common.ts';
import { ClientInfo, type KnownSession } from '../../contracts/sign-in.ts';
import type { SessionRow } from '../../storage/authority/sessions.ts';
import type { GateDeps } from '../deps.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { LAST_SEEN_STEP_MS, TOKEN_GRACE_MS, TOKEN_ROTATE_MS } from './limits.ts';
import { isOpen, principalOf, sessionView } from './session-view.ts';
import { newToken, readToken } from './token.ts';

type Deps = Pick<GateDeps, 'store' | 'ledger' | 'now'>;
type Found = NonNullable<Awaited<ReturnType<GateDeps['store']['doors']['sessionByHash']>>>;

const SessionRequest = z.object({
  v: V1,
  token: z.string().max(200),
  client: ClientInfo,
  keepToken: z.literal(true).optional(),
});

/**
 * Who a session's token is, or null; why it is not good is nobody's business. Costs one indexed read, a write a minute, and
 * every quarter of an hour a new token (`rotated`). The token before is good for a minute more; brought later it is in a
 * second pair of hands, and the session ends with a ledger entry. `keepToken` puts the new token off to the next call: lost
 * with an answer that takes no cookie, it would end the session of who never got it.
 */
export async function knownSession(deps: Deps, input: unknown): Promise<KnownSession | null> {
  const request = SessionRequest.safeParse(input);
  const hash = request.success ? readToken(request.data.token) : undefined;
  if (!request.success || hash === undefined) return null;
  const now = deps.now();
  const found = await deps.store.doors.sessionByHash(hash);
  if (!found) return byTokenBefore(deps, hash, now);
  const { session, user } = found;
  if (!isOpen(session, user, now)) return null;
  if (session.rotatedAt + TOKEN_ROTATE_MS <= now && request.data.keepToken !== true) return rotate(deps, found, now);
  // Nor does a page left open, whose socket comes again by itself, count as somebody who is there.
  if (request.data.keepToken === true || session.lastSeenAt + LAST_SEEN_STEP_MS > now) return known(found);
  const seen = { at: now, ...request.data.client };
  await deps.store.commit([deps.store.sessions.touch(session.org, session.id, seen)]);
  return known(found, { lastSeenAt: now, userAgent: seen.userAgent, address: seen.address });
}

function known({ session, user }: Found, changed: Partial<SessionRow> = {}): KnownSession {
  return { principal: principalOf(session, user), session: sessionView({ ...session, ...changed }) };
}

async function rotate(deps: Deps, found: Found, now: number): Promise<KnownSession | null> {
  const { session } = found;
  const token = newToken();
  const [changed] = await deps.store.commit([
    deps.store.sessions.rotate(session.org, session.id, { from: session.hash, to: token.hash, at: now }),
  ]);
  // Another request was first: its answer carries the new token, and this one's is good for moments more, if all is well.
  if (changed === 0) return byTokenBefore(deps, session.hash, now);
  return { ...known(found, { lastSeenAt: now }), rotated: token.text };
}

async function byTokenBefore(deps: Deps, hash: string, now: number): Promise<KnownSession | null> {
  const found = await deps.store.doors.sessionByPreviousHash(hash);
  if (!found || !isOpen(found.session, found.user, now)) return null;
  const { session, user } = found;
  if (session.rotatedAt + TOKEN_GRACE_MS > now) return known(found);
  await commitWithEntry(
    deps,
    session.org,
    [deps.store.sessions.revoke(session.org, session.id, now)],
    [
      entry(session.org, {
        chain: ORG_CHAIN,
        type: 'session.token_reused',
        actor: 'worker:gate',
        at: now,
        once: [session.id],
        body: { session: session.id, user: user.id, ended: true, replacedAt: session.rotatedAt },
      }),
    ],
  );
  return null;
}
