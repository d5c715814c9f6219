import { eq } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { installation, organisation } from './schema.ts';

/** The one row of `installation`; inserting it twice fails, and with it the whole setup. */
const FIRST = 'first';

export const organisationsRepository = (db: AuthorityDb) => ({
  find: (org: string) => db.select().from(organisation).where(eq(organisation.id, org)).get(),
  create: (org: string, row: Omit<typeof organisation.$inferInsert, 'id'>) =>
    db.insert(organisation).values({ ...row, id: org }),
  update: (
    org: string,
    set: Partial<
      Pick<typeof organisation.$inferInsert, 'name' | 'automaticPerHour' | 'actionsPerHour' | 'blastPerHour'>
    >,
  ) => db.update(organisation).set(set).where(eq(organisation.id, org)),
  /** Fails in the transaction if any organisation was set up before. */
  markInstalled: (org: string, at: number) => db.insert(installation).values({ id: FIRST, org, at }),
});
