import { and, desc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { oneTimeCode, passkey, session, user } from './schema.ts';

export type SessionRow = typeof session.$inferSelect;

/** Sessions of browsers. What looks one up by its token is under `doors`. */
export const sessionsRepository = (db: AuthorityDb) => {
  const open = (org: string, id: string) => and(eq(session.org, org), eq(session.id, id), isNull(session.revokedAt));
  return {
    /** A session with its user, in one read. */
    withUser: (org: string, id: string) =>
      db
        .select({ session, user })
        .from(session)
        .innerJoin(user, and(eq(user.id, session.user), eq(user.org, session.org)))
        .where(and(eq(session.org, org), eq(session.id, id)))
        .get(),
    /** Those of a user that were neither ended nor outlived, newest first. */
    open: (org: string, userId: string, now: number, idleMs: number) =>
      db
        .select()
        .from(session)
        .where(
          and(
            eq(session.org, org),
            eq(session.user, userId),
            isNull(session.revokedAt),
            gt(session.expiresAt, now),
            gt(session.lastSeenAt, now - idleMs),
          ),
        )
        .orderBy(desc(session.createdAt))
        .limit(100)
        .all(),
    create: (org: string, row: Omit<SessionRow, 'org'>) => db.insert(session).values({ ...row, org }),
    touch: (org: string, id: string, seen: { at: number; userAgent: string; address: string }) =>
      db
        .update(session)
        .set({ lastSeenAt: seen.at, userAgent: seen.userAgent, address: seen.address })
        .where(open(org, id)),
    /** Replaces the token, if it is still the one that was looked at (changes 1 or 0). */
    rotate: (org: string, id: string, t: { from: string; to: string; at: number }) =>
      db
        .update(session)
        .set({ hash: t.to, previousHash: t.from, rotatedAt: t.at, lastSeenAt: t.at })
        .where(and(open(org, id), eq(session.hash, t.from))),
    /** To level 2 under another token; the one before is good for nothing, not even for moments (changes 1 or 0). */
    raise: (org: string, id: string, t: { to: string; at: number }) =>
      db
        .update(session)
        .set({ level: 2, hash: t.to, previousHash: null, rotatedAt: t.at, lastSeenAt: t.at })
        .where(and(open(org, id), eq(session.level, 1))),
    revoke: (org: string, id: string, at: number) => db.update(session).set({ revokedAt: at }).where(open(org, id)),
    /** Spends the vouch that a session carries (changes 1 or 0). */
    spendVouch: (org: string, id: string) =>
      db
        .update(session)
        .set({ vouch: null })
        .where(and(open(org, id), isNotNull(session.vouch))),
    /** Condition for `journal.add`. */
    ifToken: (org: string, id: string, hash: string) =>
      sql`EXISTS (SELECT 1 FROM session WHERE org = ${org} AND id = ${id} AND hash = ${hash})`,
    /** Whether a user has a factor besides the way in: a passkey, or one-time codes that were confirmed. */
    secondFactor: async (org: string, userId: string): Promise<boolean> => {
      const [keys, codes] = await Promise.all([
        db
          .select({ id: passkey.id })
          .from(passkey)
          .where(and(eq(passkey.org, org), eq(passkey.user, userId), isNull(passkey.revokedAt)))
          .limit(1)
          .get(),
        db
          .select({ at: oneTimeCode.confirmedAt })
          .from(oneTimeCode)
          .where(and(eq(oneTimeCode.org, org), eq(oneTimeCode.user, userId), isNotNull(oneTimeCode.confirmedAt)))
          .get(),
      ]);
      return keys !== undefined || codes !== undefined;
    },
  };
};
