import { and, desc, eq, lt, lte, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { policy } from './schema.ts';

export interface PolicySetRow {
  readonly org: string;
  readonly number: number;
  readonly version: string;
  /** Policy id → Cedar text */
  readonly policies: Record<string, string>;
  readonly createdBy: string;
  readonly createdAt: number;
}

const parsed = (row: typeof policy.$inferSelect): PolicySetRow => ({
  ...row,
  policies: JSON.parse(row.policies) as Record<string, string>,
});

/** Policies as whole sets: each change is a new one, and none is ever changed or removed. */
export const policiesRepository = (db: AuthorityDb) => ({
  /** The set in force. */
  current: async (org: string) => {
    const row = await db.select().from(policy).where(eq(policy.org, org)).orderBy(desc(policy.number)).limit(1).get();
    return row && parsed(row);
  },
  byVersion: async (org: string, version: string) => {
    const row = await db
      .select()
      .from(policy)
      .where(and(eq(policy.org, org), eq(policy.version, version)))
      .get();
    return row && parsed(row);
  },
  /** Sets below a number, newest first. */
  before: async (org: string, number: number, limit: number) => {
    const rows = await db
      .select()
      .from(policy)
      .where(and(eq(policy.org, org), lt(policy.number, number)))
      .orderBy(desc(policy.number))
      .limit(limit)
      .all();
    return rows.map(parsed);
  },
  /** The set that gave a policy the text that it has in set `number`; undefined if it has none there. */
  lastChange: async (org: string, number: number, id: string) => {
    // One path whatever the id holds: ids are lower-case words (contracts/policies.ts), and this one is bound as data.
    const text = sql<string | null>`json_extract(${policy.policies}, ${`$."${id}"`})`;
    const now = sql`(SELECT json_extract(p.policies, ${`$."${id}"`}) FROM policy p WHERE p.org = ${org} AND p.number = ${number})`;
    const otherwise = await db
      .select({ number: policy.number })
      .from(policy)
      .where(and(eq(policy.org, org), lte(policy.number, number), sql`${text} IS NOT ${now}`))
      .orderBy(desc(policy.number))
      .limit(1)
      .get();
    if (otherwise?.number === number) return undefined;
    return db
      .select({ version: policy.version, createdBy: policy.createdBy, createdAt: policy.createdAt })
      .from(policy)
      .where(and(eq(policy.org, org), sql`${policy.number} > ${otherwise?.number ?? 0}`, lte(policy.number, number)))
      .orderBy(policy.number)
      .limit(1)
      .get();
  },
  /** A new version; fails in the transaction if another took the number first. */
  add: (
    org: string,
    row: { number: number; version: string; policies: Record<string, string>; createdBy: string; createdAt: number },
  ) => db.insert(policy).values({ ...row, policies: JSON.stringify(row.policies), org }),
});
