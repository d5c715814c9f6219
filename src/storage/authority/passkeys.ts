import { and, asc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { passkey } from './schema.ts';

export type PasskeyRow = typeof passkey.$inferSelect;

/** WebAuthn credentials of people. What finds one by its credential id alone is under `doors`. */
export const passkeysRepository = (db: AuthorityDb) => ({
  find: (org: string, id: string) =>
    db
      .select()
      .from(passkey)
      .where(and(eq(passkey.org, org), eq(passkey.id, id)))
      .get(),
  /** Those of a user that are not revoked, oldest first. */
  ofUser: (org: string, user: string) =>
    db
      .select()
      .from(passkey)
      .where(and(eq(passkey.org, org), eq(passkey.user, user), isNull(passkey.revokedAt)))
      .orderBy(asc(passkey.createdAt))
      .all(),
  /** Adds one unless its user has `limit` already, counted in the same statement (changes 1 or 0). Fails on a credential known before. */
  add: (org: string, p: Omit<PasskeyRow, 'org' | 'lastUsedAt' | 'revokedAt'>, limit: number) =>
    sql`INSERT INTO passkey
        (id, org, "user", name, credential, public_key, counter, transports, backed_up, created_at)
      SELECT ${p.id}, ${org}, ${p.user}, ${p.name}, ${p.credential}, ${p.publicKey}, ${p.counter}, ${p.transports},
        ${p.backedUp ? 1 : 0}, ${p.createdAt}
      WHERE (SELECT COUNT(*) FROM passkey WHERE org = ${org} AND "user" = ${p.user} AND revoked_at IS NULL) < ${limit}`,
  /**
   * Notes a use. Changes 0 if the counter did not go up (WebAuthn L3 §7.2 step 22; 0 for ever is a passkey that does not
   * count) or the passkey was revoked meanwhile.
   */
  used: (org: string, id: string, u: { counter: number; backedUp: boolean; at: number }) =>
    db
      .update(passkey)
      .set({ counter: u.counter, backedUp: u.backedUp, lastUsedAt: u.at })
      .where(
        and(
          eq(passkey.org, org),
          eq(passkey.id, id),
          isNull(passkey.revokedAt),
          or(lt(passkey.counter, u.counter), and(eq(passkey.counter, 0), sql`${u.counter} = 0`)),
        ),
      ),
  revoke: (org: string, id: string, at: number) =>
    db
      .update(passkey)
      .set({ revokedAt: at })
      .where(and(eq(passkey.org, org), eq(passkey.id, id), isNull(passkey.revokedAt))),
  /** Condition for `journal.add` and others of the same transaction. */
  ifAdded: (org: string, id: string) => sql`EXISTS (SELECT 1 FROM passkey WHERE org = ${org} AND id = ${id})`,
});
