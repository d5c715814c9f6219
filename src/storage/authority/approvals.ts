import { and, asc, eq, sql } from 'drizzle-orm';
import { Approval } from '../../contracts/plan.ts';
import type { AuthorityDb } from './db.ts';
import { approval } from './schema.ts';

export const approvalsRepository = (db: AuthorityDb) => ({
  list: async (org: string, plan: string) => {
    const rows = await db
      .select()
      .from(approval)
      .where(and(eq(approval.org, org), eq(approval.plan, plan)))
      .orderBy(asc(approval.at))
      .all();
    return rows.map((r) => Approval.parse(JSON.parse(r.body)));
  },
  /**
   * Adds a verdict if the plan is still pending with this digest and not expired, looked at in the same transaction (changes
   * 1 or 0). Fails in the transaction if this user gave one before; breaking the glass takes the place of an earlier one.
   */
  add: (org: string, a: Approval) =>
    sql`INSERT ${a.breakGlass ? sql`OR REPLACE ` : sql``}INTO approval (org, plan, "user", id, verdict, body, at)
      SELECT ${org}, ${a.plan}, ${a.user}, ${a.id}, ${a.verdict}, ${JSON.stringify(a)}, ${a.at}
      WHERE EXISTS (SELECT 1 FROM plan WHERE org = ${org} AND id = ${a.plan} AND status = 'pending'
        AND digest = ${a.planDigest} AND expires_at > ${a.at})`,
  /** A denial ends the plan; the last approval needed approves it, and so does one that broke the glass. */
  settle: (org: string, plan: string) =>
    sql`UPDATE plan SET status = CASE
        WHEN EXISTS (SELECT 1 FROM approval WHERE org = ${org} AND plan = ${plan} AND verdict = 'deny') THEN 'denied'
        ELSE 'approved' END
      WHERE org = ${org} AND id = ${plan} AND status = 'pending' AND (
        EXISTS (SELECT 1 FROM approval WHERE org = ${org} AND plan = ${plan} AND verdict = 'deny')
        OR EXISTS (SELECT 1 FROM approval WHERE org = ${org} AND plan = ${plan} AND body ->> '$.breakGlass' = 1)
        OR (SELECT COUNT(*) FROM approval WHERE org = ${org} AND plan = ${plan} AND verdict = 'approve') >= approvals_needed)`,
});
