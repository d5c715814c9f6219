import { DurableObject } from 'cloudflare:workers';
import type { AcceptReply, Accepted, BlockMessage, DeliveryInput } from '../../src/contracts/delivery.ts';
import { failure } from '../../src/kit/errors.ts';
import { deterministicId, newId } from '../../src/kit/ids.ts';
import { err, ok } from '../../src/kit/result.ts';
import { migrate } from '../../src/kit/sql.ts';
import { armAlarm } from '../../src/kit/timers.ts';
import { deadLetterBlock } from '../../src/storage/main/write/dead-letter-block.ts';
import { blockKey, encodeBlock, type BlockPart } from '../../src/storage/raw/block.ts';
import { commitGroup, entryOf, type CommittedPart } from './group.ts';
import * as limits from './limits.ts';
import { JOURNAL_MIGRATIONS } from './migrations.ts';
import { JournalStore, type BlockRow } from './store.ts';

export interface IntakeJournalEnv {
  readonly INTAKE_JOURNAL: DurableObjectNamespace<IntakeJournal>;
  readonly RAW: R2Bucket;
  readonly DB: D1Database;
  readonly BLOCKS: Queue<BlockMessage>;
}

/** Name of the one instance that lists all others; journals' own names have colons. */
export const REGISTRY = 'registry';
const REGISTER_RETRY_MS = 10_000;

interface Waiting {
  readonly delivery: DeliveryInput;
  readonly settle: (reply: AcceptReply) => void;
}

const logError = (event: string, journal: string | undefined, cause: unknown): void =>
  console.error(
    JSON.stringify({ level: 'error', event, journal, error: cause instanceof Error ? cause.message : String(cause) }),
  );

/**
 * What one source (and shard) sent, from its acknowledgement until the pipeline has processed it. Deliveries are committed in
 * groups, flushed as blocks (one R2 object, one queue message), and sent again until `done` says otherwise.
 */
export class IntakeJournal extends DurableObject<IntakeJournalEnv> {
  private readonly store: JournalStore;
  private name: string | undefined;
  private waiting: Waiting[] = [];
  /** Committed parts that no block holds yet, in order. */
  private open: CommittedPart[] = [];
  private openBytes = 0;
  private openEntries = 0;
  private openSince = 0;
  private flushTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly sending = new Set<string>();
  private pendingBytes: number;
  private armedUntil = 0;
  private purgeAt = 0;
  private registered: boolean;
  private registerAt = 0;

  constructor(ctx: DurableObjectState, env: IntakeJournalEnv) {
    super(ctx, env);
    this.store = new JournalStore(ctx.storage.sql);
    ctx.storage.transactionSync(() => migrate(ctx.storage.sql, JOURNAL_MIGRATIONS));
    this.name = this.store.meta('name');
    this.registered = this.store.meta('registered') !== undefined;
    this.pendingBytes = this.store.pending().bytes;
    if (this.name !== undefined) this.resume(this.name);
  }

  /** Commits the delivery with all others of this turn; the answer leaves once it is durable (output gate). `name` is this object's. */
  async accept(name: string, delivery: DeliveryInput): Promise<AcceptReply> {
    if (this.pendingBytes + delivery.body.byteLength > limits.MAX_PENDING_BYTES)
      return err(
        failure('unavailable', 'too much of this source waits to be processed; send it again later', {
          retryAfterSeconds: limits.FULL_RETRY_AFTER_SECONDS,
        }),
      );
    this.name ??= name;
    if (delivery.body.byteLength > limits.BLOCK_TARGET_BYTES) return this.acceptLarge(name, delivery);
    return new Promise((settle) => {
      this.waiting.push({ delivery, settle });
      if (this.waiting.length === 1) setTimeout(() => void this.commit(name), 0);
    });
  }

  /** The pipeline has processed these blocks for good. */
  done(blocks: readonly string[]): void {
    this.pendingBytes -= this.ctx.storage.transactionSync(() => this.store.done(blocks));
  }

  /** Wakes the object (its constructor takes up what was left) and says what is not done. */
  async poke(): Promise<{ blocks: number; bytes: number }> {
    await this.drive();
    return this.store.pending();
  }

  /** On the registry only. */
  register(name: string): void {
    this.store.registerJournal(name);
  }
  /** On the registry only: names after `after`, in order. */
  journals(after: string, limit: number): string[] {
    return this.store.journals(after, limit);
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    await this.ctx.storage.setAlarm(now + limits.ALARM_SAFETY_MS);
    this.armedUntil = now + limits.ALARM_SAFETY_MS;
    await this.drive();
    if (now >= this.purgeAt) {
      this.store.purgeSenders(now);
      this.purgeAt = now + limits.SENDER_PURGE_EVERY_MS;
    }
    const next = this.open.length > 0 ? Date.now() + limits.WAKE_AFTER_MS : this.store.nextDue();
    if (next === undefined) {
      await this.ctx.storage.deleteAlarm();
      this.armedUntil = 0;
    } else {
      this.armedUntil = Math.max(next, Date.now() + 1);
      await this.ctx.storage.setAlarm(this.armedUntil);
    }
  }

