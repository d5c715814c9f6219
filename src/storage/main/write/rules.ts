import type { KeptBack } from '../../../contracts/rules-api.ts';
import { DAY_MS } from '../../../kit/clock.ts';
import { columns, jsonStatements } from './json-rows.ts';

/** Rows that one batch of blocks keeps of a rule; more are counted alone, so that a loud rule in shadow is no flood of rows. */
const ROWS_A_RULE = 20;
/** What was kept back is shown for so long. */
const KEPT_DAYS = 30;
/** Rows that one sweep takes away. */
const SWEEP_MAX_ROWS = 5_000;

// Counted by a trigger when a row is new, so that a block that is processed again counts once.
const MATCH_SQL = `INSERT INTO rule_match (org, id, rule, kind, "by", time, seen_at, title, source, event_id, delivery, principal)
  SELECT ${columns(12)} FROM json_each(?1) WHERE true ON CONFLICT (org, id) DO NOTHING`;

const STAT_SQL = `INSERT INTO rule_stat (org, rule, day, shadow, suppressed, last_at)
  SELECT ${columns(6)} FROM json_each(?1) WHERE true
  ON CONFLICT (org, rule, day) DO UPDATE SET shadow = shadow + excluded.shadow, suppressed = suppressed + excluded.suppressed,
    last_at = max(last_at, excluded.last_at)`;

/**
 * What rules matched in shadow or suppressions kept back. The first of each rule and batch are rows, each counted once; those
 * beyond are added to the day's count, again if the batch is processed again.
 */
export function insertKeptBack(
  db: D1Database,
  org: string,
  kept: readonly KeptBack[],
  now: number,
): D1PreparedStatement[] {
  const byRule = new Map<string, KeptBack[]>();
  for (const one of kept) byRule.set(one.rule, [...(byRule.get(one.rule) ?? []), one]);
  const rows = [...byRule.values()].flatMap((all) => all.slice(0, ROWS_A_RULE));
  const rest = [...byRule].flatMap(([rule, all]) => {
    const more = all.slice(ROWS_A_RULE);
    const [first] = more;
    if (first === undefined) return [];
    const shadow = more.filter((m) => m.kind === 'shadow').length;
    const last = Math.max(...more.map((m) => m.time));
    return [[org, rule, Math.floor(first.time / DAY_MS), shadow, more.length - shadow, last]];
  });
  return [
    ...jsonStatements(
      db,
      MATCH_SQL,
      rows.map((m) => [
        org,
        m.id,
        m.rule,
        m.kind,
        m.by,
        m.time,
        now,
        m.title,
        m.source,
        m.eventId,
        m.delivery,
        m.principal,
      ]),
    ),
    ...jsonStatements(db, STAT_SQL, rest),
  ];
}

/** Takes away what was kept back long ago, whosever it is. */
export async function sweepKeptBack(db: D1Database, now: number): Promise<void> {
  await db
    .prepare(`DELETE FROM rule_match WHERE rowid IN (SELECT rowid FROM rule_match WHERE seen_at < ? LIMIT ?)`)
    .bind(now - KEPT_DAYS * DAY_MS, SWEEP_MAX_ROWS)
    .run();
}
