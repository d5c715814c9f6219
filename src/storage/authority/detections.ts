import { and, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { detectionRevision, ownRule, ownRuleVersion, ruleTuning, suppression } from './schema.ts';

export type OwnRuleRow = typeof ownRule.$inferSelect;
export type OwnRuleVersionRow = typeof ownRuleVersion.$inferSelect;
export type TuningRow = typeof ruleTuning.$inferSelect;
export type SuppressionRow = typeof suppression.$inferSelect;

/** What an organisation detects besides and instead of the rules that ship. */
export const detectionsRepository = (db: AuthorityDb) => ({
  revision: async (org: string): Promise<number> =>
    (await db.select().from(detectionRevision).where(eq(detectionRevision.org, org)).get())?.revision ?? 0,
  /** Goes with every change, in its transaction. */
  revise: (org: string) =>
    db
      .insert(detectionRevision)
      .values({ org, revision: 1 })
      .onConflictDoUpdate({
        target: detectionRevision.org,
        set: { revision: sql`${detectionRevision.revision} + 1` },
      }),
  rules: (org: string) => db.select().from(ownRule).where(eq(ownRule.org, org)).orderBy(ownRule.id).all(),
  /** Those that the pipeline matches. */
  matched: (org: string) =>
    db
      .select()
      .from(ownRule)
      .where(and(eq(ownRule.org, org), inArray(ownRule.state, ['shadow', 'enabled'])))
      .orderBy(ownRule.id)
      .all(),
  /** How many there are, and the characters of their texts. */
  size: async (org: string) => {
    const row = await db
      .select({ rules: sql<number>`count(*)`, chars: sql<number>`coalesce(sum(length(${ownRule.text})), 0)` })
      .from(ownRule)
      .where(eq(ownRule.org, org))
      .get();
    return row ?? { rules: 0, chars: 0 };
  },
  rule: (org: string, id: string) =>
    db
      .select()
      .from(ownRule)
      .where(and(eq(ownRule.org, org), eq(ownRule.id, id)))
      .get(),
  /** A rule that is there keeps its state, which is `setState`'s alone: a version must not undo a disable of the same moment. */
  putRule: (org: string, row: Omit<OwnRuleRow, 'org'>) => {
    const { state: _state, ...set } = row;
    return db
      .insert(ownRule)
      .values({ org, ...row })
      .onConflictDoUpdate({ target: [ownRule.org, ownRule.id], set });
  },
  setState: (org: string, id: string, set: Pick<OwnRuleRow, 'state' | 'since' | 'updatedBy' | 'updatedAt'>) =>
    db
      .update(ownRule)
      .set(set)
      .where(and(eq(ownRule.org, org), eq(ownRule.id, id))),
  removeRule: (org: string, id: string) => db.delete(ownRule).where(and(eq(ownRule.org, org), eq(ownRule.id, id))),
  versions: (org: string, rule: string, limit: number) =>
    db
      .select()
      .from(ownRuleVersion)
      .where(and(eq(ownRuleVersion.org, org), eq(ownRuleVersion.rule, rule)))
      .orderBy(desc(ownRuleVersion.version))
      .limit(limit)
      .all(),
  version: (org: string, rule: string, version: number) =>
    db
      .select()
      .from(ownRuleVersion)
      .where(and(eq(ownRuleVersion.org, org), eq(ownRuleVersion.rule, rule), eq(ownRuleVersion.version, version)))
      .get(),
  /** Fails in the transaction if another took the number first. */
  addVersion: (org: string, row: Omit<OwnRuleVersionRow, 'org'>) => db.insert(ownRuleVersion).values({ org, ...row }),
  tunings: (org: string) => db.select().from(ruleTuning).where(eq(ruleTuning.org, org)).orderBy(ruleTuning.rule).all(),
  putTuning: (org: string, row: Omit<TuningRow, 'org'>) =>
    db
      .insert(ruleTuning)
      .values({ org, ...row })
      .onConflictDoUpdate({ target: [ruleTuning.org, ruleTuning.rule], set: row }),
  removeTuning: (org: string, rule: string) =>
    db.delete(ruleTuning).where(and(eq(ruleTuning.org, org), eq(ruleTuning.rule, rule))),
  /** Those in force at a time, the latest first. */
  suppressions: (org: string, now: number) =>
    db
      .select()
      .from(suppression)
      .where(and(eq(suppression.org, org), isNull(suppression.endedAt), gt(suppression.expiresAt, now)))
      .orderBy(desc(suppression.createdAt), suppression.id)
      .all(),
  suppression: (org: string, id: string) =>
    db
      .select()
      .from(suppression)
      .where(and(eq(suppression.org, org), eq(suppression.id, id)))
      .get(),
  addSuppression: (org: string, row: Omit<SuppressionRow, 'org'>) => db.insert(suppression).values({ org, ...row }),
  endSuppression: (org: string, id: string, by: string, at: number) =>
    db
      .update(suppression)
      .set({ endedBy: by, endedAt: at })
      .where(and(eq(suppression.org, org), eq(suppression.id, id), isNull(suppression.endedAt))),
});
