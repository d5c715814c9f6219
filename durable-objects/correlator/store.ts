import type { Finding } from '../../src/contracts/finding.ts';
import { linkKeys } from '../../src/correlate/keys.ts';
import type { Decision, Known, Link } from '../../src/correlate/types.ts';
import type { SqlLike } from '../../src/kit/sql.ts';

/** Of one key's waiting findings the newest are looked at: more of the same says nothing new. */
const WAITING_MAX_PER_LOOKUP = 500;

/** Most rows that a table keeps; the oldest go first. */
export interface StoreBounds {
  readonly assignments: number;
  readonly links: number;
  readonly waiting: number;
}

/** Rows of one organisation's correlator. Synchronous: callers choose the transaction. */
export class CorrelatorStore {
  private readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  meta(key: string): string | undefined {
    return this.sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value;
  }
  setMeta(key: string, value: string): void {
    this.sql.exec('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', key, value);
  }

  /** All that touches these findings. */
  known(findings: readonly Finding[]): Known {
    const assigned = new Map(
      this.sql
        .exec<{ finding: string; incident: string }>(
          'SELECT finding, incident FROM assignment WHERE finding IN (SELECT value FROM json_each(?))',
          JSON.stringify(findings.map((f) => f.id)),
        )
        .toArray()
        .map((r) => [r.finding, r.incident]),
    );
    const keys = new Set<string>();
    for (const f of findings) {
      if (assigned.has(f.id)) continue;
      const k = linkKeys(f);
      for (const key of k.strong) keys.add(key);
      for (const key of k.weak) keys.add(key);
    }
    if (keys.size === 0) return { assigned, links: [], waiting: [] };
    const list = JSON.stringify([...keys]);
    const links = this.sql
      .exec<{ key: string; incident: string; openedAt: number; first: number; last: number }>(
        `SELECT l.key, r.id AS incident, r.opened_at AS openedAt, l.first, l.last
         FROM json_each(?) k JOIN link l ON l.key = k.value JOIN incident i ON i.id = l.incident
         JOIN incident r ON r.id = COALESCE(i.merged_into, i.id)`,
        list,
      )
      .toArray() satisfies Link[];
    const waiting = this.sql
      .exec<{ body: string }>(
        `SELECT body FROM waiting WHERE incident IS NULL AND finding IN
           (SELECT w.finding FROM json_each(?) k JOIN waiting_key w ON w.key = k.value)
         ORDER BY at DESC LIMIT ?`,
        list,
        WAITING_MAX_PER_LOOKUP,
      )
      .toArray()
      .map((r) => JSON.parse(r.body) as Finding);
    return { assigned, links, waiting };
  }

  /** Writes a decision down. `openedAt` orders incidents by age and never goes back. */
  apply(decision: Decision, known: Known, now: number): void {
    const fresh = [...decision.assignments].filter(([finding]) => !known.assigned.has(finding));
    this.sql.exec(
      `INSERT INTO assignment (finding, incident, at) SELECT value ->> 0, value ->> 1, ?2 FROM json_each(?1) WHERE true ON CONFLICT (finding) DO NOTHING`,
      JSON.stringify(fresh),
      now,
    );
    for (const id of decision.opened)
      this.sql.exec(
        'INSERT INTO incident (id, opened_at, at) VALUES (?1, ?2, ?2) ON CONFLICT (id) DO NOTHING',
        id,
        now,
      );
    for (const { from, into } of decision.merges)
      this.sql.exec('UPDATE incident SET merged_into = ?2 WHERE id = ?1 OR merged_into = ?1', from, into);
    this.sql.exec(
      `INSERT INTO link (key, incident, first, last, at)
         SELECT value ->> 'key', value ->> 'incident', value ->> 'first', value ->> 'last', ?2 FROM json_each(?1) WHERE true
       ON CONFLICT (key, incident) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last), at = excluded.at`,
      JSON.stringify(decision.links),
      now,
    );
    for (const f of decision.attached)
      this.sql.exec('UPDATE waiting SET incident = ? WHERE finding = ?', decision.assignments.get(f.id)!, f.id);
    for (const f of decision.waiting) {
      const k = linkKeys(f);
      this.sql.exec(
        'INSERT INTO waiting (finding, at, body) VALUES (?, ?, ?) ON CONFLICT (finding) DO NOTHING',
        f.id,
        now,
        JSON.stringify(f),
      );
      this.sql.exec(
        'INSERT INTO waiting_key (key, finding) SELECT value, ?2 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING',
        JSON.stringify([...k.strong, ...k.weak, ...(k.actor === undefined ? [] : [k.actor])]),
        f.id,
      );
    }
  }

  /** Findings that waited, were attached to these incidents and are not settled yet. */
  unsettled(incidents: readonly string[]): { incident: string; finding: Finding }[] {
    return this.sql
      .exec<{ incident: string; body: string }>(
        'SELECT incident, body FROM waiting WHERE incident IN (SELECT value FROM json_each(?))',
        JSON.stringify(incidents),
      )
      .toArray()
      .map((r) => ({ incident: r.incident, finding: JSON.parse(r.body) as Finding }));
  }

  settle(findings: readonly string[]): void {
    const list = JSON.stringify(findings);
    this.sql.exec('DELETE FROM waiting_key WHERE finding IN (SELECT value FROM json_each(?))', list);
    this.sql.exec(
      'DELETE FROM waiting WHERE incident IS NOT NULL AND finding IN (SELECT value FROM json_each(?))',
      list,
    );
  }

  /** Forgets what is older than `before` (our clock) or over the bounds. Attached findings that are not settled stay. */
  purge(before: number, bounds: StoreBounds): void {
    const oldest = (table: string, keep: number): number =>
      this.sql.exec<{ at: number }>(`SELECT at FROM ${table} ORDER BY at DESC LIMIT 1 OFFSET ?`, keep).toArray()[0]
        ?.at ?? 0;
    this.sql.exec('DELETE FROM assignment WHERE at < ?', Math.max(before, oldest('assignment', bounds.assignments)));
    this.sql.exec('DELETE FROM link WHERE at < ?', Math.max(before, oldest('link', bounds.links)));
    this.sql.exec(
      'DELETE FROM waiting WHERE incident IS NULL AND at < ?',
      Math.max(before, oldest('waiting', bounds.waiting)),
    );
    this.sql.exec('DELETE FROM waiting_key WHERE finding NOT IN (SELECT finding FROM waiting)');
    this.sql.exec(
      'DELETE FROM incident WHERE at < ? AND id NOT IN (SELECT incident FROM link) AND id NOT IN (SELECT merged_into FROM incident WHERE merged_into IS NOT NULL)',
      before,
    );
  }

  isEmpty(): boolean {
    return (
      this.sql
        .exec<{ n: number }>('SELECT EXISTS (SELECT 1 FROM assignment) OR EXISTS (SELECT 1 FROM waiting) AS n')
        .one().n === 0
    );
  }
}
