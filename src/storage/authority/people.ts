import { and, eq, isNull } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { apiKey, approverKey, user } from './schema.ts';

type Row<T extends { $inferInsert: unknown }> = Omit<T['$inferInsert'], 'org'>;

/** Users, their API keys and their approver keys. */
export const peopleRepository = (db: AuthorityDb) => ({
  user: (org: string, id: string) =>
    db
      .select()
      .from(user)
      .where(and(eq(user.org, org), eq(user.id, id)))
      .get(),
  userByEmail: (org: string, email: string) =>
    db
      .select()
      .from(user)
      .where(and(eq(user.org, org), eq(user.email, email)))
      .get(),
  createUser: (org: string, row: Row<typeof user>) => db.insert(user).values({ ...row, org }),

  apiKey: (org: string, id: string) =>
    db
      .select()
      .from(apiKey)
      .where(and(eq(apiKey.org, org), eq(apiKey.id, id)))
      .get(),
  createApiKey: (org: string, row: Row<typeof apiKey>) => db.insert(apiKey).values({ ...row, org }),
  revokeApiKey: (org: string, id: string, at: number) =>
    db
      .update(apiKey)
      .set({ revokedAt: at })
      .where(and(eq(apiKey.org, org), eq(apiKey.id, id), isNull(apiKey.revokedAt))),
  touchApiKey: (org: string, id: string, at: number) =>
    db
      .update(apiKey)
      .set({ lastUsedAt: at })
      .where(and(eq(apiKey.org, org), eq(apiKey.id, id))),

  approverKey: (org: string, keyId: string) =>
    db
      .select()
      .from(approverKey)
      .where(and(eq(approverKey.org, org), eq(approverKey.keyId, keyId)))
      .get(),
});
