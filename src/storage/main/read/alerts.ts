import type { Phase } from '../../../contracts/incident.ts';
import type { Page, PageRequest } from './cursor.ts';
import { keysetPage, oneOf, type Condition, type Row } from './keyset.ts';

/** A finding severe enough to open an incident is an alert: OCSF severity_id from medium on. */
export const ALERT_MIN_SEVERITY = 3;
const ALERT_SEVERITIES = [3, 4, 5];

export type AlertStatus = 'open' | 'contained' | 'closed' | 'merged';

export interface Alert {
  readonly id: string;
  readonly title: string;
  readonly severity: number;
  readonly rule: string;
  readonly source: string;
  readonly account: string | null;
  readonly time: number;
  readonly incident: string | null;
  /** Null while no incident holds it */
  readonly incidentPhase: Phase | null;
  readonly status: AlertStatus;
}

export interface AlertFilter {
  /** 3 to 5; any of them */
  readonly severity?: readonly number[] | undefined;
  /** Any of them */
  readonly status?: readonly AlertStatus[] | undefined;
  /** Event time in ms: from (inclusive) and until (exclusive) */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Contained means that something is held in AWS and verified. */
const STATUS_BY_PHASE: Partial<Record<Phase, AlertStatus>> = { hold: 'contained', closed: 'closed', merged: 'merged' };
const statusOf = (phase: Phase | null): AlertStatus => (phase && STATUS_BY_PHASE[phase]) ?? 'open';

const COLUMNS =
  't.title AS title, t.severity AS severity, t.rule_id AS rule, t.source AS source, t.account AS account, t.incident AS incident, i.phase AS phase';
const JOIN = 'LEFT JOIN incident i ON i.id = t.incident AND i.org = t.org';

interface AlertRow extends Row {
  readonly title: string;
  readonly severity: number;
  readonly rule: string;
  readonly source: string;
  readonly account: string | null;
  readonly incident: string | null;
  readonly phase: Phase | null;
}

const alertOf = (r: AlertRow): Alert => ({
  id: r.id,
  title: r.title,
  severity: r.severity,
  rule: r.rule,
  source: r.source,
  account: r.account,
  time: r.at,
  incident: r.incident,
  incidentPhase: r.phase,
  status: statusOf(r.phase),
});

function statusCondition(statuses: readonly AlertStatus[]): Condition {
  const ended = Object.entries(STATUS_BY_PHASE);
  const asked = ended.filter(([, status]) => statuses.includes(status)).map(([phase]) => phase);
  const known = oneOf('i.phase', asked);
  if (!statuses.includes('open')) return known;
  const open = oneOf(
    'i.phase',
    ended.map(([phase]) => phase),
  );
  return {
    sql: `i.phase IS NULL OR NOT ${open.sql} OR ${known.sql}`,
    values: [...open.values, ...known.values],
  };
}

/** Alerts, newest event first, each with where its incident stands. */
export async function listAlerts(db: D1Database, org: string, page: PageRequest & AlertFilter): Promise<Page<Alert>> {
  const severities = page.severity?.filter((s) => s >= ALERT_MIN_SEVERITY) ?? ALERT_SEVERITIES;
  return keysetPage(
    db,
    org,
    {
      scans: [...new Set(severities)].map((s) => ({
        table: 'finding',
        index: 'finding_org_severity',
        equals: [['severity', s]] as const,
        at: 'time',
        id: 'id',
        since: page.since,
        until: page.until,
      })),
      shown: { table: 'finding', id: 'id', columns: COLUMNS, join: JOIN },
      where: page.status === undefined ? [] : [statusCondition(page.status)],
      limit: page.limit,
      cursor: page.cursor,
    },
    alertOf,
  );
}

export async function getAlert(db: D1Database, org: string, id: string): Promise<Alert | undefined> {
  const row = await db
    .prepare(
      `SELECT t.id AS id, t.time AS at, ${COLUMNS} FROM finding t ${JOIN} WHERE t.id = ? AND t.org = ? AND t.severity >= ?`,
    )
    .bind(id, org, ALERT_MIN_SEVERITY)
    .first<AlertRow>();
  return row ? alertOf(row) : undefined;
}
