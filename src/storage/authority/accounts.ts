import { and, eq } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { account } from './schema.ts';

export const accountsRepository = (db: AuthorityDb) => ({
  find: (org: string, id: string) =>
    db
      .select()
      .from(account)
      .where(and(eq(account.org, org), eq(account.account, id)))
      .get(),
  list: (org: string) => db.select().from(account).where(eq(account.org, org)).orderBy(account.account).all(),
  put: (org: string, row: Omit<typeof account.$inferInsert, 'org'>) =>
    db
      .insert(account)
      .values({ ...row, org })
      .onConflictDoUpdate({
        target: [account.org, account.account],
        set: {
          name: row.name,
          environment: row.environment,
          regions: row.regions,
          accessKeyId: row.accessKeyId,
          keys: row.keys,
          writeRoleArn: row.writeRoleArn ?? null,
          readRoleArn: row.readRoleArn ?? null,
          externalId: row.externalId ?? null,
          auth: row.auth ?? 'static',
          updatedAt: row.updatedAt,
        },
      }),
});
export type AccountRow = typeof account.$inferSelect;
