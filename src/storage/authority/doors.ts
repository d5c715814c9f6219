import { and, eq } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { apiKey, installation, journal, session, source, user } from './schema.ts';

/** The few look-ups by an id that a stranger brings: they answer which organisation it belongs to. */
export const doors = (db: AuthorityDb) => ({
  /** An API key with its user; whether it is good is the caller's to judge. */
  apiKey: (id: string) =>
    db
      .select({ key: apiKey, user })
      .from(apiKey)
      .innerJoin(user, and(eq(user.id, apiKey.user), eq(user.org, apiKey.org)))
      .where(eq(apiKey.id, id))
      .get(),
  source: (id: string) => db.select().from(source).where(eq(source.id, id)).get(),
  /** A session with its user by the hash of its token, of the token before, or by its id; whether it is good is the caller's to judge. */
  sessionByHash: (hash: string) =>
    db
      .select({ session, user })
      .from(session)
      .innerJoin(user, and(eq(user.id, session.user), eq(user.org, session.org)))
      .where(eq(session.hash, hash))
      .get(),
  sessionByPreviousHash: (hash: string) =>
    db
      .select({ session, user })
      .from(session)
      .innerJoin(user, and(eq(user.id, session.user), eq(user.org, session.org)))
      .where(eq(session.previousHash, hash))
      .get(),
  session: (id: string) =>
    db
      .select({ session, user })
      .from(session)
      .innerJoin(user, and(eq(user.id, session.user), eq(user.org, session.org)))
      .where(eq(session.id, id))
      .get(),
  /** Whether setup was done. */
  installed: async () => (await db.select({ id: installation.id }).from(installation).limit(1).get()) !== undefined,
  /** Organisations whose ledger entries still wait, for the sweep. */
  waiting: async () => (await db.selectDistinct({ org: journal.org }).from(journal).all()).map((r) => r.org),
});
