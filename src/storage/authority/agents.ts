import { and, desc, eq, gt, lt, or, sql, type SQL } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { agentQuota, agentUse, review } from './schema.ts';

/** What must hold in the transaction of a statement for it to do anything. */
export type Condition = SQL;
export type QuotaRow = typeof agentQuota.$inferSelect;
export type ReviewRow = typeof review.$inferSelect;

export interface AgentUse {
  readonly agent: string;
  readonly actions: number;
  readonly tokens: number;
  readonly microUsd: number;
}

/** Quotas of agents, what they used, and the review board. */
export const agentsRepository = (db: AuthorityDb) => ({
  quotas: (org: string) => db.select().from(agentQuota).where(eq(agentQuota.org, org)).all(),
  /** Sets a quota, where a condition of the same transaction holds. */
  putQuota: (org: string, row: Omit<QuotaRow, 'org'>, condition: SQL = sql`1`) =>
    sql`INSERT INTO agent_quota (org, agent, actions_per_hour, tokens_per_day, micro_usd_per_day, self_suggest, reason, updated_by, updated_at)
      SELECT ${org}, ${row.agent}, ${row.actionsPerHour}, ${row.tokensPerDay}, ${row.microUsdPerDay}, ${row.selfSuggest ? 1 : 0},
        ${row.reason}, ${row.updatedBy}, ${row.updatedAt}
      WHERE ${condition}
      ON CONFLICT (org, agent) DO UPDATE SET actions_per_hour = excluded.actions_per_hour,
        tokens_per_day = excluded.tokens_per_day, micro_usd_per_day = excluded.micro_usd_per_day,
        self_suggest = excluded.self_suggest, reason = excluded.reason, updated_by = excluded.updated_by,
        updated_at = excluded.updated_at`,
  /** Per agent: actions since `hour`, tokens and money since `day` (ms). */
  used: async (org: string, since: { hour: number; day: number }): Promise<AgentUse[]> =>
    db
      .select({
        agent: agentUse.agent,
        actions: sql<number>`COALESCE(SUM(CASE WHEN ${agentUse.at} > ${since.hour} THEN ${agentUse.actions} ELSE 0 END), 0)`,
        tokens: sql<number>`COALESCE(SUM(${agentUse.tokens}), 0)`,
        microUsd: sql<number>`COALESCE(SUM(${agentUse.microUsd}), 0)`,
      })
      .from(agentUse)
      .where(and(eq(agentUse.org, org), gt(agentUse.at, since.day)))
      .groupBy(agentUse.agent)
      .all(),
  /** Counts once, however often it is told. */
  use: (org: string, row: Omit<typeof agentUse.$inferSelect, 'org'>, condition: SQL = sql`1`) =>
    sql`INSERT INTO agent_use (org, agent, id, actions, tokens, micro_usd, at)
      SELECT ${org}, ${row.agent}, ${row.id}, ${row.actions}, ${row.tokens}, ${row.microUsd}, ${row.at}
      WHERE ${condition} ON CONFLICT (org, agent, id) DO NOTHING`,
  openReview: (
    org: string,
    row: Pick<ReviewRow, 'id' | 'agent' | 'incident' | 'plan' | 'reason' | 'createdAt' | 'expiresAt'>,
  ) => db.insert(review).values({ org, status: 'open', ...row }),
  review: (org: string, id: string) =>
    db
      .select()
      .from(review)
      .where(and(eq(review.org, org), eq(review.id, id)))
      .get(),
  /** Newest first; `before`: the last one of the page before. */
  reviews: (org: string, page: { status?: ReviewRow['status']; before?: { at: number; id: string }; limit: number }) =>
    db
      .select()
      .from(review)
      .where(
        and(
          eq(review.org, org),
          ...(page.status === undefined ? [] : [eq(review.status, page.status)]),
          ...(page.before === undefined
            ? []
            : [
                or(
                  lt(review.createdAt, page.before.at),
                  and(eq(review.createdAt, page.before.at), lt(review.id, page.before.id)),
                ),
              ]),
        ),
      )
      .orderBy(desc(review.createdAt), desc(review.id))
      .limit(page.limit)
      .all(),
  /** Decides a review that is open (changes 1 or 0). */
  settleReview: (
    org: string,
    id: string,
    d: { status: 'approved' | 'denied'; by: string; at: number; decision: string },
  ) =>
    db
      .update(review)
      .set({ status: d.status, decidedBy: d.by, decidedAt: d.at, decision: d.decision })
      .where(and(eq(review.org, org), eq(review.id, id), eq(review.status, 'open'), gt(review.expiresAt, d.at))),
  /** Condition of what follows from {@link settleReview}: this very decision took. */
  ifSettled: (org: string, id: string, d: { status: 'approved' | 'denied'; by: string; at: number }) =>
    sql`EXISTS (SELECT 1 FROM review WHERE org = ${org} AND id = ${id} AND status = ${d.status}
      AND decided_by = ${d.by} AND decided_at = ${d.at})`,
});
