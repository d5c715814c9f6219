import type { Phase } from '../../../contracts/incident.ts';
import { entityTops, findingTops, type Top, type TopEntity } from './tops.ts';
import { OPEN_PHASES } from './incidents.ts';
import { meanTimes, type MeanTime } from './mean-times.ts';
import { sourceHealth, agentHealth, type AgentHealth, type SourceHealth } from './health.ts';
import type { Range } from './range.ts';
import { findingSeries, type Series } from './series.ts';

export interface Overview {
  readonly open: {
    readonly total: number;
    readonly byPhase: readonly { readonly phase: Phase; readonly n: number }[];
    /** How long they have been open by `now`; the oldest bucket has no end */
    readonly byAge: readonly { readonly fromMs: number; readonly toMs: number | null; readonly n: number }[];
    readonly bySeverity: Readonly<Record<string, number>>;
  };
  /** Of incidents opened in the range; a mean of nothing is null */
  readonly meanTimes: {
    readonly detect: MeanTime;
    readonly contain: MeanTime;
    readonly release: MeanTime;
    readonly incidents: number;
  };
  readonly findings: Series;
  readonly top: {
    readonly rules: readonly Top[];
    readonly techniques: readonly Top[];
    readonly sources: readonly Top[];
    readonly entities: readonly TopEntity[];
  };
  readonly sources: readonly SourceHealth[];
  readonly agents: readonly AgentHealth[];
  /** False where a part stopped at what one question may read; it is then about the newest */
  readonly complete: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AGES_MS = [0, HOUR_MS, 4 * HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS];
/** Open incidents that are counted at most. */
const OPEN_MAX = 20_000;

interface OpenRow {
  readonly phase: Phase;
  readonly severity: string;
  readonly age: number;
  readonly n: number;
}

async function openIncidents(db: D1Database, org: string, now: number): Promise<Overview['open'] & { full: boolean }> {
  // The bucket is found in SQL: what leaves the database is a few lines.
  const age = AGES_MS.slice(1)
    .map((from) => `(opened_at <= ?1 - ${from})`)
    .join(' + ');
  const { results } = await db
    .prepare(
      `SELECT phase, severity, age, count(*) AS n FROM (
         SELECT phase, severity, ${age} AS age FROM incident INDEXED BY incident_org_phase
         WHERE org = ?2 AND phase IN (${OPEN_PHASES.map((_, i) => `?${i + 4}`).join(', ')}) LIMIT ?3
       ) GROUP BY phase, severity, age`,
    )
    .bind(now, org, OPEN_MAX, ...OPEN_PHASES)
    .all<OpenRow>();
  const sum = (rows: readonly OpenRow[]) => rows.reduce((n, r) => n + r.n, 0);
  const severities = [...new Set(results.map((r) => r.severity))];
  const total = sum(results);
  return {
    total,
    byPhase: OPEN_PHASES.map((phase) => ({ phase, n: sum(results.filter((r) => r.phase === phase)) })),
    byAge: AGES_MS.map((fromMs, i) => ({
      fromMs,
      toMs: AGES_MS[i + 1] ?? null,
      n: sum(results.filter((r) => r.age === i)),
    })),
    bySeverity: Object.fromEntries(severities.map((s) => [s, sum(results.filter((r) => r.severity === s))])),
    full: total < OPEN_MAX,
  };
}

/** What the first page of the dashboard shows, out of counts that are kept: no finding is read. */
export async function overview(
  db: D1Database,
  org: string,
  range: Range & { readonly now: number },
): Promise<Overview> {
  const [open, times, series, rules, techniques, sourceTops, entities, sources, agents] = await Promise.all([
    openIncidents(db, org, range.now),
    meanTimes(db, org, range),
    findingSeries(db, org, range),
    findingTops(db, org, 'rule', range),
    findingTops(db, org, 'technique', range),
    findingTops(db, org, 'source', range),
    entityTops(db, org, range),
    sourceHealth(db, org, range),
    agentHealth(db, org),
  ]);
  const { full, ...counted } = open;
  return {
    open: counted,
    meanTimes: { detect: times.detect, contain: times.contain, release: times.release, incidents: times.incidents },
    findings: series,
    top: { rules: rules.tops, techniques: techniques.tops, sources: sourceTops.tops, entities },
    sources,
    agents,
    complete: full && times.complete && series.complete && rules.complete && techniques.complete && sourceTops.complete,
  };
}
