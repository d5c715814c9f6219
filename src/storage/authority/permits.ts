import { and, eq, gt, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { budgetUse, permit } from './schema.ts';

export interface BudgetClaim {
  readonly plan: string;
  readonly actions: number;
  /** Targets and dependents that the plan touches */
  readonly blast: number;
  readonly automatic: boolean;
  readonly at: number;
  /** Count what was used after this time. */
  readonly since: number;
  /** All actions, and those without a person. */
  readonly limit: number;
  readonly automaticLimit: number;
  readonly blastLimit: number;
}

/** Permits, the budget that they draw on, and the credentials handed out under them. */
export const permitsRepository = (db: AuthorityDb) => ({
  byPlan: (org: string, plan: string) =>
    db
      .select()
      .from(permit)
      .where(and(eq(permit.org, org), eq(permit.plan, plan)))
      .get(),
  find: (org: string, id: string) =>
    db
      .select()
      .from(permit)
      .where(and(eq(permit.org, org), eq(permit.id, id)))
      .get(),
  used: async (org: string, since: number) => {
    const row = await db
      .select({
        all: sql<number>`COALESCE(SUM(${budgetUse.actions}), 0)`,
        blast: sql<number>`COALESCE(SUM(${budgetUse.blast}), 0)`,
        automatic: sql<number>`COALESCE(SUM(CASE WHEN ${budgetUse.automatic} THEN ${budgetUse.actions} ELSE 0 END), 0)`,
      })
      .from(budgetUse)
      .where(and(eq(budgetUse.org, org), gt(budgetUse.at, since)))
      .get();
    return row ?? { all: 0, automatic: 0, blast: 0 };
  },
  /** Draws on the budget if it still suffices and the plan is approved (changes 1 or 0): counted and checked in one statement. */
  claim: (org: string, c: BudgetClaim) =>
    sql`INSERT INTO budget_use (org, plan, actions, blast, automatic, at)
      SELECT ${org}, ${c.plan}, ${c.actions}, ${c.blast}, ${c.automatic ? 1 : 0}, ${c.at}
      WHERE EXISTS (SELECT 1 FROM plan WHERE org = ${org} AND id = ${c.plan} AND status = 'approved')
        AND (SELECT COALESCE(SUM(actions), 0) FROM budget_use WHERE org = ${org} AND at > ${c.since}) + ${c.actions} <= ${c.limit}
        AND (SELECT COALESCE(SUM(blast), 0) FROM budget_use WHERE org = ${org} AND at > ${c.since}) + ${c.blast} <= ${c.blastLimit}
        AND (${c.automatic ? 0 : 1} OR (SELECT COALESCE(SUM(actions), 0) FROM budget_use
          WHERE org = ${org} AND at > ${c.since} AND automatic) + ${c.actions} <= ${c.automaticLimit})`,
  /** Keeps the permit and spends the plan, if the budget was drawn on in the same transaction. */
  add: (org: string, row: Omit<typeof permit.$inferSelect, 'org'>) =>
    sql`INSERT INTO permit (id, org, plan, incident, token, approvals, issued_at, expires_at)
      SELECT ${row.id}, ${org}, ${row.plan}, ${row.incident}, ${row.token}, ${row.approvals}, ${row.issuedAt}, ${row.expiresAt}
      WHERE EXISTS (SELECT 1 FROM budget_use WHERE org = ${org} AND plan = ${row.plan})`,
  spend: (org: string, plan: string) =>
    sql`UPDATE plan SET status = 'permitted' WHERE org = ${org} AND id = ${plan} AND status = 'approved'
      AND EXISTS (SELECT 1 FROM permit WHERE org = ${org} AND plan = ${plan})`,

  /**
   * Counts credentials for one forward step; changes 0 once the permit's `limit` for this step, over all fences, is reached.
   */
  issue: (org: string, i: { permit: string; opId: string; step: string; fence: number; at: number; limit: number }) =>
    sql`INSERT INTO issuance (org, permit, op_id, step, fence, count, at)
      SELECT ${org}, ${i.permit}, ${i.opId}, ${i.step}, ${i.fence}, 1, ${i.at}
      WHERE (SELECT COALESCE(SUM(count), 0) FROM issuance
        WHERE org = ${org} AND permit = ${i.permit} AND op_id = ${i.opId} AND step = ${i.step}) < ${i.limit}
      ON CONFLICT (org, permit, op_id, step, fence) DO UPDATE SET count = count + 1, at = excluded.at`,
});
