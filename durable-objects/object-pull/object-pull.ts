import { DurableObject } from 'cloudflare:workers';
import type { PullMessage } from '../../src/contracts/pull.ts';
import { HOUR_MS } from '../../src/kit/clock.ts';
import { migrate } from '../../src/kit/sql.ts';
import { armAlarm } from '../../src/kit/timers.ts';
import { batchesOf } from '../../src/pull/batches.ts';
import type { BeginReply, Failing, Progress, PullBook, Verdict } from '../../src/pull/book.ts';
import { OBJECT_PULL_MIGRATIONS } from './migrations.ts';
import { PullStore } from './store.ts';

export interface ObjectPullEnv {
  readonly PULLS: Queue<PullMessage>;
  /** How long a reader that gives no sign of life keeps its object, ms; a minute unless set. */
  readonly PULL_LEASE_MS?: string;
}

/** Sent round in one go of the alarm; the next follows at once. */
const RESEND_MOST = 500;
const PURGE_EVERY_MS = HOUR_MS;
/** An alarm that dies half-way is followed by another. */
const ALARM_SAFETY_MS = 30_000;

/**
 * The objects of one bucket of one organisation (`<org>:<bucket>`), each of which is handed on once: who reads it now, how far it is,
 * and what is over. What nothing is heard of is sent round again. A bucket and no source has its own, so that an object that
 * two sources cover is one object.
 */
export class ObjectPull extends DurableObject<ObjectPullEnv> implements PullBook {
  private readonly store: PullStore;
  private purgeAt = 0;

  constructor(ctx: DurableObjectState, env: ObjectPullEnv) {
    super(ctx, env);
    const lease = Number(env.PULL_LEASE_MS);
    this.store = new PullStore(ctx.storage.sql, lease > 0 ? lease : undefined);
    ctx.storage.transactionSync(() => migrate(ctx.storage.sql, OBJECT_PULL_MIGRATIONS));
    void ctx.blockConcurrencyWhile(() => armAlarm(ctx.storage, this.store.nextDue()));
  }

  async begin(id: string, message: PullMessage): Promise<BeginReply> {
    const reply = this.store.begin(id, message, Date.now());
    await armAlarm(this.ctx.storage, this.store.nextDue());
    return reply;
  }
  async progress(id: string, fence: number, progress: Progress): Promise<boolean> {
    return this.store.progress(id, fence, progress, Date.now());
  }
  async end(id: string, fence: number, verdict: Verdict, progress: Progress): Promise<boolean> {
    return this.store.end(id, fence, verdict, progress, Date.now());
  }
  async failed(id: string, fence: number, failing: Failing): Promise<'again' | 'hopeless' | 'overtaken'> {
    const next = this.store.failed(id, fence, failing, Date.now());
    await armAlarm(this.ctx.storage, this.store.nextDue());
    return next;
  }
  async count(what: string): Promise<void> {
    this.store.count(what);
  }
  /** How many objects ended how, and how many of which sort were left where they are. */
  async tally(): Promise<Record<string, number>> {
    return this.store.tally();
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    await this.ctx.storage.setAlarm(now + ALARM_SAFETY_MS);
    await this.sendRound(now);
    if (now >= this.purgeAt) {
      this.store.purge(now);
      this.purgeAt = now + PURGE_EVERY_MS;
    }
    const next = this.store.nextDue();
    if (next === undefined) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.max(next, Date.now() + 1));
  }

  private async sendRound(now: number): Promise<void> {
    for (const batch of batchesOf(this.store.due(now, RESEND_MOST))) {
      const ids = batch.map((d) => d.id);
      try {
        await this.env.PULLS.sendBatch(batch.map((d) => ({ body: d.message })));
        this.store.resent(ids, true, now);
      } catch (cause) {
        const error = cause instanceof Error ? cause.message : String(cause);
        console.error(JSON.stringify({ level: 'error', event: 'pulls_not_sent', error }));
        this.store.resent(ids, false, now);
      }
    }
  }
}
