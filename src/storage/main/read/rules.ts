import type { KeptBack, RuleStanding } from '../../../contracts/rules-api.ts';
import { DAY_MS, HOUR_MS } from '../../../kit/clock.ts';

export type RuleCounts = RuleStanding['matches'];

interface Row {
  readonly rule: string;
  readonly findings: number;
  readonly shadow: number;
  readonly suppressed: number;
  readonly lastAt: number | null;
  readonly before: number;
}

/** How far back it is asked whether a rule used to fire. */
const BEFORE_DAYS = 60;

const SQL = `SELECT rule, sum(findings) AS findings, sum(shadow) AS shadow, sum(suppressed) AS suppressed, max(last_at) AS lastAt,
    sum(earlier) AS before
  FROM (
    SELECT value AS rule, n * (hour >= ?2) AS findings, n * (hour < ?2) AS earlier, 0 AS shadow, 0 AS suppressed,
      hour * ${HOUR_MS} AS last_at FROM finding_hour WHERE org = ?1 AND dimension = 'rule' AND hour >= ?4
    UNION ALL
    SELECT rule, 0, 0, shadow, suppressed, last_at FROM rule_stat WHERE org = ?1 AND day >= ?3
  ) GROUP BY rule`;

/**
 * How often each rule matched in the last days, by rule id; `lastAt` is the hour of the last finding, or the time of what was
 * kept back last. Rules that did not match are left out. Two ranges of kept counts: no finding is read.
 */
export async function ruleCounts(
  db: D1Database,
  org: string,
  now: number,
  days: number,
): Promise<ReadonlyMap<string, RuleCounts>> {
  const from = now - days * DAY_MS;
  const { results } = await db
    .prepare(SQL)
    .bind(
      org,
      Math.floor(from / HOUR_MS),
      Math.floor(from / DAY_MS),
      Math.floor((from - BEFORE_DAYS * DAY_MS) / HOUR_MS),
    )
    .all<Row>();
  return new Map(results.map(({ rule, ...counts }) => [rule, counts]));
}

/** What a rule in shadow or a suppression kept back, the newest first. */
export async function keptBack(db: D1Database, org: string, rule: string, limit: number): Promise<KeptBack[]> {
  const { results } = await db
    .prepare(
      `SELECT id, rule, kind, "by", time, title, source, event_id AS eventId, delivery, principal
       FROM rule_match WHERE org = ? AND rule = ? ORDER BY time DESC, id DESC LIMIT ?`,
    )
    .bind(org, rule, limit)
    .all<KeptBack>();
  return results;
}
