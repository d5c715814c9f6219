import { and, asc, eq, gt, inArray, notInArray, sql, type SQL } from 'drizzle-orm';
import { Plan } from '../../contracts/plan.ts';
import type { AuthorityDb } from './db.ts';
import { decision, plan } from './schema.ts';

export type PlanStatus = (typeof plan.$inferSelect)['status'];
export interface StoredPlan {
  readonly plan: Plan;
  readonly status: PlanStatus;
  readonly digest: string;
  readonly approvalsNeeded: number;
  readonly expiresAt: number;
}

const stored = (row: typeof plan.$inferSelect): StoredPlan => ({
  plan: Plan.parse(JSON.parse(row.body)),
  status: row.status,
  digest: row.digest,
  approvalsNeeded: row.approvalsNeeded,
  expiresAt: row.expiresAt,
});

/** What a new plan waits for. */
function firstStatus(p: Plan): PlanStatus {
  if (p.decision.outcome === 'forbid') return 'forbidden';
  if (p.review !== undefined) return 'review';
  if (p.strategy?.kind === 'manual') return 'manual';
  return p.decision.outcome === 'permit' ? 'approved' : 'pending';
}

/** At half a megabyte each they still fit one RPC answer (32 MB). */
const MAX_PENDING = 50;

export const plansRepository = (db: AuthorityDb) => ({
  find: async (org: string, id: string) => {
    const row = await db
      .select()
      .from(plan)
      .where(and(eq(plan.org, org), eq(plan.id, id)))
      .get();
    return row && stored(row);
  },
  /** Plans of one decision in the order of their ids, or `undefined` if it was not made yet. */
  decided: async (org: string, incident: string, revision: number) => {
    const [made, rows] = await db.batch([
      db
        .select()
        .from(decision)
        .where(and(eq(decision.org, org), eq(decision.incident, incident), eq(decision.revision, revision))),
      db
        .select()
        .from(plan)
        .where(and(eq(plan.org, org), eq(plan.incident, incident), eq(plan.revision, revision)))
        .orderBy(asc(plan.id)),
    ]);
    return made.length === 0 ? undefined : rows.map((r) => stored(r).plan);
  },
  /** Fails in the transaction if this revision was decided before. */
  markDecided: (org: string, incident: string, revision: number, at: number) =>
    db.insert(decision).values({ org, incident, revision, at }),
  add: (org: string, p: Plan) =>
    db.insert(plan).values({
      id: p.id,
      org,
      incident: p.incident,
      revision: p.revision,
      outcome: p.decision.outcome,
      status: firstStatus(p),
      approvalsNeeded: p.decision.approvalsNeeded,
      digest: p.digest,
      body: JSON.stringify(p),
      createdAt: p.createdAt,
      expiresAt: p.expiresAt,
    }),
  /** Waiting for a person, oldest first, at most fifty. */
  pending: async (org: string, now: number) => {
    const rows = await db
      .select()
      .from(plan)
      .where(and(eq(plan.org, org), eq(plan.status, 'pending'), gt(plan.expiresAt, now)))
      .orderBy(asc(plan.createdAt))
      .limit(MAX_PENDING)
      .all();
    return rows.map((r) => stored(r).plan);
  },
  /** Moves a plan on, if it is in one of the states `from`. */
  move: (org: string, id: string, from: readonly PlanStatus[], to: PlanStatus) =>
    db
      .update(plan)
      .set({ status: to })
      .where(and(eq(plan.org, org), eq(plan.id, id), inArray(plan.status, [...from]))),
  /** Moves a plan on from one state to another, where a condition of the same transaction holds. */
  moveIf: (org: string, id: string, from: PlanStatus, to: PlanStatus, condition: SQL) =>
    sql`UPDATE plan SET status = ${to} WHERE org = ${org} AND id = ${id} AND status = ${from} AND ${condition}`,
  /** Ends a plan whatever its state, except those that ended by themselves. */
  end: (org: string, id: string) =>
    db
      .update(plan)
      .set({ status: 'void' })
      .where(and(eq(plan.org, org), eq(plan.id, id), notInArray(plan.status, ['denied', 'forbidden', 'void']))),
});
