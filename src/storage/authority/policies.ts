import { desc, eq } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { policy } from './schema.ts';

export const policiesRepository = (db: AuthorityDb) => ({
  /** The set in force. */
  current: async (org: string) => {
    const row = await db.select().from(policy).where(eq(policy.org, org)).orderBy(desc(policy.number)).limit(1).get();
    return row && { ...row, policies: JSON.parse(row.policies) as Record<string, string> };
  },
  /** A new version; fails in the transaction if another took the number first. */
  add: (
    org: string,
    row: { number: number; version: string; policies: Record<string, string>; createdBy: string; createdAt: number },
  ) => db.insert(policy).values({ ...row, policies: JSON.stringify(row.policies), org }),
});
