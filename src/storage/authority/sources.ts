import { and, asc, desc, eq, gt, isNotNull, isNull, lte, or } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { source, sourceKey } from './schema.ts';

type Changes = Partial<
  Pick<
    typeof source.$inferInsert,
    'name' | 'accounts' | 'settings' | 'rhythmMinutes' | 'enabled' | 'enabledAt' | 'ratePerMinute' | 'deletedAt'
  >
>;

/** Deleted sources are found by no method. */
export const sourcesRepository = (db: AuthorityDb) => ({
  find: (org: string, id: string) =>
    db
      .select()
      .from(source)
      .where(and(eq(source.org, org), eq(source.id, id), isNull(source.deletedAt)))
      .get(),
  list: (org: string) =>
    db
      .select()
      .from(source)
      .where(and(eq(source.org, org), isNull(source.deletedAt)))
      .orderBy(source.createdAt)
      .all(),
  create: (org: string, row: Omit<typeof source.$inferInsert, 'org'>) => db.insert(source).values({ ...row, org }),
  update: (org: string, id: string, set: Changes) =>
    db
      .update(source)
      .set(set)
      .where(and(eq(source.org, org), eq(source.id, id), isNull(source.deletedAt))),

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
  /** This key goes on until `at`, beside its successor. */
  expireKey: (org: string, key: string, at: number) =>
    db
      .update(sourceKey)
      .set({ expiresAt: at })
      .where(and(eq(sourceKey.org, org), eq(sourceKey.id, key))),
  endKey: (org: string, key: string) => db.delete(sourceKey).where(and(eq(sourceKey.org, org), eq(sourceKey.id, key))),
  /** A key proved a delivery at `at`, if nothing so late is known yet: written only where what is known is from before `before`. */
  touchKey: (org: string, id: string, key: string, at: number, before: number) =>
    db
      .update(sourceKey)
      .set({ lastUsedAt: at })
      .where(
        and(
          eq(sourceKey.org, org),
          eq(sourceKey.source, id),
          eq(sourceKey.id, key),
          or(isNull(sourceKey.lastUsedAt), lte(sourceKey.lastUsedAt, before)),
        ),
      ),
  /** Keys that were on their way out end at once: two are valid together, never three. */
  endRetiredKeys: (org: string, id: string) =>
    db.delete(sourceKey).where(and(eq(sourceKey.org, org), eq(sourceKey.source, id), isNotNull(sourceKey.expiresAt))),
  endAllKeys: (org: string, id: string) =>
    db.delete(sourceKey).where(and(eq(sourceKey.org, org), eq(sourceKey.source, id))),
});

/** Sources of every organisation that may be missed, in the order of ids; for the pipeline's watch alone. */
export const watchedSources = (db: AuthorityDb, after: string, limit: number) =>
  db
    .select({
      id: source.id,
      org: source.org,
      kind: source.kind,
      name: source.name,
      accounts: source.accounts,
      rhythmMinutes: source.rhythmMinutes,
      enabledAt: source.enabledAt,
      createdAt: source.createdAt,
    })
    .from(source)
    .where(and(gt(source.id, after), eq(source.enabled, true), isNull(source.deletedAt)))
    .orderBy(asc(source.id))
    .limit(limit)
    .all();
