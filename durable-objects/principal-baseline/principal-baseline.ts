import { DurableObject } from 'cloudflare:workers';
import { BITMAP_DAYS, dayOf } from '../../src/detect/baseline/days.ts';
import { DAY_MS } from '../../src/kit/clock.ts';
import { migrate } from '../../src/kit/sql.ts';
import { armAlarm } from '../../src/kit/timers.ts';
import {
  CALL_MAX_DAYS,
  CALL_MAX_VALUES,
  type ObserveReply,
  type ObserveRequest,
  type PrincipalBaselineApi,
} from './api.ts';
import { PRINCIPAL_BASELINE_MIGRATIONS } from './migrations.ts';
import { observeCall } from './observe.ts';
import { PrincipalBaselineStore } from './store.ts';

/** Rows that nothing is remembered of any more do no harm for a day. */
const SWEEP_EVERY_MS = DAY_MS;
const SWEEP_ROWS = 2_000;

/** What is usual for the principals of one organisation, one shard of them: a row each. */
export class PrincipalBaseline extends DurableObject implements PrincipalBaselineApi {
  private readonly store: PrincipalBaselineStore;
  private armed = false;

  constructor(ctx: DurableObjectState, env: Record<string, unknown>) {
    super(ctx, env);
    this.store = new PrincipalBaselineStore(ctx.storage.sql);
    ctx.storage.transactionSync(() => migrate(ctx.storage.sql, PRINCIPAL_BASELINE_MIGRATIONS));
  }

  /**
   * Learns what was seen and judges it by the days before, in one transaction; the same again gets the same answer. Throws if the
   * organisation is not this shard's or a call brings too much.
   */
  async observe(request: ObserveRequest): Promise<ObserveReply> {
    const owner = this.store.meta('org') ?? request.org;
    if (owner !== request.org) throw new Error(`the baselines of ${owner} were asked about another organisation`);
    const values = request.seen.reduce((n, s) => n + s.values.length, 0);
    if (request.seen.length > CALL_MAX_DAYS || values > CALL_MAX_VALUES)
      throw new Error(
        `${request.seen.length} days with ${values} values in a call; at most ${CALL_MAX_DAYS} with ${CALL_MAX_VALUES}`,
      );
    try {
      const reply = this.ctx.storage.transactionSync(() => {
        this.store.setMeta('org', request.org);
        return observeCall(this.store, request, Date.now());
      });
      if (!this.armed) await this.arm();
      return reply;
    } catch (cause) {
      this.store.forgetCount();
      throw cause;
    }
  }

  override async alarm(): Promise<void> {
    const before = dayOf(Date.now()) - BITMAP_DAYS;
    const swept = this.ctx.storage.transactionSync(() => this.store.sweep(before, SWEEP_ROWS));
    this.armed = false;
    if (this.store.principals > 0) await this.arm(swept === SWEEP_ROWS ? 1_000 : SWEEP_EVERY_MS);
  }

  private async arm(inMs = SWEEP_EVERY_MS): Promise<void> {
    await armAlarm(this.ctx.storage, Date.now() + inMs);
    this.armed = true;
  }
}
