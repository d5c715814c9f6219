import { eq } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { decisionPoint } from './schema.ts';

export type DecisionPointRow = typeof decisionPoint.$inferSelect;

/** An organisation's external decision point; at most one. */
export const decisionPointsRepository = (db: AuthorityDb) => ({
  find: (org: string) => db.select().from(decisionPoint).where(eq(decisionPoint.org, org)).get(),
  put: (org: string, row: Omit<DecisionPointRow, 'org'>) =>
    db
      .insert(decisionPoint)
      .values({ ...row, org })
      .onConflictDoUpdate({ target: decisionPoint.org, set: row }),
  remove: (org: string) => db.delete(decisionPoint).where(eq(decisionPoint.org, org)),
});
