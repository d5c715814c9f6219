import { and, count, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { apiKey, oneTimeCode, passkey, session, user } from './schema.ts';

/** A page of people or keys: no organisation that this serves has more, and no answer grows without end. */
const LIST_MOST = 1000;

/** What is to change of a user; what is left out stays. */
export type UserChange = Partial<Pick<typeof user.$inferSelect, 'name' | 'role' | 'disabledAt'>>;

/** Lists for the directory, and changes of users. */
export const directoryRepository = (db: AuthorityDb) => ({
  users: async (org: string) => {
    const [users, passkeys, codes] = await Promise.all([
      db.select().from(user).where(eq(user.org, org)).orderBy(user.email).limit(LIST_MOST).all(),
      db
        .select({ user: passkey.user, n: count() })
        .from(passkey)
        .where(and(eq(passkey.org, org), isNull(passkey.revokedAt)))
        .groupBy(passkey.user)
        .all(),
      db
        .select({ user: oneTimeCode.user })
        .from(oneTimeCode)
        .where(and(eq(oneTimeCode.org, org), isNotNull(oneTimeCode.confirmedAt)))
        .all(),
    ]);
    const passkeysBy = new Map(passkeys.map((p) => [p.user, p.n]));
    const codesOf = new Set(codes.map((c) => c.user));
    return users.map((u) => ({ ...u, passkeys: passkeysBy.get(u.id) ?? 0, oneTimeCodes: codesOf.has(u.id) }));
  },
  /** Changes a user, unless the organisation would be left without an enabled admin (changes 1 or 0). */
  updateUser: (org: string, id: string, to: UserChange) => {
    const role = to.role === undefined ? sql`${user.role}` : sql`${to.role}`;
    const disabledAt = to.disabledAt === undefined ? sql`${user.disabledAt}` : sql`${to.disabledAt}`;
    return db
      .update(user)
      .set(to)
      .where(
        and(
          eq(user.org, org),
          eq(user.id, id),
          sql`(${role} = 'admin' AND ${disabledAt} IS NULL OR EXISTS (SELECT 1 FROM user AS other
            WHERE other.org = ${org} AND other.id <> ${id} AND other.role = 'admin' AND other.disabled_at IS NULL))`,
        ),
      );
  },
  /** Condition for `journal.add`: a change as above was made. */
  ifUser: (org: string, id: string, is: UserChange) =>
    sql`EXISTS (SELECT 1 FROM user WHERE org = ${org} AND id = ${id}
      ${is.name === undefined ? sql`` : sql`AND name = ${is.name}`}
      ${is.role === undefined ? sql`` : sql`AND role = ${is.role}`}
      ${is.disabledAt === undefined ? sql`` : sql`AND disabled_at IS ${is.disabledAt}`})`,
  /** Sessions of a disabled user end for good: enabling the user again brings none back. */
  endSessions: (org: string, userId: string, at: number) =>
    db
      .update(session)
      .set({ revokedAt: at })
      .where(
        and(
          eq(session.org, org),
          eq(session.user, userId),
          isNull(session.revokedAt),
          sql`EXISTS (SELECT 1 FROM user WHERE org = ${org} AND id = ${userId} AND disabled_at IS NOT NULL)`,
        ),
      ),
  /** Newest first; `userId` null: of everybody. */
  apiKeys: (org: string, userId: string | null) =>
    db
      .select()
      .from(apiKey)
      .where(and(eq(apiKey.org, org), userId === null ? undefined : eq(apiKey.user, userId)))
      .orderBy(desc(apiKey.createdAt))
      .limit(LIST_MOST)
      .all(),
});
