import { HOUR_MS } from '../../../kit/clock.ts';

/** What a source did in the last 24 hours, the one under way among them. */
export interface SourceDay {
  readonly deliveries: number;
  /** Records read, duplicates among them */
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly findings: number;
  readonly bytes: number;
  /** From an event's own time to acceptance: of deliveries' medians the middle one, within its bounds; null where none has any */
  readonly lagP50Ms: number | null;
  readonly lagMaxMs: number | null;
  /** How far the clock of the sender was ahead at most */
  readonly aheadMs: number;
  /** Events of each of the 24 hours, oldest first */
  readonly hourly: readonly number[];
}
export interface SourceHealth extends SourceDay {
  readonly sourceId: string;
  /** When its last delivery was accepted, ms; null if none ever was */
  readonly lastSeenAt: number | null;
  /** The latest event's own time in the last hour that brought one, ms */
  readonly lastEventAt: number | null;
  /** Since when it is silent beyond its rhythm, ms; null if it is not */
  readonly silentSince: number | null;
  readonly silenceToldAt: number | null;
  readonly silenceFinding: string | null;
  /** Requests turned away in the 24 hours */
  readonly refused: number;
}
export interface SourceHour {
  /** Its begin, ms */
  readonly at: number;
  readonly deliveries: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly findings: number;
  readonly bytes: number;
}
export interface Refusals {
  readonly code: string;
  readonly n: number;
  readonly lastAt: number;
}

const HOURS = 24;
/** The bounds of the counts that `source_hour` keeps, ms, and their columns. */
const LAG_BOUNDS = [
  [1_000, 'lag_1s'],
  [10_000, 'lag_10s'],
  [60_000, 'lag_1m'],
  [300_000, 'lag_5m'],
  [900_000, 'lag_15m'],
  [3_600_000, 'lag_1h'],
] as const;

/**
 * The median out of counts of deliveries within bounds: as far between the bounds that it lies between as its rank is between theirs.
 * Beyond the last bound it is the longest. Null of none.
 */
export function medianOf(n: number, within: readonly number[], maxMs: number): number | null {
  if (n === 0) return null;
  const rank = n / 2;
  let [fromMs, before] = [0, 0];
  for (const [i, [bound]] of LAG_BOUNDS.entries()) {
    const count = within[i] ?? 0;
    if (count >= rank && count > before)
      return Math.min(maxMs, Math.round(fromMs + ((rank - before) / (count - before)) * (bound - fromMs)));
    [fromMs, before] = [bound, count];
  }
  return maxMs;
}

type Row = Omit<SourceHealth, 'lagP50Ms' | 'lagMaxMs' | 'hourly'> & {
  /** `<hour>:<events>`, comma between; null of none */
  readonly byHour: string | null;
  readonly lagN: number;
  readonly lagMaxMs: number;
} & Readonly<Record<(typeof LAG_BOUNDS)[number][1], number>>;

function hourlyOf(byHour: string | null, since: number): number[] {
  const events = new Map((byHour?.split(',') ?? []).map((h) => h.split(':').map(Number) as [number, number]));
  return Array.from({ length: HOURS }, (_, i) => events.get(since + i) ?? 0);
}

/** The health of these sources of an organisation at `now` (ms), in no order; none of one that nobody ever sent to. */
export async function healthOf(
  db: D1Database,
  org: string,
  sources: readonly string[],
  now: number,
): Promise<SourceHealth[]> {
  const since = Math.floor(now / HOUR_MS) - HOURS + 1;
  const sum = (column: string, name: string) => `coalesce(sum(h.${column}), 0) AS "${name}"`;
  const [sums, refused] = await db.batch<Row | { sourceId: string; n: number }>([
    db
      .prepare(
        `SELECT src.value AS "sourceId",
           (SELECT l.last_accepted_at FROM source_hour l WHERE l.org = ?1 AND l.source_id = src.value ORDER BY l.hour DESC LIMIT 1) AS "lastSeenAt",
           (SELECT nullif(l.last_event_at, 0) FROM source_hour l WHERE l.org = ?1 AND l.source_id = src.value ORDER BY l.hour DESC LIMIT 1) AS "lastEventAt",
           w.silent_since AS "silentSince", w.told_at AS "silenceToldAt", w.finding AS "silenceFinding",
           ${['deliveries', 'events', 'duplicates', 'rejected', 'findings', 'bytes'].map((c) => sum(c, c)).join(', ')},
           ${sum('lag_n', 'lagN')}, ${LAG_BOUNDS.map(([, c]) => sum(c, c)).join(', ')},
           coalesce(max(h.lag_max_ms), 0) AS "lagMaxMs", coalesce(max(h.ahead_max_ms), 0) AS "aheadMs",
           group_concat(h.hour || ':' || h.events) AS "byHour"
         FROM json_each(?2) src
         LEFT JOIN source_watch w ON w.org = ?1 AND w.source_id = src.value
         LEFT JOIN source_hour h ON h.org = ?1 AND h.source_id = src.value AND h.hour >= ?3
         GROUP BY src.value`,
      )
      .bind(org, JSON.stringify(sources), since),
    db
      .prepare(
        'SELECT source_id AS "sourceId", sum(n) AS n FROM source_refusal WHERE org = ? AND hour >= ? GROUP BY source_id',
      )
      .bind(org, since),
  ]);
  const turnedAway = new Map((refused!.results as { sourceId: string; n: number }[]).map((r) => [r.sourceId, r.n]));
  const all = (sums!.results as Row[]).map((r): SourceHealth => {
    const { byHour, lagN, lagMaxMs, lag_1s: a, lag_10s: b, lag_1m: c, lag_5m: d, lag_15m: e, lag_1h: f, ...rest } = r;
    return {
      ...rest,
      lagP50Ms: medianOf(lagN, [a, b, c, d, e, f], lagMaxMs),
      lagMaxMs: lagN === 0 ? null : lagMaxMs,
      hourly: hourlyOf(byHour, since),
      refused: turnedAway.get(r.sourceId) ?? 0,
    };
  });
  return all.filter((h) => h.lastSeenAt !== null || h.refused > 0);
}

const NOTHING = { deliveries: 0, events: 0, duplicates: 0, rejected: 0, findings: 0, bytes: 0 };

/** A source's last 24 hours, oldest first, quiet ones among them, and what it was refused for, most often first. */
export async function dayOf(
  db: D1Database,
  org: string,
  source: string,
  now: number,
): Promise<{ hours: SourceHour[]; refusals: Refusals[] }> {
  const first = Math.floor(now / HOUR_MS) - HOURS + 1;
  const [hours, refusals] = await db.batch([
    db
      .prepare(
        'SELECT hour, deliveries, events, duplicates, rejected, findings, bytes FROM source_hour WHERE org = ? AND source_id = ? AND hour >= ?',
      )
      .bind(org, source, first),
    db
      .prepare(
        `SELECT code, sum(n) AS n, max(last_at) AS "lastAt" FROM source_refusal
         WHERE org = ? AND hour >= ? AND source_id = ? GROUP BY code`,
      )
      .bind(org, first, source),
  ]);
  const known = new Map((hours!.results as ({ hour: number } & typeof NOTHING)[]).map(({ hour, ...h }) => [hour, h]));
  return {
    hours: Array.from({ length: HOURS }, (_, i) => ({
      at: (first + i) * HOUR_MS,
      ...(known.get(first + i) ?? NOTHING),
    })),
    refusals: (refusals!.results as Refusals[]).toSorted((a, b) => b.n - a.n),
  };
}
