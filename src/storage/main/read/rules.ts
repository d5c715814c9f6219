import type { KeptBack, RuleStanding } from '../../../contracts/rules-api.ts';
import { DAY_MS } from '../../../kit/clock.ts';

export type RuleCounts = RuleStanding['matches'];

/** Rows that one question may sum: rules times days. */
const MAX_ROWS = 50_000;

/** How often each rule matched in the last days, by rule id. One range of the primary key; rules that did not are left out. */
export async function ruleCounts(
  db: D1Database,
  org: string,
  now: number,
  days: number,
): Promise<ReadonlyMap<string, RuleCounts>> {
  const from = Math.floor(now / DAY_MS) - days;
  const { results } = await db
    .prepare(
      `SELECT rule, sum(findings) AS findings, sum(shadow) AS shadow, sum(suppressed) AS suppressed, max(last_at) AS lastAt
       FROM (SELECT * FROM rule_stat WHERE org = ? LIMIT ${MAX_ROWS}) WHERE day > ? GROUP BY rule`,
    )
    .bind(org, from)
    .all<RuleCounts & { rule: string }>();
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
