import type { Finding } from '../../src/contracts/finding.ts';
import type { Comment } from '../../src/contracts/incident.ts';
import { NO_HASH } from '../../src/contracts/ledger.ts';
import { hashEvent, type LoggedEvent } from '../../src/incident/log.ts';
import type { EventOf, IncidentEvent } from '../../src/incident/events.ts';
import type { IncidentState } from '../../src/incident/state.ts';
import { migrate, type SqlLike } from '../../src/kit/sql.ts';
import { MIGRATIONS } from './migrations.ts';

type Row = { seq: number; id: string; type: string; at: number; body: string; prev_hash: string; hash: string };

/** The incident's rows: its log and the snapshot that the log adds up to. */
export class IncidentStore {
  private readonly sql: SqlLike;
  private ready = false;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  /** Whether anything was ever written here; asks without creating a table, for a stranger's question must leave no trace. */
  exists(): boolean {
    return this.sql.exec<{ n: number }>("SELECT count(*) AS n FROM sqlite_master WHERE name = 'snapshot'").one().n > 0;
  }

  prepare(): void {
    if (this.ready) return;
    migrate(this.sql, MIGRATIONS);
    this.ready = true;
  }

  load(): { seq: number; hash: string; state: IncidentState } | undefined {
    const row = this.sql
      .exec<{ seq: number; state: string; hash: string }>(
        'SELECT s.seq AS seq, s.state AS state, e.hash AS hash FROM snapshot s JOIN event e ON e.seq = s.seq',
      )
      .toArray()[0];
    return row && { seq: row.seq, hash: row.hash, state: JSON.parse(row.state) as IncidentState };
  }

  has(id: string): boolean {
    return this.sql.exec<{ n: number }>('SELECT count(*) AS n FROM event WHERE id = ?', id).one().n > 0;
  }

  /** Appends one event to the chain; returns its hash. */
  append(seq: number, event: IncidentEvent, previous: string | undefined): string {
    const prev = previous ?? NO_HASH;
    const hash = hashEvent(seq, event, prev);
    this.sql.exec(
      'INSERT INTO event (seq, id, type, at, body, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
      seq,
      event.id,
      event.type,
      event.at,
      JSON.stringify(event.body),
      prev,
      hash,
    );
    return hash;
  }

  save(seq: number, reducer: string, state: IncidentState): void {
    this.sql.exec(
      'INSERT INTO snapshot (one, seq, reducer, state) VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, reducer = excluded.reducer, state = excluded.state',
      seq,
      reducer,
      JSON.stringify(state),
    );
  }

  log(): LoggedEvent[] {
    return this.sql
      .exec<Row>('SELECT seq, id, type, at, body, prev_hash, hash FROM event ORDER BY seq')
      .toArray()
      .map((r) => ({
        seq: r.seq,
        event: { id: r.id, type: r.type, at: r.at, body: JSON.parse(r.body) } as IncidentEvent,
        hash: r.hash,
      }));
  }

  /** Which reducer the snapshot was written under. */
  reducer(): string {
    return this.sql.exec<{ reducer: string }>('SELECT reducer FROM snapshot').one().reducer;
  }

  /** Findings of the log after line `seq`, in its order, each with its line. */
  findingsAfter(seq: number, limit: number): { seq: number; finding: Finding }[] {
    return this.sql
      .exec<{ seq: number; body: string }>(
        "SELECT seq, body FROM event WHERE type = 'finding_added' AND seq > ? ORDER BY seq LIMIT ?",
        seq,
        limit,
      )
      .toArray()
      .map((r) => ({ seq: r.seq, finding: (JSON.parse(r.body) as { finding: Finding }).finding }));
  }

  /** What people said, in the order in which they did. */
  comments(): Comment[] {
    return this.sql
      .exec<{ at: number; body: string }>("SELECT at, body FROM event WHERE type = 'commented' ORDER BY seq")
      .toArray()
      .map((r) => {
        const { comment, actor, text } = JSON.parse(r.body) as EventOf<'commented'>['body'];
        return { id: comment, actor, text, at: r.at };
      });
  }

  /** Findings of the log, strongest first: what agents are shown. */
  findings(limit: number): Finding[] {
    return this.sql
      .exec<{ body: string }>(
        "SELECT body FROM event WHERE type = 'finding_added' ORDER BY json_extract(body, '$.finding.severity') DESC, seq LIMIT ?",
        limit,
      )
      .toArray()
      .map((r) => (JSON.parse(r.body) as { finding: Finding }).finding);
  }
}
