import { and, asc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { EntryInput } from '../../contracts/ledger.ts';
import type { AuthorityDb } from './db.ts';
import { journal } from './schema.ts';

/** Ledger entries on their way: written with the change that they tell of, deleted once the ledger has them. */
export const journalRepository = (db: AuthorityDb) => ({
  /** Throws on an entry that the ledger would refuse, before anything is written. The same id again is the same entry. `when`: a condition, looked at in the same transaction. */
  add: (org: string, entry: Omit<EntryInput, 'org'>, when: SQL = sql`1`) =>
    sql`INSERT INTO journal (id, org, entry, at)
      SELECT ${entry.id}, ${org}, ${JSON.stringify(EntryInput.parse({ ...entry, org }))}, ${entry.at} WHERE ${when}
      ON CONFLICT (id) DO NOTHING`,
  /** Conditions for `add`. */
  ifApproval: (org: string, id: string) => sql`EXISTS (SELECT 1 FROM approval WHERE org = ${org} AND id = ${id})`,
  ifPermit: (org: string, id: string) => sql`EXISTS (SELECT 1 FROM permit WHERE org = ${org} AND id = ${id})`,
  ifVoid: (org: string, plan: string) =>
    sql`EXISTS (SELECT 1 FROM plan WHERE org = ${org} AND id = ${plan} AND status = 'void')`,

  oldest: async (org: string, limit: number) => {
    const rows = await db
      .select()
      .from(journal)
      .where(eq(journal.org, org))
      .orderBy(asc(journal.seq))
      .limit(limit)
      .all();
    return rows.map((r) => EntryInput.parse(JSON.parse(r.entry)));
  },
  done: (org: string, ids: readonly string[]) =>
    db.delete(journal).where(and(eq(journal.org, org), inArray(journal.id, [...ids]))),
});
