import { deterministicId } from '../../src/kit/ids.ts';
import { Outbox } from '../../src/kit/outbox.ts';
import { migrate, type SqlLike } from '../../src/kit/sql.ts';
import { lockNameBeside } from '../../src/respond/custody/names.ts';
import {
  freshRecord,
  NO_INCIDENT,
  type CustodyRecord,
  type Input,
  type Outputs,
} from '../../src/respond/custody/state.ts';
import { migrations } from './migrations.ts';

/** When an operation's last report is repeated: local queues lose what is in flight when they are killed. */
const REMIND_AFTER_MS = [10_000, 60_000];

/** Transitions kept for whoever must find out what happened. */
const JOURNAL_MOST = 500;

/** The custodian's SQLite: one record, the effects that wait to leave, and a journal of what moved. */
export class CustodianStore {
  readonly outbox: Outbox;
  readonly #sql: SqlLike;
  readonly #name: string;

  constructor(sql: SqlLike, name: string) {
    this.#sql = sql;
    this.#name = name;
    this.outbox = new Outbox(sql);
  }

  migrate(): void {
    migrate(this.#sql, migrations);
  }

  load(): { record: CustodyRecord; revision: number } {
    const row = this.#sql
      .exec<{ revision: number; record: string }>('SELECT revision, record FROM custody WHERE id = 1')
      .toArray()[0];
    if (!row) return { record: freshRecord(this.#name), revision: 0 };
    return { record: JSON.parse(row.record) as CustodyRecord, revision: row.revision };
  }

  /** Writes a transition whole: the record, what leaves because of it, and its line in the journal. */
  save(revision: number, record: CustodyRecord, input: Input, out: Outputs): void {
    this.#sql.exec(
      'INSERT INTO custody (id, revision, record) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, record = excluded.record',
      revision,
      JSON.stringify(record),
    );
    for (const job of out.jobs) this.outbox.add(`job:${job.fence}`, 'step', job, input.now);
    for (const r of out.reports) {
      if (r.incident === NO_INCIDENT) continue; // nobody to tell
      const id = deterministicId('ev', this.#name, r.opId, String(revision));
      const report = { v: 1, kind: 'custody', id, org: r.org, incident: r.incident, opId: r.opId, at: input.now };
      this.outbox.add(id, 'report', report, input.now);
      // The same report again, later: a receiver that has it drops it, one whose queue lost it does not.
      for (const [n, delayMs] of REMIND_AFTER_MS.entries()) {
        this.outbox.done(`remind:${n}:${r.opId}`);
        this.outbox.add(`remind:${n}:${r.opId}`, 'report', report, input.now + delayMs);
      }
    }
    for (const l of out.locks) {
      const body = { custodian: lockNameBeside(this.#name, l.lock), lock: l.lock, opId: l.opId };
      this.outbox.add(`${l.do}:${l.opId}:${l.lock}:${revision}`, l.do, body, input.now);
    }
    this.#journal(revision, record, input);
  }

  #journal(revision: number, record: CustodyRecord, input: Input): void {
    const step = record.pending?.kind === 'job' ? record.pending.step : '';
    this.#sql.exec(
      'INSERT INTO journal (revision, at, input, phase, fence, step, detail) VALUES (?, ?, ?, ?, ?, ?, ?)',
      revision,
      input.now,
      input.type === 'observe' ? `observe:${input.outcome.kind}` : input.type,
      record.phase,
      record.fence,
      step,
      record.detail.slice(0, 300),
    );
    this.#sql.exec('DELETE FROM journal WHERE revision <= ?', revision - JOURNAL_MOST);
  }
}
