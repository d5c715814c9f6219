import { IncidentProjection, Phase } from '../../../contracts/incident.ts';
import type { Page, PageRequest } from './cursor.ts';
import type { EntityRef } from './findings.ts';
import { equal, keysetPage, oneOf, type Condition, type Row, type Scan } from './keyset.ts';

export const OPEN_PHASES: readonly Phase[] = Phase.options.filter((p) => p !== 'closed' && p !== 'merged');
const ENDED_PHASES: readonly Phase[] = ['closed', 'merged'];

export interface IncidentFilter {
  /** Any of them */
  readonly phase?: readonly string[] | undefined;
  /** Any of them: `high`, `critical`, … */
  readonly severity?: readonly string[] | undefined;
  readonly assignee?: string | undefined;
  readonly minRisk?: number | undefined;
  /** An ATT&CK id; a technique's own sub-techniques count */
  readonly technique?: string | undefined;
  readonly entity?: EntityRef | undefined;
  /** Whether it is neither closed nor merged */
  readonly open?: boolean | undefined;
  /** Opened from (ms, inclusive) until (exclusive) */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly sort?: 'opened' | 'updated' | 'risk' | undefined;
  /** `desc` unless it says `asc` */
  readonly order?: 'asc' | 'desc' | undefined;
}

const COVERS = ['phase', 'severity', 'risk', 'assignee', 'techniques'];

function phasesOf(f: IncidentFilter): readonly string[] | undefined {
  if (f.open === undefined) return f.phase;
  const asked: readonly string[] = f.open ? OPEN_PHASES : ENDED_PHASES;
  return f.phase === undefined ? asked : f.phase.filter((p) => asked.includes(p));
}

function leftOver(f: IncidentFilter, org: string): Condition[] {
  const where: Condition[] = [];
  if (f.severity !== undefined) where.push(oneOf('s.severity', f.severity));
  if (f.assignee !== undefined) where.push(equal('s.assignee', f.assignee));
  if (f.technique !== undefined)
    where.push({
      sql: 'instr(s.techniques, ?) > 0 OR instr(s.techniques, ?) > 0',
      values: [` ${f.technique} `, ` ${f.technique}.`],
    });
  if (f.entity !== undefined)
    where.push({
      sql: 'EXISTS (SELECT 1 FROM entity WHERE entity.org = ? AND entity.type = ? AND entity.id = ? AND entity.incident = s.id)',
      values: [org, f.entity.type, f.entity.id],
    });
  return where;
}

function seekIncidents(f: IncidentFilter, org: string): { scans: Scan[]; where: Condition[] } {
  const phases = phasesOf(f);
  const where = leftOver(f, org);
  const base = { table: 'incident', id: 'id', equals: [] };
  const risky = f.minRisk === undefined ? [] : [{ sql: 's.risk >= ?', values: [f.minRisk] }];
  const opened = [
    ...(f.since === undefined ? [] : [{ sql: 's.opened_at >= ?', values: [f.since] }]),
    ...(f.until === undefined ? [] : [{ sql: 's.opened_at < ?', values: [f.until] }]),
  ];
  const inPhases = phases === undefined ? [] : [oneOf('s.phase', phases)];
  if (f.sort === 'updated')
    return {
      scans: [{ ...base, index: 'incident_org_updated', at: 'updated_at', covers: [...COVERS, 'opened_at'] }],
      where: [...inPhases, ...where, ...risky, ...opened],
    };
  if (f.sort === 'risk')
    return {
      scans: [{ ...base, index: 'incident_org_risk', at: 'risk', since: f.minRisk, covers: [...COVERS, 'opened_at'] }],
      where: [...inPhases, ...where, ...opened],
    };
  const range = { at: 'opened_at', since: f.since, until: f.until, covers: COVERS };
  return {
    scans:
      phases === undefined
        ? [{ ...base, ...range, index: 'incident_org_opened' }]
        : [...new Set(phases)].map((p) => ({
            ...base,
            ...range,
            index: 'incident_org_phase',
            equals: [['phase', p]] as const,
          })),
    where: [...where, ...risky],
  };
}

/** Incidents, last opened first unless `sort` and `order` say otherwise. */
export async function listIncidents(
  db: D1Database,
  org: string,
  page: PageRequest & IncidentFilter,
): Promise<Page<IncidentProjection>> {
  const sort = page.sort ?? 'opened';
  const ascending = page.order === 'asc';
  return keysetPage(
    db,
    org,
    {
      ...seekIncidents(page, org),
      shown: { table: 'incident', id: 'id', columns: 't.body AS body' },
      limit: page.limit,
      cursor: page.cursor,
      ascending,
      sort: sort === 'opened' && !ascending ? undefined : `${sort}${ascending ? '-asc' : ''}`,
    },
    (r: Row & { body: string }) => IncidentProjection.parse(JSON.parse(r.body)),
  );
}

export async function getIncident(db: D1Database, org: string, id: string): Promise<IncidentProjection | undefined> {
  const row = await db
    .prepare('SELECT body FROM incident WHERE id = ? AND org = ?')
    .bind(id, org)
    .first<{ body: string }>();
  return row ? IncidentProjection.parse(JSON.parse(row.body)) : undefined;
}