  private async commit(name: string): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    const now = Date.now();
    let made: ReturnType<typeof commitGroup>;
    try {
      made = this.ctx.storage.transactionSync(() => {
        if (this.store.meta('name') === undefined) this.store.setMeta('name', name);
        return commitGroup(
          this.store,
          group.map((w) => w.delivery),
          now,
        );
      });
      this.takeParts(made.parts, now);
      await this.arm(now);
    } catch (cause) {
      logError('journal_commit_failed', this.name, cause);
      const failed = err(failure('unavailable', 'the delivery could not be stored; send it again'));
      for (const w of group) w.settle(failed);
      return;
    }
    if (!this.registered) await this.enrol(name);
    group.forEach((w, i) => w.settle(ok(made.replies[i]!)));
  }

  private takeParts(parts: readonly CommittedPart[], now: number): void {
    for (const part of parts) {
      if (this.open.length > 0 && this.openBytes + part.body.byteLength > limits.BLOCK_TARGET_BYTES) this.flush();
      if (this.open.length === 0) this.openSince = now;
      this.open.push(part);
      this.openBytes += part.body.byteLength;
      this.openEntries += part.entries.length;
      this.pendingBytes += part.body.byteLength;
    }
    if (this.open.length > 0) this.schedule(this.openSince + limits.FLUSH_AFTER_MS - now);
  }

  private schedule(inMs: number): void {
    this.flushTimer ??= setTimeout(
      () => {
        this.flushTimer = undefined;
        if (this.open.length === 0) return;
        const age = Date.now() - this.openSince;
        const busy = this.openEntries >= limits.BUSY_ENTRIES && age < limits.FLUSH_BUSY_AFTER_MS;
        if (age < limits.FLUSH_AFTER_MS || busy)
          this.schedule((busy ? limits.FLUSH_BUSY_AFTER_MS : limits.FLUSH_AFTER_MS) - age);
        else if (this.sending.size < limits.MAX_FLUSHES) this.flush();
        // Otherwise the end of a running flush takes it up.
      },
      Math.max(0, inMs),
    );
  }

  /** Closes the open parts into a block: from here on its id and range are fixed, whatever happens. */
  private flush(): void {
    const parts = this.open;
    const bytes = this.openBytes;
    this.open = [];
    this.openBytes = 0;
    this.openEntries = 0;
    const now = Date.now();
    // R2 is slow or hangs: what is committed need not be held in memory as well, the alarm takes it up.
    const held = this.sending.size < limits.MAX_HELD_FLUSHES;
    const due = now + (held ? limits.RESEND_FIRST_MS : limits.STORE_RETRY_FIRST_MS);
    const row = this.addBlock(parts[0]!, parts.at(-1)!.seq, bytes, due);
    if (held) this.ctx.waitUntil(this.send(row, parts));
  }

  private addBlock(first: { seq: number; at: number }, last: number, bytes: number, due: number): BlockRow {
    const [org, sourceId] = this.name!.split(':') as [string, string];
    const id = deterministicId('blk', this.name!, String(first.seq), String(last));
    const key = blockKey(org, sourceId, id, first.at);
    const row: BlockRow = { id, key, first: first.seq, last, bytes, stored: 0, attempts: 0, due };
    this.store.addBlock(row);
    return row;
  }

  /** Stores the block if it is not, and sends its message. Never throws: a failure leaves the row with a later due time. */
  private async send(row: BlockRow, parts?: readonly BlockPart[]): Promise<void> {
    if (this.sending.has(row.id)) return;
    this.sending.add(row.id);
    try {
      if (row.stored === 0)
        await this.env.RAW.put(row.key, encodeBlock(parts ?? this.store.parts(row.first, row.last)));
      await this.env.BLOCKS.send(this.messageOf(row));
      this.store.sent(row.id, Date.now() + limits.resendAfterMs(row.attempts));
    } catch (cause) {
      logError('journal_send_failed', this.name, cause);
      this.store.retry(row.id, Date.now() + limits.storeRetryMs(row.attempts));
    } finally {
      this.sending.delete(row.id);
      if (this.open.length > 0 && this.flushTimer === undefined) this.schedule(0);
    }
  }

  private messageOf(row: BlockRow): BlockMessage {
    const org = this.name!.split(':')[0]!;
    return { v: 1, org, block: row.id, key: row.key, journal: this.name!, bytes: row.bytes };
  }

  /** Sends what is due; blocks that were sent too often get an owner instead. */
  private async drive(): Promise<void> {
    const due = this.store.due(Date.now(), limits.RESEND_BATCH);
    await Promise.all(
      due.map((row) =>
        row.stored === 1 && row.attempts >= limits.RESEND_MAX_ATTEMPTS ? this.giveUp(row) : this.send(row),
      ),
    );
  }

  private async giveUp(row: BlockRow): Promise<void> {
    try {
      const reason = `sent ${row.attempts} times and never processed to the end; see the pipeline's log, then replay`;
      await deadLetterBlock(
        { raw: this.env.RAW, db: this.env.DB },
        this.messageOf(row),
        reason,
        row.attempts,
        Date.now(),
      );
      this.done([row.id]);
    } catch (cause) {
      logError('journal_dead_letter_failed', this.name, cause);
      this.store.postpone(row.id, Date.now() + limits.RESEND_CAP_MS);
    }
  }

  /** After a crash, an eviction or a deploy: what was committed is made into blocks again, and the oldest blocks are due at once. */
  private resume(name: string): void {
    const now = Date.now();
    this.name = name;
    this.ctx.storage.transactionSync(() => {
      let run: { seq: number; bytes: number; at: number }[] = [];
      let bytes = 0;
      const close = () => {
        if (run.length > 0) this.addBlock(run[0]!, run.at(-1)!.seq, bytes, now);
        run = [];
        bytes = 0;
      };
      for (const part of this.store.looseParts()) {
        if (bytes + part.bytes > limits.BLOCK_TARGET_BYTES) close();
        run.push(part);
        bytes += part.bytes;
      }
      close();
      this.store.hasten(now, limits.RESEND_BATCH);
    });
    if (this.store.nextDue() !== undefined) setTimeout(() => this.ctx.waitUntil(this.drive()), 0);
    void this.ctx.blockConcurrencyWhile(() => armAlarm(this.ctx.storage, this.store.nextDue()));
  }

  private async acceptLarge(name: string, delivery: DeliveryInput): Promise<AcceptReply> {
    const now = Date.now();
    const known = delivery.senderId === undefined ? undefined : this.store.knownSender(delivery.senderId, now);
    if (known !== undefined) return ok({ delivery: known, acceptedAt: now, duplicate: true });
    const id = newId('dlv', now);
    const [org, sourceId] = name.split(':') as [string, string];
    const block = deterministicId('blk', name, id);
    const key = blockKey(org, sourceId, block, now);
    const body = new Uint8Array(delivery.body);
    try {
      await this.env.RAW.put(key, encodeBlock([{ entries: [entryOf(delivery, id, now, 0)], body }]));
    } catch (cause) {
      logError('journal_store_failed', name, cause);
      return err(failure('unavailable', 'the delivery could not be stored; send it again'));
    }
    const row: BlockRow = {
      id: block,
      key,
      first: 0,
      last: 0,
      bytes: body.byteLength,
      stored: 1,
      attempts: 0,
      due: Date.now() + limits.RESEND_FIRST_MS,
    };
    const reply = this.ctx.storage.transactionSync((): Accepted => {
      if (this.store.meta('name') === undefined) this.store.setMeta('name', name);
      const holder = delivery.senderId === undefined ? id : this.store.claimSender(delivery.senderId, id, now);
      if (holder === id) this.store.addBlock(row);
      return { delivery: holder, acceptedAt: now, duplicate: holder !== id };
    });
    if (reply.duplicate) return ok(reply);
    await this.arm(Date.now());
    if (!this.registered) await this.enrol(name);
    this.ctx.waitUntil(this.send(row));
    return ok(reply);
  }

  /** Makes sure that an alarm comes soon after a commit; almost always free. The alarm itself then follows the blocks' due times. */
  private async arm(now: number): Promise<void> {
    const comes = this.armedUntil > now - limits.ALARM_LATE_MS && this.armedUntil <= now + limits.WAKE_AFTER_MS;
    if (comes) return;
    this.armedUntil = now + limits.WAKE_AFTER_MS;
    await armAlarm(this.ctx.storage, this.armedUntil);
  }

  /** The registry is the second way back after a crash, the alarm the first: its outage must not refuse deliveries. */
  private async enrol(name: string): Promise<void> {
    if (Date.now() < this.registerAt) return;
    this.registerAt = Date.now() + REGISTER_RETRY_MS;
    try {
      await this.env.INTAKE_JOURNAL.getByName(REGISTRY).register(name);
      this.store.setMeta('registered', '1');
      this.registered = true;
    } catch (cause) {
      logError('journal_register_failed', name, cause);
    }
  }
}
