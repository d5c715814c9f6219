import { desc, eq, inArray } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { keylessStop } from './schema.ts';

/** Stands for every organisation of the installation. */
export const EVERY_ORGANISATION = '*';

/** The kill switch of web identity tokens. */
export const keylessRepository = (db: AuthorityDb) => ({
  /** The stop that holds for an organisation: the installation's before its own. */
  stopOf: (org: string) =>
    db
      .select()
      .from(keylessStop)
      .where(inArray(keylessStop.org, [org, EVERY_ORGANISATION]))
      .orderBy(desc(eq(keylessStop.org, EVERY_ORGANISATION)))
      .limit(1)
      .get(),
  stop: (org: string, row: Omit<typeof keylessStop.$inferInsert, 'org'>) =>
    db
      .insert(keylessStop)
      .values({ ...row, org })
      .onConflictDoUpdate({ target: keylessStop.org, set: row }),
  resume: (org: string) => db.delete(keylessStop).where(eq(keylessStop.org, org)),
});
