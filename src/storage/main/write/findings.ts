import { entityKey, type Entity } from '../../../contracts/entity.ts';
import type { Finding } from '../../../contracts/finding.ts';
import { columns, jsonStatements } from './json-rows.ts';
import { survivorOf } from './merges.ts';

export interface AssignedFinding {
  readonly finding: Finding;
  /** Null while it waits in the correlator. */
  readonly incident: string | null;
}

const FINDING_SQL = `INSERT INTO finding (id, org, incident, kind, rule_id, title, severity, confidence, time, accepted_at, detected_at, source, delivery, event_id, account, region, body)
  SELECT value ->> 0, value ->> 1, ${survivorOf('value ->> 1', 'value ->> 2')}, ${columns(17, 3)} FROM json_each(?1) WHERE true
  ON CONFLICT (id) DO UPDATE SET incident = excluded.incident
  WHERE finding.org = excluded.org AND finding.incident IS NULL AND excluded.incident IS NOT NULL`;

const ENTITY_SQL = `INSERT INTO entity (org, type, id, incident, first_seen, last_seen)
  SELECT ${columns(3)}, ${survivorOf('value ->> 0', 'value ->> 3')}, ${columns(6, 4)} FROM json_each(?1) WHERE true
  ON CONFLICT (org, type, id, incident) DO UPDATE SET
    first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
  WHERE excluded.first_seen < first_seen OR excluded.last_seen > last_seen`;

/**
 * Findings with their incident, or the one that it lives on in if it was merged meanwhile: the first writing stands, except
 * that a finding without an incident may still get one.
 */
export function upsertFindings(db: D1Database, org: string, rows: readonly AssignedFinding[]): D1PreparedStatement[] {
  return jsonStatements(
    db,
    FINDING_SQL,
    rows.map(({ finding: f, incident }) => {
      if (f.org !== org) throw new Error(`a finding of ${f.org} was about to be written for ${org}`);
      return [
        f.id,
        f.org,
        incident,
        f.kind,
        f.rule.id,
        f.title,
        f.severity,
        f.confidence,
        f.time,
        f.acceptedAt,
        f.detectedAt,
        f.source,
        f.delivery,
        f.eventId,
        f.account ?? null,
        f.region ?? null,
        JSON.stringify(f),
      ];
    }),
  );
}

/** Which entities each incident is about, and when they were seen (event time, ms). */
export function upsertEntities(db: D1Database, org: string, rows: readonly AssignedFinding[]): D1PreparedStatement[] {
  const seen = new Map<string, { entity: Entity; incident: string; first: number; last: number }>();
  for (const { finding, incident } of rows) {
    if (incident === null) continue;
    for (const entity of finding.entities) {
      const key = `${incident}|${entityKey(entity)}`;
      const known = seen.get(key);
      if (!known) seen.set(key, { entity, incident, first: finding.time, last: finding.time });
      else {
        known.first = Math.min(known.first, finding.time);
        known.last = Math.max(known.last, finding.time);
      }
    }
  }
  return jsonStatements(
    db,
    ENTITY_SQL,
    [...seen.values()].map((s) => [org, s.entity.type, s.entity.id, s.incident, s.first, s.last]),
  );
}
