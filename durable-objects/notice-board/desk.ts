import { NotifyJob, type Report } from '../../src/contracts/agents.ts';
import { DAY_MS, SECOND_MS } from '../../src/kit/clock.ts';
import type { SqlLike } from '../../src/kit/sql.ts';
import { migrate } from '../../src/kit/sql.ts';
import type { Fetch } from '../../src/notify/post.ts';
import type { Channels } from '../../src/notify/settings.ts';
import type { Due, PassDeps } from './channel.ts';
import { NOTICE_MIGRATIONS } from './migrations.ts';
import { pagerPass, webhookPass } from './other-passes.ts';
import { slackPass } from './slack-pass.ts';
import { NoticeStore } from './store.ts';

export interface DeskDeps {
  readonly sql: SqlLike;
  readonly setAlarm: (at: number) => Promise<void>;
  /** Forgets everything. */
  readonly clear: () => Promise<void>;
  readonly channelsOf: (org: string) => Channels;
  readonly fetch: Fetch;
  readonly report: (report: Report) => Promise<void>;
  readonly writeLine: (line: string) => void;
  readonly now: () => number;
}

/** If an alarm dies half-way the next one comes by itself. */
const SAFETY_MS = 60 * SECOND_MS;
/** Nothing came for this long: the messages stand as they are, and what is known of them is forgotten. */
const FORGET_AFTER_MS = 180 * DAY_MS;
const FAILED_AGAIN_MS = 30 * SECOND_MS;

/**
 * The notices of one incident and what people were shown of them. Notices are kept first; an alarm then brings each channel nearer
 * to what they say together, so that a restart, an outage or a burst changes when people are told, and never what.
 */
export class NoticeDesk {
  private readonly deps: DeskDeps;
  private readonly store: NoticeStore;
  /** A notice came while a pass was under way. */
  private fresh = false;
  private passing = false;
  constructor(deps: DeskDeps) {
    this.deps = deps;
    this.store = new NoticeStore(deps.sql);
  }

  /** At each start: a past-due alarm cannot be trusted to fire. */
  async start(): Promise<void> {
    migrate(this.deps.sql, NOTICE_MIGRATIONS);
    if (this.store.lastAt() !== undefined) await this.deps.setAlarm(this.deps.now());
  }

  /** Keeps a notice. Done when it is durable; the same again changes nothing. */
  async take(job: NotifyJob): Promise<void> {
    if (!this.store.add(NotifyJob.parse(job), this.deps.now())) return;
    this.fresh = true;
    await this.deps.setAlarm(this.deps.now());
  }

  /** One pass at a time: two at once would both post what neither has posted yet. */
  async alarm(): Promise<void> {
    const { deps } = this;
    await deps.setAlarm(deps.now() + SAFETY_MS);
    if (this.passing) {
      this.fresh = true;
      return;
    }
    this.passing = true;
    try {
      await this.once();
    } finally {
      this.passing = false;
    }
  }

  private async once(): Promise<void> {
    const { deps, store } = this;
    const lastAt = store.lastAt();
    if (lastAt === undefined) return;
    if (lastAt + FORGET_AFTER_MS <= deps.now()) {
      await deps.clear();
      migrate(deps.sql, NOTICE_MIGRATIONS);
      return;
    }
    this.fresh = false;
    const due = await this.pass().catch((cause: unknown) => {
      const message = cause instanceof Error ? cause.message.slice(0, 300) : 'unknown';
      deps.writeLine(JSON.stringify({ level: 'error', event: 'notice_pass_failed', detail: message }));
      return deps.now() + FAILED_AGAIN_MS;
    });
    await deps.setAlarm(this.fresh ? deps.now() : (due ?? lastAt + FORGET_AFTER_MS));
  }

  private async pass(): Promise<Due> {
    const { deps, store } = this;
    const jobs = store.jobs();
    const org = jobs[0]?.org;
    if (org === undefined) return undefined;
    const { fetch, report, writeLine, now } = deps;
    const of: PassDeps = { store, channels: deps.channelsOf(org), fetch, report, writeLine, now };
    // Whom it calls comes first; the channels share no state.
    const dues = await Promise.all([pagerPass(of, jobs), slackPass(of, jobs), webhookPass(of, jobs)]);
    const set = dues.filter((d) => d !== undefined);
    return set.length === 0 ? undefined : Math.min(...set);
  }
}
