import { DurableObject } from 'cloudflare:workers';
import type { Finding } from '../../src/contracts/finding.ts';
import { drainOutbox, Outbox } from '../../src/kit/outbox.ts';
import { migrate } from '../../src/kit/sql.ts';
import { armAlarm } from '../../src/kit/timers.ts';
import { CALL_MAX_HITS, type CorrelationWindowApi, type CountReply, type CountRequest } from './api.ts';
import { countCall, settleDue } from './count.ts';
import { CORRELATION_WINDOW_MIGRATIONS } from './migrations.ts';
import { CorrelationWindowStore } from './store.ts';

export interface CorrelationWindowEnv {
  /** Findings of windows that were judged when they were over; the pipeline takes them like those of an agent. */
  readonly FINDINGS: Queue<{ v: 1; finding: Finding }>;
}

/** Nothing is swept more often: rows that have run out do no harm. */
const SWEEP_EVERY_MS = 10 * 60_000;
const SWEEP_ROWS = 5_000;
const MAX_ROUNDS_PER_ALARM = 20;
const FINDING = 'finding';

/** What correlation rules remember of one organisation, one shard of it: a row for each group and timespan. */
export class CorrelationWindow extends DurableObject<CorrelationWindowEnv> implements CorrelationWindowApi {
  private readonly store: CorrelationWindowStore;
  private readonly outbox: Outbox;
  /** When the alarm comes, as far as this instance knows */
  private armedFor = Number.POSITIVE_INFINITY;

  constructor(ctx: DurableObjectState, env: CorrelationWindowEnv) {
    super(ctx, env);
    this.store = new CorrelationWindowStore(ctx.storage.sql);
    this.outbox = new Outbox(ctx.storage.sql);
    ctx.storage.transactionSync(() => migrate(ctx.storage.sql, CORRELATION_WINDOW_MIGRATIONS));
    void ctx.blockConcurrencyWhile(() => this.arm());
  }

  /**
   * Counts hits in one transaction; the same hits again count once and get the same firings. Throws if the organisation is not this
   * shard's, if a hit names an unknown correlation, or if there are too many.
   */
  async count(request: CountRequest): Promise<CountReply> {
    const owner = this.store.meta('org') ?? request.org;
    if (owner !== request.org) throw new Error(`the windows of ${owner} were asked about another organisation`);
    if (request.hits.length > CALL_MAX_HITS)
      throw new Error(`${request.hits.length} hits in a call; send at most ${CALL_MAX_HITS}`);
    const reply = this.ctx.storage.transactionSync(() => {
      this.store.setMeta('org', request.org);
      return countCall(this.store, request, Date.now());
    });
    await this.arm();
    return reply;
  }

  override async alarm(): Promise<void> {
    this.armedFor = Number.POSITIVE_INFINITY;
    // First of all: should this fail six times, another alarm comes all the same.
    await this.armBy(Date.now() + SWEEP_EVERY_MS);
    for (let round = 0; round < MAX_ROUNDS_PER_ALARM; round++) {
      const more = this.ctx.storage.transactionSync(() => {
        const now = Date.now();
        const settled = settleDue(this.store, now);
        for (const finding of settled.findings) this.outbox.add(finding.id, FINDING, finding, now);
        return settled.more || this.store.sweep(now, SWEEP_ROWS) === SWEEP_ROWS;
      });
      if (!more) break;
    }
    await drainOutbox({
      outbox: this.outbox,
      now: Date.now,
      perform: (row) =>
        this.env.FINDINGS.send({ v: 1, finding: JSON.parse(row.body) as Finding }).then(() => undefined),
      giveUp: () => undefined,
      maxAttempts: 1,
      keep: new Set([FINDING]),
    });
    const next = this.nextAlarm();
    this.armedFor = next ?? Number.POSITIVE_INFINITY;
    await (next === undefined ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(next));
  }

  /** When there is something to do; what only has to be swept waits for the next round. */
  private nextAlarm(): number | undefined {
    const now = Date.now();
    const sweeps = this.store.nextExpiry();
    const dues = [
      this.outbox.next(),
      this.store.nextDue(),
      sweeps === undefined ? undefined : Math.max(sweeps, now + SWEEP_EVERY_MS),
    ].filter((d) => d !== undefined);
    return dues.length === 0 ? undefined : Math.max(Math.min(...dues), now + 1);
  }

  private async arm(): Promise<void> {
    const next = this.nextAlarm();
    if (next !== undefined) await this.armBy(next);
  }

  private async armBy(at: number): Promise<void> {
    if (at >= this.armedFor && this.armedFor > Date.now()) return;
    this.armedFor = at;
    await armAlarm(this.ctx.storage, at);
  }
}
