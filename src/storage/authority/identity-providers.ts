import { and, eq } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { identityProvider } from './schema.ts';

export type IdentityProviderRow = typeof identityProvider.$inferSelect;

/** More than anybody offers on one sign-in page. */
export const PROVIDERS_PER_ORG = 20;

/** Ways to sign in from elsewhere. What looks one up for a stranger is under `doors`. */
export const identityProvidersRepository = (db: AuthorityDb) => {
  const one = (org: string, id: string) => and(eq(identityProvider.org, org), eq(identityProvider.id, id));
  return {
    list: (org: string) =>
      db
        .select()
        .from(identityProvider)
        .where(eq(identityProvider.org, org))
        .orderBy(identityProvider.createdAt)
        .limit(PROVIDERS_PER_ORG + 1)
        .all(),
    find: (org: string, id: string) => db.select().from(identityProvider).where(one(org, id)).get(),
    create: (org: string, row: Omit<typeof identityProvider.$inferInsert, 'org'>) =>
      db.insert(identityProvider).values({ ...row, org }),
    remove: (org: string, id: string) => db.delete(identityProvider).where(one(org, id)),
    removeAccess: (org: string) =>
      db.delete(identityProvider).where(and(eq(identityProvider.org, org), eq(identityProvider.kind, 'access'))),
  };
};
