import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { ROLE_RANK } from '../../contracts/access.ts';
import { Role } from '../../contracts/common.ts';
import type { AuthorityDb } from './db.ts';
import { approverKey, vouchNonce } from './schema.ts';

export type ApproverKeyRow = typeof approverKey.$inferSelect;
type NewKey = Pick<
  ApproverKeyRow,
  'keyId' | 'kind' | 'user' | 'name' | 'publicKey' | 'credential' | 'enrolledBy' | 'createdAt'
>;

/** A vouch that a session carries for the one passkey to be enrolled in it. */
export interface SessionVouch {
  readonly session: string;
  readonly actor: string;
  /** The key that vouched: it counts only while it is active itself, and its owner may approve. */
  readonly keyId: string;
}

const MAY_APPROVE = Role.options.filter((role) => ROLE_RANK[role] >= ROLE_RANK.approver);

/** Whether the key that vouched is active and of somebody who may approve: then, when its word takes effect. */
const mayVouch = (org: string, keyId: string) =>
  sql`EXISTS (SELECT 1 FROM approver_key k JOIN "user" u ON u.org = k.org AND u.id = k."user"
    WHERE k.org = ${org} AND k.key_id = ${keyId} AND k.vouched_by IS NOT NULL AND k.revoked_at IS NULL
    AND u.disabled_at IS NULL AND u.role IN (SELECT value FROM json_each(${JSON.stringify(MAY_APPROVE)})))`;

/** Keys whose word counts as a person's. How one is enrolled is here; `people.approverKey` finds one. */
export const approverKeysRepository = (db: AuthorityDb) => ({
  list: (org: string) =>
    db
      .select()
      .from(approverKey)
      .where(eq(approverKey.org, org))
      .orderBy(asc(approverKey.createdAt), asc(approverKey.keyId))
      .limit(1000)
      .all(),
  ofUser: (org: string, user: string) =>
    db
      .select()
      .from(approverKey)
      .where(and(eq(approverKey.org, org), eq(approverKey.user, user)))
      .all(),
  /**
   * Adds a key: active as `first` if the organisation never had one that counted (whoever ended them all must not begin anew
   * with a key of their own), active by the vouch that the session still carries,
   * else pending; looked at in the same transaction. `when` false adds none (changes 1 or 0).
   */
  enrol: (org: string, k: NewKey, vouch: SessionVouch | null = null, when = sql`1`) =>
    sql`INSERT INTO approver_key
        (org, key_id, kind, "user", name, public_key, credential, enrolled_by, created_at, vouched_by, vouched_at)
      SELECT ${org}, ${k.keyId}, ${k.kind}, ${k.user}, ${k.name}, ${k.publicKey}, ${k.credential}, ${k.enrolledBy},
        ${k.createdAt}, v."by", CASE WHEN v."by" IS NULL THEN NULL ELSE ${k.createdAt} END
      FROM (SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM approver_key WHERE org = ${org} AND vouched_by IS NOT NULL)
          THEN 'first'
        WHEN EXISTS (SELECT 1 FROM session WHERE org = ${org} AND id = ${vouch?.session ?? ''} AND vouch IS NOT NULL)
          AND ${mayVouch(org, vouch?.keyId ?? '')}
          THEN ${vouch?.actor ?? null}
        END AS "by") v
      WHERE ${when}`,
  /** A pending key becomes active (changes 1 or 0), as long as the key that vouched is active and its owner may approve. */
  activate: (org: string, keyId: string, v: { by: string; withKey: string; at: number }) =>
    db
      .update(approverKey)
      .set({ vouchedBy: v.by, vouchedAt: v.at })
      .where(
        and(
          eq(approverKey.org, org),
          eq(approverKey.keyId, keyId),
          isNull(approverKey.vouchedBy),
          isNull(approverKey.revokedAt),
          mayVouch(org, v.withKey),
        ),
      ),
  /** Ends a key, unless it is the last one that counts: nobody could vouch for another then (changes 1 or 0). */
  revoke: (org: string, keyId: string, at: number) =>
    sql`UPDATE approver_key SET revoked_at = ${at} WHERE org = ${org} AND key_id = ${keyId} AND revoked_at IS NULL
      AND (vouched_by IS NULL OR EXISTS (SELECT 1 FROM approver_key o WHERE o.org = ${org} AND o.key_id <> ${keyId}
        AND o.vouched_by IS NOT NULL AND o.revoked_at IS NULL))`,
  /** Condition for `journal.add`: a key was ended at this very time. */
  ifRevoked: (org: string, keyId: string, at: number) =>
    sql`EXISTS (SELECT 1 FROM approver_key WHERE org = ${org} AND key_id = ${keyId} AND revoked_at = ${at})`,
  revokeOfCredential: (org: string, credential: string, at: number) =>
    db
      .update(approverKey)
      .set({ revokedAt: at })
      .where(and(eq(approverKey.org, org), eq(approverKey.credential, credential), isNull(approverKey.revokedAt))),
  /** Marks a vouch as used. Fails in the transaction if it was before. */
  useNonce: (org: string, nonce: string, at: number) => db.insert(vouchNonce).values({ org, nonce, at }),
  nonceUsed: async (org: string, nonce: string): Promise<boolean> =>
    (await db
      .select({ at: vouchNonce.at })
      .from(vouchNonce)
      .where(and(eq(vouchNonce.org, org), eq(vouchNonce.nonce, nonce)))
      .get()) !== undefined,
  /** Conditions for `journal.add`: how a key just added stands. */
  ifVouchedBy: (org: string, keyId: string, by: string | null) =>
    sql`EXISTS (SELECT 1 FROM approver_key WHERE org = ${org} AND key_id = ${keyId} AND vouched_by IS ${by})`,
});
