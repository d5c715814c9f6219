import { DurableObject } from 'cloudflare:workers';
import { HUNT_MAX_MATCHES, type RetroHuntView } from '../../src/contracts/retro-hunt.ts';
import type { Hit } from '../../src/detect/correlation/types.ts';
import { migrate } from '../../src/kit/sql.ts';
import { armAlarm } from '../../src/kit/timers.ts';
import { writeHunt } from '../../src/storage/main/write/hunts.ts';
import type { WalkStep } from '../../src/storage/raw/walk.ts';
import type { HuntSlots } from '../hunt-slots/hunt-slots.ts';
import type {
  DraftKey,
  HuntDraft,
  HuntInput,
  HuntJob,
  HuntReport,
  RetroHuntObject,
  RetroMessage,
  StoredHit,
} from './api.ts';
import { HuntBook } from './book.ts';
import * as limits from './limits.ts';
import { listBlocks, listFolders } from './list-archive.ts';
import { RETRO_HUNT_MIGRATIONS } from './migrations.ts';
import type { Step } from './state.ts';
import { RetroHuntStore } from './store.ts';

export interface RetroHuntEnv {
  readonly RAW: R2Bucket;
  readonly DB: D1Database;
  readonly RETRO: Queue<RetroMessage>;
  readonly HUNT_SLOTS: DurableObjectNamespace<HuntSlots>;
}

/** Steps of one alarm: listings and sends, of the thousand requests that an invocation may make. */
const STEPS_PER_TURN = 150;

/** One hunt through the archive, by its id. It lists, hands out, counts; consumers of `retro` look through the blocks. */
export class RetroHunt extends DurableObject<RetroHuntEnv> implements RetroHuntObject {
  private readonly store: RetroHuntStore;
  private readonly book: HuntBook;
  private driving: Promise<void> | undefined;
  private isStale = false;
  private publishedAt = 0;
  /** Something has changed since it was told */
  private isUntold = false;

  constructor(ctx: DurableObjectState, env: RetroHuntEnv) {
    super(ctx, env);
    this.store = new RetroHuntStore(ctx.storage.sql);
    this.book = new HuntBook(this.store);
    ctx.storage.transactionSync(() => migrate(ctx.storage.sql, RETRO_HUNT_MIGRATIONS));
    // A past-due alarm cannot be trusted to fire.
    if (this.isUnderWay()) void ctx.blockConcurrencyWhile(() => armAlarm(ctx.storage, Date.now() + 1));
  }

  async start(input: HuntInput): Promise<RetroHuntView> {
    const known = this.book.input;
    if (known !== undefined && known.org !== input.org) throw new Error('a hunt belongs to one organisation');
    if (known === undefined) {
      this.ctx.storage.transactionSync(() => this.book.start(input, Date.now()));
      await this.ctx.storage.setAlarm(Date.now() + 1);
      // People may look for it at once.
      await this.publish();
    }
    return this.book.view(HUNT_MAX_MATCHES);
  }

  async take(chunk: number): Promise<HuntJob | undefined> {
    if (this.book.input === undefined) return undefined;
    const job = this.ctx.storage.transactionSync(() => this.book.take(chunk, Date.now()));
    // A chunk of a cancelled hunt is given up here.
    if (job === undefined) await this.soon();
    return job;
  }

  grant(chunk: number, findings: number): Promise<number> {
    if (this.book.input === undefined) return Promise.resolve(0);
    return Promise.resolve(this.ctx.storage.transactionSync(() => this.book.grant(chunk, findings)));
  }

  async report(chunk: number, report: HuntReport): Promise<void> {
    if (this.book.input === undefined) return;
    this.ctx.storage.transactionSync(() => this.book.report(chunk, report));
    await this.soon();
  }

  addHits(chunk: number, hits: readonly Hit[], drafts: readonly HuntDraft[]): Promise<boolean> {
    if (this.book.input === undefined) return Promise.resolve(false);
    return Promise.resolve(this.ctx.storage.transactionSync(() => this.book.addHits(chunk, hits, drafts)));
  }

  hits(after: { readonly time: number; readonly id: string } | undefined, limit: number): Promise<StoredHit[]> {
    return Promise.resolve(this.store.hits(after, limit));
  }

  drafts(of: readonly DraftKey[]): Promise<(HuntDraft | undefined)[]> {
    return Promise.resolve(of.map((key) => this.store.draft(key)));
  }

  async lost(chunk: number, why: string): Promise<void> {
    if (this.book.input === undefined) return;
    this.ctx.storage.transactionSync(() => this.book.lost(chunk, why));
    await this.soon();
  }

