import type { PullMessage } from '../../src/contracts/pull.ts';
import type { SqlLike } from '../../src/kit/sql.ts';
import type { BeginReply, Failing, Progress, Verdict } from '../../src/pull/book.ts';
import { AWAY_TRIES_MOST, KNOWN_MS, LEASE_MS, retryAfterMs, TRIES_MOST } from '../../src/pull/limits.ts';

type State = 'open' | Verdict;
interface Row extends Record<string, string | number | null> {
  state: State;
  fence: number;
  until: number;
  tries: number;
  most: number;
  records: number;
  pieces: number;
  reason: string | null;
}

/** After its lease an object waits this long for its announcement to come again by itself. */
const GRACE_MS = 5_000;
/** Sent round again, and again if nobody began it. */
const RESEND_MS = 10 * 60_000;
const RESEND_FAILED_MS = 15_000;
const REASON_MOST_CHARS = 500;

/** A bucket's objects and how far each is. Synchronous: calls without an `await` between are one transaction. */
export class PullStore {
  private readonly sql: SqlLike;
  private readonly leaseMs: number;
  constructor(sql: SqlLike, leaseMs: number = LEASE_MS) {
    this.sql = sql;
    this.leaseMs = leaseMs;
  }

  begin(id: string, message: PullMessage, now: number): BeginReply {
    const row = this.row(id);
    if (row === undefined) {
      this.sql.exec(
        `INSERT INTO object (id, state, fence, until, due, tries, most, records, pieces, reason, message, at)
         VALUES (?, 'open', 1, ?, ?, 1, ?, 0, 0, NULL, ?, ?)`,
        id,
        now + this.leaseMs,
        now + this.leaseMs + GRACE_MS,
        TRIES_MOST,
        JSON.stringify({ ...message, again: undefined, held: true }),
        now,
      );
      return { state: 'yours', fence: 1, records: 0, pieces: 0 };
    }
    const asked = message.again === true;
    if (row.state === 'open' ? row.until > now : !(row.state === 'dead' && asked))
      return { state: row.state === 'open' ? 'busy' : 'known' };
    const hopeless = row.state === 'open' && row.tries >= row.most && !asked;
    const fence = row.fence + 1;
    const tries = asked ? 1 : hopeless ? row.tries : row.tries + 1;
    this.sql.exec(
      `UPDATE object SET state = 'open', fence = ?, until = ?, due = ?, tries = ?, message = ?, at = ? WHERE id = ?`,
      fence,
      now + this.leaseMs,
      now + this.leaseMs + GRACE_MS,
      tries,
      JSON.stringify({ ...message, again: undefined, held: true }),
      now,
      id,
    );
    const begun = { fence, records: row.records, pieces: row.pieces };
    return hopeless
      ? { state: 'hopeless', ...begun, reason: row.reason ?? 'every try broke off before any of it was handed on' }
      : { state: 'yours', ...begun };
  }

  /** Whoever gets on has its tries back. */
  progress(id: string, fence: number, progress: Progress, now: number): boolean {
    const row = this.held(id, fence);
    if (!row) return false;
    this.sql.exec(
      'UPDATE object SET records = ?, pieces = ?, until = ?, due = ?, tries = ? WHERE id = ?',
      progress.records,
      progress.pieces,
      now + this.leaseMs,
      now + this.leaseMs + GRACE_MS,
      progress.records > row.records ? 1 : row.tries,
      id,
    );
    return true;
  }

  end(id: string, fence: number, verdict: Verdict, progress: Progress, now: number): boolean {
    if (!this.held(id, fence)) return false;
    this.close(id, verdict, progress, now);
    return true;
  }

  failed(id: string, fence: number, failing: Failing, now: number): 'again' | 'hopeless' | 'overtaken' {
    const row = this.held(id, fence);
    if (!row) return 'overtaken';
    const { how, reason, waitMs } = failing;
    const most = how === 'away' ? AWAY_TRIES_MOST : TRIES_MOST;
    if (how !== 'full' && row.tries >= most) {
      // Its reader has the lease's time to write the letter; else the next one has the reason.
      this.sql.exec(
        'UPDATE object SET until = ?, due = ?, reason = ?, most = ? WHERE id = ?',
        now + this.leaseMs,
        now + this.leaseMs + GRACE_MS,
        reason.slice(0, REASON_MOST_CHARS),
        most,
        id,
      );
      return 'hopeless';
    }
    this.sql.exec(
      'UPDATE object SET until = ?, due = ?, reason = ?, tries = ?, most = ? WHERE id = ?',
      now,
      now + (waitMs ?? retryAfterMs(row.tries)),
      reason.slice(0, REASON_MOST_CHARS),
      how === 'full' ? row.tries - 1 : row.tries,
      most,
      id,
    );
    return 'again';
  }

  count(what: string): void {
    this.sql.exec('INSERT INTO tally (what, n) VALUES (?, 1) ON CONFLICT (what) DO UPDATE SET n = n + 1', what);
  }

  tally(): Record<string, number> {
    const rows = this.sql.exec<{ what: string; n: number }>('SELECT what, n FROM tally').toArray();
    return Object.fromEntries(rows.map((r) => [r.what, r.n]));
  }

  /** What nothing is heard of, the longest first. */
  due(now: number, most: number): { id: string; message: PullMessage }[] {
    return this.sql
      .exec<{ id: string; message: string }>(
        "SELECT id, message FROM object WHERE due <= ? AND state = 'open' AND message IS NOT NULL ORDER BY due LIMIT ?",
        now,
        most,
      )
      .toArray()
      .map(({ id, message }) => ({ id, message: JSON.parse(message) as PullMessage }));
  }

  /** They were sent round again, or could not be: then it is tried soon. */
  resent(ids: readonly string[], sent: boolean, now: number): void {
    for (const id of ids)
      this.sql.exec(
        "UPDATE object SET due = ? WHERE id = ? AND state = 'open' AND due <= ?",
        now + (sent ? RESEND_MS : RESEND_FAILED_MS),
        id,
        now,
      );
  }

  nextDue(): number | undefined {
    // Without the condition the index, which has only what is due, does not serve, and all that is over is read through.
    return (
      this.sql.exec<{ due: number | null }>('SELECT MIN(due) AS due FROM object WHERE due IS NOT NULL').one().due ??
      undefined
    );
  }

  /** Forgets what was over long ago. */
  purge(now: number): void {
    this.sql.exec("DELETE FROM object WHERE at < ? AND state <> 'open'", now - KNOWN_MS);
  }

  private row(id: string): Row | undefined {
    return this.sql
      .exec<Row>('SELECT state, fence, until, tries, most, records, pieces, reason FROM object WHERE id = ?', id)
      .toArray()[0];
  }

  private held(id: string, fence: number): Row | undefined {
    const row = this.row(id);
    return row?.state === 'open' && row.fence === fence ? row : undefined;
  }

  private close(id: string, verdict: Verdict, progress: Progress, now: number): void {
    this.sql.exec(
      'UPDATE object SET state = ?, until = 0, due = NULL, records = ?, pieces = ?, reason = NULL, message = NULL, at = ? WHERE id = ?',
      verdict,
      progress.records,
      progress.pieces,
      now,
      id,
    );
    this.count(verdict);
  }
}
