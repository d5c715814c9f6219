import { lt } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { signInLink } from './schema.ts';

/** One-time links. Spending one is under `doors`: it is what tells the organisation. */
export const linksRepository = (db: AuthorityDb) => ({
  create: (org: string, row: Omit<typeof signInLink.$inferInsert, 'org'>) =>
    db.insert(signInLink).values({ ...row, org }),
  /** Those over before a time, of any organisation. */
  sweep: (before: number) => db.delete(signInLink).where(lt(signInLink.expiresAt, before)),
});