  async cancel(why: string): Promise<RetroHuntView | undefined> {
    if (this.book.input === undefined) return undefined;
    this.ctx.storage.transactionSync(() => this.book.cancel(why));
    await this.drive();
    return this.book.view(HUNT_MAX_MATCHES);
  }

  async poke(): Promise<void> {
    if (this.isUnderWay()) await this.soon();
  }

  override async alarm(): Promise<void> {
    if (!this.isUnderWay()) return;
    // First of all: should this fail six times, another alarm comes all the same.
    await this.ctx.storage.setAlarm(Date.now() + limits.ALARM_SAFETY_MS);
    await this.drive();
  }

  private isUnderWay(): boolean {
    return this.book.input !== undefined && !(this.book.isOver() && this.store.published());
  }

  /** What changed may allow a step: another is taken as soon as none is under way. */
  private async soon(): Promise<void> {
    this.isStale = true;
    this.isUntold = true;
    await armAlarm(this.ctx.storage, Date.now() + 1);
    this.ctx.waitUntil(this.drive());
  }

  /** Steps until there is nothing to do now, one caller at a time; sets the alarm for what comes later. Never throws. */
  private drive(): Promise<void> {
    this.driving ??= this.steps()
      .catch((cause: unknown) => {
        this.logError('retro_hunt_failed', cause);
        return this.ctx.storage.setAlarm(Date.now() + limits.FAILED_RETRY_MS);
      })
      .finally(() => (this.driving = undefined));
    return this.driving;
  }

  private async steps(): Promise<void> {
    for (let i = 0; i < STEPS_PER_TURN; i++) {
      this.isStale = false;
      const step = this.ctx.storage.transactionSync(() => this.book.next(Date.now()));
      if (step.do === 'rest') return this.finish();
      const until = await this.perform(step);
      if (this.isUntold && Date.now() - this.publishedAt >= limits.PUBLISH_EVERY_MS) await this.tryPublish();
      // A report that came in between is looked at before this goes to sleep.
      if (until === undefined || this.isStale) continue;
      const tell = this.isUntold ? this.publishedAt + limits.PUBLISH_EVERY_MS : until;
      await this.ctx.storage.setAlarm(Math.max(Math.min(until, tell), Date.now() + 1));
      return;
    }
    await this.ctx.storage.setAlarm(Date.now() + 1);
  }

  /** Answers when to look again; undefined: at once. */
  private async perform(step: Exclude<Step, { do: 'rest' }>): Promise<number | undefined> {
    const { org, id } = this.book.input!;
    if (step.do === 'list') {
      this.isUntold = true;
      await this.list(step.step);
      return undefined;
    }
    if (step.do === 'send') {
      this.isUntold = true;
      await this.env.RETRO.sendBatch(step.chunks.map((chunk) => ({ body: { v: 1, org, hunt: id, chunk } })));
      this.ctx.storage.transactionSync(() => this.book.sent(step.chunks, Date.now()));
      return undefined;
    }
    // Who waits for a turn or holds one says so, or it is given to the next.
    const holds = await this.env.HUNT_SLOTS.getByName(org).ask(id);
    if (step.do === 'wait') return Math.min(step.until, Date.now() + limits.ALARM_SAFETY_MS);
    if (!holds) return Date.now() + limits.SLOT_RETRY_MS;
    this.ctx.storage.transactionSync(() => this.book.begin(Date.now()));
    return undefined;
  }

  private async list(step: WalkStep): Promise<void> {
    if (step.list === 'folders') {
      const folders = await Promise.all(step.prefixes.map((p) => listFolders(this.env.RAW, p)));
      this.ctx.storage.transactionSync(() => this.book.foldersListed(folders));
    } else {
      const page = await listBlocks(this.env.RAW, step.prefix, step.after);
      this.ctx.storage.transactionSync(() => this.book.blocksListed(page.blocks, page.last));
    }
  }

  private async finish(): Promise<void> {
    if (!this.store.published()) {
      await this.publish();
      const { org, id } = this.book.input!;
      await this.env.HUNT_SLOTS.getByName(org).leave(id);
      this.store.setPublished();
    }
    await this.ctx.storage.deleteAlarm();
  }

  private async tryPublish(): Promise<void> {
    try {
      await this.publish();
    } catch (cause) {
      this.logError('retro_hunt_not_told', cause);
    }
  }

  private async publish(): Promise<void> {
    this.publishedAt = Date.now();
    this.isUntold = false;
    const samples = this.book.isOver() ? HUNT_MAX_MATCHES : limits.PROGRESS_SAMPLES;
    await writeHunt(this.env.DB, this.book.input!.org, this.book.view(samples));
  }

  private logError(event: string, cause: unknown): void {
    const error = cause instanceof Error ? cause.message : String(cause);
    console.error(JSON.stringify({ level: 'error', event, hunt: this.book.input?.id, error }));
  }
}
