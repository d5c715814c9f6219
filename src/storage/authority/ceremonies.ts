import { and, eq, gt, lte } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { ceremony } from './schema.ts';

type Purpose = (typeof ceremony.$inferSelect)['purpose'];

/** Challenges under way. Taking one deletes it in the same statement: of two that bring it at once, one gets it. */
export const ceremoniesRepository = (db: AuthorityDb) => ({
  /** `org` and the row's `user` null: it is not known yet who comes. */
  create: (org: string | null, row: Omit<typeof ceremony.$inferInsert, 'org'>) =>
    db.insert(ceremony).values({ ...row, org }),
  /** A ceremony of a user who is known, spent by this look; `undefined` if there is none that is theirs, for this, and not over. */
  take: (org: string, c: { id: string; user: string; purpose: Purpose; now: number }) =>
    db
      .delete(ceremony)
      .where(
        and(
          eq(ceremony.org, org),
          eq(ceremony.id, c.id),
          eq(ceremony.user, c.user),
          eq(ceremony.purpose, c.purpose),
          gt(ceremony.expiresAt, c.now),
        ),
      )
      .returning()
      .get(),
  /** Those that nobody finished, of any organisation. */
  sweep: (now: number) => db.delete(ceremony).where(lte(ceremony.expiresAt, now)),
});
