import { NotifyJob } from '../../src/contracts/agents.ts';
import type { SqlLike } from '../../src/kit/sql.ts';

/** Notices of one incident that are kept: what came before is shown already. */
const KEPT_JOBS = 400;

export interface Sent {
  /** Slack's id of the message; null: it could not be posted and is not tried again until it says something else. */
  readonly ts: string | null;
  readonly channel: string | null;
  readonly digest: string;
}

/** What a notice board remembers. Synchronous: several calls without an `await` between are one transaction. */
export class NoticeStore {
  private readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  /** Keeps a notice; the same again changes nothing. True if it is new. */
  add(job: NotifyJob, now: number): boolean {
    const known = this.sql.exec('SELECT 1 AS one FROM job WHERE id = ?', job.job).toArray().length > 0;
    if (known) return false;
    this.sql.exec('INSERT INTO job (id, body, at) VALUES (?, ?, ?)', job.job, JSON.stringify(job), now);
    this.sql.exec('DELETE FROM job WHERE n <= (SELECT MAX(n) FROM job) - ?', KEPT_JOBS);
    return true;
  }

  jobs(): NotifyJob[] {
    const rows = this.sql.exec<{ body: string }>('SELECT body FROM job ORDER BY n').toArray();
    return rows.map((r) => NotifyJob.parse(JSON.parse(r.body)));
  }

  /** When the last notice came, ms. */
  lastAt(): number | undefined {
    return this.sql.exec<{ at: number | null }>('SELECT MAX(at) AS at FROM job').one().at ?? undefined;
  }

  sent(key: string): Sent | undefined {
    return this.sql
      .exec<{ ts: string | null; channel: string | null; digest: string }>(
        'SELECT ts, channel, digest FROM sent WHERE key = ?',
        key,
      )
      .toArray()[0];
  }

  setSent(key: string, sent: Sent, now: number): void {
    this.sql.exec(
      'INSERT OR REPLACE INTO sent (key, ts, channel, digest, at) VALUES (?, ?, ?, ?, ?)',
      key,
      sent.ts,
      sent.channel,
      sent.digest,
      now,
    );
  }

  forget(key: string): void {
    this.sql.exec('DELETE FROM sent WHERE key = ?', key);
  }

  /** Messages that were put into the thread since, for the flood rule. */
  notesSince(at: number): number {
    return this.sql
      .exec<{ n: number }>(
        "SELECT COUNT(DISTINCT ts) AS n FROM sent WHERE key LIKE 'note:%' AND ts IS NOT NULL AND at > ?",
        at,
      )
      .one().n;
  }

  isTold(channel: string, job: string): boolean {
    return this.sql.exec('SELECT 1 AS one FROM told WHERE channel = ? AND job = ?', channel, job).toArray().length > 0;
  }

  setTold(channel: string, job: string): void {
    this.sql.exec('INSERT OR IGNORE INTO told (channel, job) VALUES (?, ?)', channel, job);
  }

  meta(key: string): string | undefined {
    return this.sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0]?.value;
  }

  setMeta(key: string, value: string | undefined): void {
    if (value === undefined) this.sql.exec('DELETE FROM meta WHERE key = ?', key);
    else this.sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, value);
  }
}
