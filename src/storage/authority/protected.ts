import { and, eq } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { protectedPattern } from './schema.ts';

export const protectedRepository = (db: AuthorityDb) => ({
  list: (org: string) =>
    db.select().from(protectedPattern).where(eq(protectedPattern.org, org)).orderBy(protectedPattern.pattern).all(),
  add: (org: string, row: Omit<typeof protectedPattern.$inferInsert, 'org'>) =>
    db
      .insert(protectedPattern)
      .values({ ...row, org })
      .onConflictDoNothing(),
  remove: (org: string, pattern: string) =>
    db.delete(protectedPattern).where(and(eq(protectedPattern.org, org), eq(protectedPattern.pattern, pattern))),
});
