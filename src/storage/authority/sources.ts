import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { source, sourceKey } from './schema.ts';

export const sourcesRepository = (db: AuthorityDb) => ({
  find: (org: string, id: string) =>
    db
      .select()
      .from(source)
      .where(and(eq(source.org, org), eq(source.id, id)))
      .get(),
  list: (org: string) => db.select().from(source).where(eq(source.org, org)).orderBy(source.createdAt).all(),
  create: (org: string, row: Omit<typeof source.$inferInsert, 'org'>) => db.insert(source).values({ ...row, org }),
  update: (
    org: string,
    id: string,
    set: Partial<Pick<typeof source.$inferInsert, 'name' | 'accounts' | 'enabled' | 'ratePerMinute'>>,
  ) =>
    db
      .update(source)
      .set(set)
      .where(and(eq(source.org, org), eq(source.id, id))),

  /** Newest first; expired ones among them. */
  keys: (org: string, id: string) =>
    db
      .select()
      .from(sourceKey)
      .where(and(eq(sourceKey.org, org), eq(sourceKey.source, id)))
      .orderBy(desc(sourceKey.createdAt), desc(sourceKey.id))
      .all(),
  addKey: (org: string, row: Omit<typeof sourceKey.$inferInsert, 'org'>) =>
    db.insert(sourceKey).values({ ...row, org }),
  /** The key in force goes on until `at`, beside its successor. */
  expireKeys: (org: string, id: string, at: number) =>
    db
      .update(sourceKey)
      .set({ expiresAt: at })
      .where(and(eq(sourceKey.org, org), eq(sourceKey.source, id), isNull(sourceKey.expiresAt))),
  /** Keys that were on their way out end at once: two are valid together, never three. */
  endRetiredKeys: (org: string, id: string) =>
    db.delete(sourceKey).where(and(eq(sourceKey.org, org), eq(sourceKey.source, id), isNotNull(sourceKey.expiresAt))),
});
