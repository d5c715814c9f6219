import { and, eq, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { oneTimeCode } from './schema.ts';

export type OneTimeCodeRow = typeof oneTimeCode.$inferSelect;

export interface AttemptLimits {
  readonly now: number;
  /** Wrong codes in a row after which none is taken for `lockMs`. */
  readonly most: number;
  readonly lockMs: number;
}

/** The one-time codes of people: one secret each. */
export const oneTimeCodesRepository = (db: AuthorityDb) => {
  const of = (org: string, user: string) => and(eq(oneTimeCode.org, org), eq(oneTimeCode.user, user));
  return {
    find: (org: string, user: string) => db.select().from(oneTimeCode).where(of(org, user)).get(),
    /** A secret that does not count yet. Changes nothing (0) where one was confirmed already. */
    begin: (org: string, row: { user: string; secret: string; createdAt: number }) => {
      const fresh = {
        secret: row.secret,
        confirmedAt: null,
        lastStep: 0,
        failures: 0,
        lockedUntil: null,
        createdAt: row.createdAt,
      };
      return db
        .insert(oneTimeCode)
        .values({ ...fresh, org, user: row.user })
        .onConflictDoUpdate({
          target: [oneTimeCode.org, oneTimeCode.user],
          set: fresh,
          setWhere: isNull(oneTimeCode.confirmedAt),
        });
    },
    /**
     * Pays for one attempt before the code is looked at, so that guesses made at once are counted like any: the row after, or
     * `undefined` where it is locked (or there is none). A lock that is over begins the count anew.
     */
    attempt: (org: string, user: string, l: AttemptLimits) => {
      const count = sql<number>`CASE WHEN ${oneTimeCode.lockedUntil} IS NULL THEN ${oneTimeCode.failures} + 1 ELSE 1 END`;
      return db
        .update(oneTimeCode)
        .set({
          failures: count,
          lockedUntil: sql`CASE WHEN ${count} >= ${l.most} THEN ${l.now + l.lockMs} END`,
        })
        .where(and(of(org, user), or(isNull(oneTimeCode.lockedUntil), lte(oneTimeCode.lockedUntil, l.now))))
        .returning()
        .get();
    },
    /** A right code: its time step is spent, with all before it, and the count of wrong ones ends (changes 1, or 0 if it was spent before). */
    spend: (org: string, user: string, c: { step: number; secret: string; confirmAt?: number }) =>
      db
        .update(oneTimeCode)
        .set({
          lastStep: c.step,
          failures: 0,
          lockedUntil: null,
          ...(c.confirmAt === undefined ? {} : { confirmedAt: c.confirmAt }),
        })
        .where(
          and(
            of(org, user),
            // The secret that the code was made from: a new one may have been begun meanwhile.
            eq(oneTimeCode.secret, c.secret),
            lt(oneTimeCode.lastStep, c.step),
            c.confirmAt === undefined ? isNotNull(oneTimeCode.confirmedAt) : isNull(oneTimeCode.confirmedAt),
          ),
        ),
    remove: (org: string, user: string) => db.delete(oneTimeCode).where(of(org, user)),
    /** Conditions for `journal.add`. */
    ifConfirmed: (org: string, user: string, at: number) =>
      sql`EXISTS (SELECT 1 FROM one_time_code WHERE org = ${org} AND user = ${user} AND confirmed_at = ${at})`,
  };
};
