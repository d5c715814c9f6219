import { and, desc, eq, gte, lte, sql } from 'drizzle-orm';
import type { AuthorityDb } from './db.ts';
import { judgement } from './schema.ts';

export type JudgementRow = typeof judgement.$inferSelect;

/** A judgement's place in the log, newest first. */
export interface JudgementKey {
  readonly at: number;
  readonly incident: string;
  readonly revision: number;
  readonly opId: string;
}

export interface JudgementFilter {
  readonly incident?: string | undefined;
  readonly outcome?: JudgementRow['outcome'] | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

const NEWEST_FIRST = [desc(judgement.at), desc(judgement.incident), desc(judgement.revision), desc(judgement.opId)];
const after = (k: JudgementKey) =>
  sql`(${judgement.at}, ${judgement.incident}, ${judgement.revision}, ${judgement.opId}) < (${k.at}, ${k.incident}, ${k.revision}, ${k.opId})`;

/** What each decision rested on. */
export const judgementsRepository = (db: AuthorityDb) => ({
  add: (org: string, row: Omit<JudgementRow, 'org'>) => db.insert(judgement).values({ ...row, org }),
  /** Newest first, from below a key on. */
  list: (org: string, page: JudgementFilter & { limit: number; below?: JudgementKey | undefined }) =>
    db
      .select()
      .from(judgement)
      .where(
        and(
          eq(judgement.org, org),
          page.incident === undefined ? undefined : eq(judgement.incident, page.incident),
          page.outcome === undefined ? undefined : eq(judgement.outcome, page.outcome),
          page.since === undefined ? undefined : gte(judgement.at, page.since),
          page.until === undefined ? undefined : lte(judgement.at, page.until),
          page.below === undefined ? undefined : after(page.below),
        ),
      )
      .orderBy(...NEWEST_FIRST)
      .limit(page.limit)
      .all(),
  /** Those of the incidents that were judged last, since a time; newest first, from below a key on. */
  ofLastIncidents: (
    org: string,
    page: { since: number; incidents: number; limit: number; below?: JudgementKey | undefined },
  ) =>
    db
      .select()
      .from(judgement)
      .where(
        and(
          eq(judgement.org, org),
          gte(judgement.at, page.since),
          sql`${judgement.incident} IN (
            SELECT j.incident FROM judgement j WHERE j.org = ${org} AND j.at >= ${page.since}
            GROUP BY j.incident ORDER BY max(j.at) DESC LIMIT ${page.incidents})`,
          page.below === undefined ? undefined : after(page.below),
        ),
      )
      .orderBy(...NEWEST_FIRST)
      .limit(page.limit)
      .all(),
  /** Removes what is older than a time, so many at most, whosever it is. */
  sweep: (before: number, limit: number) =>
    // By organisation, so that the index serves: there are few of them.
    sql`DELETE FROM judgement WHERE rowid IN (
      SELECT j.rowid FROM organisation o JOIN judgement j ON j.org = o.id AND j.at < ${before} LIMIT ${limit})`,
});
