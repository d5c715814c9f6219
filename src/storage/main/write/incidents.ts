import type { IncidentProjection } from '../../../contracts/incident.ts';
import { columns, jsonStatements } from './json-rows.ts';
import { moveMerged } from './merges.ts';

const INCIDENT_COLUMNS =
  'id, org, seq, title, severity, risk, phase, opened_at, updated_at, closed_at, accepted_at, next_due, finding_count, body, assignee, merged_into, first_event_at, contained_at, released_at, techniques';
const INCIDENTS = `INSERT INTO incident (${INCIDENT_COLUMNS}) SELECT ${columns(20)} FROM json_each(?1) WHERE true
ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, title = excluded.title, severity = excluded.severity, risk = excluded.risk,
phase = excluded.phase, updated_at = excluded.updated_at, closed_at = excluded.closed_at, accepted_at = excluded.accepted_at,
next_due = excluded.next_due, finding_count = excluded.finding_count, body = excluded.body,
assignee = excluded.assignee, merged_into = excluded.merged_into, first_event_at = excluded.first_event_at,
contained_at = excluded.contained_at, released_at = excluded.released_at, techniques = excluded.techniques
WHERE excluded.seq >= incident.seq AND excluded.org = incident.org`;

const ACTIONS = `INSERT INTO action (op_id, org, incident, seq, action, target, state, proof, lease_until, updated_at, body)
SELECT ${columns(11)} FROM json_each(?1) WHERE true
ON CONFLICT (op_id) DO UPDATE SET seq = excluded.seq, state = excluded.state, proof = excluded.proof,
lease_until = excluded.lease_until, updated_at = excluded.updated_at, body = excluded.body
WHERE excluded.seq >= action.seq AND excluded.org = action.org`;

const incidentRow = (p: IncidentProjection) => [
  p.id,
  p.org,
  p.seq,
  p.title,
  p.severity,
  p.risk,
  p.phase,
  p.openedAt,
  p.updatedAt,
  p.closedAt ?? null,
  p.acceptedAt,
  p.nextDue ?? null,
  p.findingCount,
  JSON.stringify(p),
  p.assignee ?? null,
  p.mergedInto ?? null,
  p.firstEventAt ?? null,
  p.containedAt ?? null,
  p.releasedAt ?? null,
  p.techniques.length === 0 ? '' : ` ${p.techniques.join(' ')} `,
];

/** The newest projection of each incident: one queue batch may hold several. */
function newest(projections: readonly IncidentProjection[]): IncidentProjection[] {
  const byId = new Map<string, IncidentProjection>();
  for (const p of projections) if ((byId.get(p.id)?.seq ?? -1) <= p.seq) byId.set(p.id, p);
  return [...byId.values()];
}

/** Writes what incidents look like now, and their actions, and moves what stands under merged ones; an older projection never overwrites a newer one. */
export async function writeProjections(db: D1Database, projections: readonly IncidentProjection[]): Promise<void> {
  const rows = newest(projections);
  const actions = rows.flatMap((p) =>
    p.actions.map((a) => [
      a.opId,
      p.org,
      p.id,
      p.seq,
      a.action,
      a.target,
      a.state,
      a.proof,
      a.leaseUntil ?? null,
      p.updatedAt,
      JSON.stringify(a),
    ]),
  );
  const statements = [
    ...jsonStatements(db, INCIDENTS, rows.map(incidentRow)),
    ...jsonStatements(db, ACTIONS, actions),
    ...rows.filter((p) => p.mergedInto !== undefined).flatMap((p) => moveMerged(db, p.org, p.id)),
  ];
  if (statements.length > 0) await db.batch(statements);
}

/** Incidents whose time has passed by `now`, earliest first: the objects that a cron wakes. */
export async function dueIncidents(db: D1Database, now: number, limit: number): Promise<{ id: string }[]> {
  const { results } = await db
    .prepare('SELECT id FROM incident WHERE next_due <= ? ORDER BY next_due LIMIT ?')
    .bind(now, limit)
    .all<{ id: string }>();
  return results;
}
