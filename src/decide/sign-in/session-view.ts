import type { Principal } from '../../contracts/access.ts';
import type { SessionView } from '../../contracts/sign-in.ts';
import type { user } from '../../storage/authority/schema.ts';
import type { SessionRow } from '../../storage/authority/sessions.ts';
import { SESSION_IDLE_MS } from './limits.ts';

type UserRow = typeof user.$inferSelect;

export function sessionView(s: SessionRow): SessionView {
  return {
    id: s.id,
    user: s.user,
    method: s.method,
    level: s.level === 2 ? 2 : 1,
    createdAt: s.createdAt,
    lastSeenAt: s.lastSeenAt,
    idleExpiresAt: Math.min(s.lastSeenAt + SESSION_IDLE_MS, s.expiresAt),
    expiresAt: s.expiresAt,
    client: { userAgent: s.userAgent, address: s.address },
  };
}

/** The role is the user's of now, never one that the session remembers. */
export const principalOf = (s: SessionRow, u: UserRow): Principal => ({
  org: u.org,
  user: u.id,
  name: u.name,
  role: u.role,
  key: s.id,
});

/** Whether a session is good now: neither ended nor outlived nor idle too long, and its user not disabled. */
export const isOpen = (s: SessionRow, u: UserRow, now: number): boolean =>
  s.revokedAt === null && s.expiresAt > now && s.lastSeenAt + SESSION_IDLE_MS > now && u.disabledAt === null;
