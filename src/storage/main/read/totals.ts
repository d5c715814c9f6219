/** Totals since `since` (ms) for one organisation; findings are all that are kept. */
export interface Totals {
  readonly deliveries: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly findings: number;
  readonly incidents: number;
  readonly deadLetters: number;
}

const HOUR_MS = 3_600_000;
/** Deliveries of the hour that `since` cuts are counted one by one, up to this; whole hours come from `source_hour`. */
const CUT_HOUR_MAX = 100_000;
/** A count stops here rather than read on. */
const COUNT_MAX = 100_000;

export async function totals(db: D1Database, org: string, since: number): Promise<Totals> {
  // An event that came before is in its delivery's count, and is not counted again.
  const sums = (count: string) =>
    `coalesce(sum(${count}), 0) AS n, coalesce(sum(events - duplicates), 0) AS events, coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(rejected), 0) AS rejected`;
  const firstWholeHour = Math.ceil(since / HOUR_MS);
  interface Sums {
    readonly n: number;
    readonly events: number;
    readonly duplicates: number;
    readonly rejected: number;
  }
  const capped = (table: string, index: string, at: string) =>
    db
      .prepare(
        `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} INDEXED BY ${index} WHERE org = ? AND ${at} >= ? LIMIT ?)`,
      )
      .bind(org, since, COUNT_MAX);
  const rows = await db.batch<Sums>([
    db
      .prepare(
        `SELECT ${sums('1')} FROM (SELECT events, duplicates, rejected FROM delivery INDEXED BY delivery_org_accepted WHERE org = ? AND accepted_at >= ? AND accepted_at < ? AND test = 0 LIMIT ?)`,
      )
      .bind(org, since, firstWholeHour * HOUR_MS, CUT_HOUR_MAX),
    db.prepare(`SELECT ${sums('deliveries')} FROM source_hour WHERE org = ? AND hour >= ?`).bind(org, firstWholeHour),
    db.prepare(`SELECT coalesce(sum(n), 0) AS n FROM finding_hour WHERE org = ? AND dimension = 'severity'`).bind(org),
    capped('incident', 'incident_org_opened', 'opened_at'),
    capped('dead_letter', 'dead_letter_org_at', 'at'),
  ]);
  const [cut, whole, findings, incidents, dead] = rows.map((r) => r.results[0]);
  return {
    deliveries: (cut?.n ?? 0) + (whole?.n ?? 0),
    events: (cut?.events ?? 0) + (whole?.events ?? 0),
    duplicates: (cut?.duplicates ?? 0) + (whole?.duplicates ?? 0),
    rejected: (cut?.rejected ?? 0) + (whole?.rejected ?? 0),
    findings: findings?.n ?? 0,
    incidents: incidents?.n ?? 0,
    deadLetters: dead?.n ?? 0,
  };
}

/** Rows that a spread is made of: the newest. */
const SPREAD_MAX = 2_000;

/** Latencies in ms, each sorted ascending: acceptance to finding, and acceptance of the opening finding to incident; the newest 2,000. */
export async function latencies(
  db: D1Database,
  org: string,
): Promise<{ acceptedToFinding: number[]; acceptedToIncident: number[] }> {
  const newest = (table: string, index: string, order: string, to: string) =>
    db
      .prepare(
        `SELECT ${to} - accepted_at AS ms FROM ${table} INDEXED BY ${index} WHERE org = ? ORDER BY ${order} DESC LIMIT ?`,
      )
      .bind(org, SPREAD_MAX);
  const [finding, incident] = await db.batch<{ ms: number }>([
    newest('finding', 'finding_org_time', 'time', 'detected_at'),
    newest('incident', 'incident_org_opened', 'opened_at', 'opened_at'),
  ]);
  const sorted = (rows: readonly { ms: number }[]) => rows.map((r) => r.ms).toSorted((a, b) => a - b);
  return { acceptedToFinding: sorted(finding?.results ?? []), acceptedToIncident: sorted(incident?.results ?? []) };
}
