import type { CorrelationSpec } from '../../src/detect/correlation/types.ts';
import type { SqlLike } from '../../src/kit/sql.ts';

/** What says whose a group is; kept as text beside its segments. */
export interface Who {
  readonly group: readonly (string | null)[];
  readonly foreign: boolean;
}

/** Address of a segment. */
export interface Place {
  readonly rule: number;
  readonly grp: string;
  readonly start: number;
}

export interface SegmentRow extends Place {
  readonly who: string;
  readonly body: string;
  readonly bytes: number;
  readonly draft: string | null;
}

export interface NewSegment extends Omit<SegmentRow, 'bytes'> {
  /** When it may be forgotten */
  readonly expires: number;
  /** When it is to be judged, if it waits for that */
  readonly due: number | null;
}

export interface RuleRow {
  readonly id: number;
  readonly spec: CorrelationSpec;
  readonly rows: number;
  readonly bytes: number;
}

/** A row is more than its texts: keys, times, index entries. */
const ROW_OVERHEAD_BYTES = 200;

/** Rows of one shard. Synchronous: callers choose the transaction. */
export class CorrelationWindowStore {
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

  /** The number of a correlation in one version; what another version remembered runs out by itself. */
  rule(spec: CorrelationSpec): number {
    this.sql.exec(
      'INSERT INTO rule (correlation, version, spec, rows, bytes) VALUES (?, ?, ?, 0, 0) ON CONFLICT (correlation, version) DO NOTHING',
      spec.id,
      spec.version,
      JSON.stringify(spec),
    );
    return this.sql
      .exec<{ id: number }>('SELECT id FROM rule WHERE correlation = ? AND version = ?', spec.id, spec.version)
      .one().id;
  }

  rules(): RuleRow[] {
    return this.sql
      .exec<{ id: number; spec: string; rows: number; bytes: number }>('SELECT id, spec, rows, bytes FROM rule')
      .toArray()
      .map((r) => ({ ...r, spec: JSON.parse(r.spec) as CorrelationSpec }));
  }

  segments(places: readonly Place[]): SegmentRow[] {
    return this.sql
      .exec<{
        rule: number;
        grp: string;
        start: number;
        who: string;
        body: string;
        bytes: number;
        draft: string | null;
      }>(
        `SELECT s.rule, s.grp, s.start, s.who, s.body, s.bytes, s.draft FROM json_each(?) p
         JOIN segment s ON s.rule = p.value ->> 0 AND s.grp = p.value ->> 1 AND s.start = p.value ->> 2`,
        JSON.stringify(places.map((p) => [p.rule, p.grp, p.start])),
      )
      .toArray();
  }

  /** Writes a segment; `before` is its row as it was read. */
  put(segment: NewSegment, before: SegmentRow | undefined, now: number): void {
    const { rule, grp, start, who, body, draft, expires, due } = segment;
    const bytes = body.length + who.length + (draft?.length ?? 0) + ROW_OVERHEAD_BYTES;
    this.sql.exec(
      `INSERT INTO segment (rule, grp, start, who, body, draft, bytes, touched, expires, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (rule, grp, start) DO UPDATE SET body = excluded.body, draft = excluded.draft, bytes = excluded.bytes,
         touched = excluded.touched, expires = excluded.expires, due = excluded.due`,
      rule,
      grp,
      start,
      who,
      body,
      draft,
      bytes,
      now,
      expires,
      due,
    );
    this.account(rule, before === undefined ? 1 : 0, bytes - (before?.bytes ?? 0));
  }

  private account(rule: number, rows: number, bytes: number): void {
    this.sql.exec('UPDATE rule SET rows = rows + ?, bytes = bytes + ? WHERE id = ?', rows, bytes, rule);
  }

  /** Segments to be judged by now, the earliest first. */
  due(now: number, limit: number): Place[] {
    return this.sql
      .exec<{ rule: number; grp: string; start: number }>(
        'SELECT rule, grp, start FROM segment WHERE due <= ? ORDER BY due, start LIMIT ?',
        now,
        limit,
      )
      .toArray();
  }

  /** Forgets the segments of one correlation that were touched longest ago; answers how many there were. */
  evict(rule: number, count: number): number {
    return this.remove('SELECT id FROM segment WHERE rule = ? ORDER BY touched, id LIMIT ?', rule, count);
  }
  /** Forgets what has run out, at most `limit` at a time. */
  sweep(now: number, limit: number): number {
    const swept = this.remove('SELECT id FROM segment WHERE expires <= ? ORDER BY expires LIMIT ?', now, limit);
    this.sql.exec('DELETE FROM rule WHERE rows = 0');
    return swept;
  }

  private remove(select: string, ...bindings: readonly unknown[]): number {
    const ids = this.sql.exec<{ id: number }>(select, ...bindings).toArray();
    if (ids.length === 0) return 0;
    const list = JSON.stringify(ids.map((r) => r.id));
    const sums = this.sql
      .exec<{ rule: number; n: number; bytes: number }>(
        'SELECT rule, COUNT(*) AS n, SUM(bytes) AS bytes FROM segment WHERE id IN (SELECT value FROM json_each(?)) GROUP BY rule',
        list,
      )
      .toArray();
    this.sql.exec('DELETE FROM segment WHERE id IN (SELECT value FROM json_each(?))', list);
    for (const { rule, n, bytes } of sums) this.account(rule, -n, -bytes);
    return ids.length;
  }

  /** When a segment is to be judged next. */
  nextDue(): number | undefined {
    return this.earliest('SELECT MIN(due) AS at FROM segment WHERE due IS NOT NULL');
  }
  /** When a segment may be forgotten next. */
  nextExpiry(): number | undefined {
    return this.earliest('SELECT MIN(expires) AS at FROM segment');
  }
  private earliest(query: string): number | undefined {
    return this.sql.exec<{ at: number | null }>(query).one().at ?? undefined;
  }
}
