import { DurableObject } from 'cloudflare:workers';
import type { Finding } from '../../src/contracts/finding.ts';
import { correlate, DEFAULT_SETTINGS } from '../../src/correlate/correlate.ts';
import { DAY_MS, HOUR_MS } from '../../src/kit/clock.ts';
import { migrate } from '../../src/kit/sql.ts';
import { armAlarm } from '../../src/kit/timers.ts';
import type { CorrelatorApi, Assigned } from './api.ts';
import { CORRELATOR_MIGRATIONS } from './migrations.ts';
import { CorrelatorStore, type StoreBounds } from './store.ts';

export interface CorrelatorEnv {
  /** Hours of event time within which a common entity links; 24 unless set. */
  readonly CORRELATION_WINDOW_HOURS?: string;
}

const PURGE_EVERY_MS = HOUR_MS;
/** Redelivery comes within hours, blocks that wait for their pipeline within a day. */
const MEMORY_BEYOND_WINDOW_MS = DAY_MS;
/** Some 100 bytes an assignment, 150 a link, up to 20 KB a waiting finding: below 150 MB together. */
const BOUNDS: StoreBounds = { assignments: 300_000, links: 300_000, waiting: 4_000 };

/** Which incident each finding of one organisation belongs to, remembered for the window. */
export class Correlator extends DurableObject<CorrelatorEnv> implements CorrelatorApi {
  private readonly store: CorrelatorStore;
  private readonly windowMs: number;
  private armed = false;

  constructor(ctx: DurableObjectState, env: CorrelatorEnv) {
    super(ctx, env);
    const hours = Number(env.CORRELATION_WINDOW_HOURS);
    this.windowMs = hours > 0 ? hours * HOUR_MS : DEFAULT_SETTINGS.windowMs;
    this.store = new CorrelatorStore(ctx.storage.sql);
    ctx.storage.transactionSync(() => migrate(ctx.storage.sql, CORRELATOR_MIGRATIONS));
    if (!this.store.isEmpty()) void ctx.blockConcurrencyWhile(() => this.arm());
  }

  /** Assigns findings to incidents in one transaction; the same finding again gets the same answer. Throws if one is another organisation's. */
  async assign(org: string, findings: readonly Finding[]): Promise<Assigned> {
    const owner = this.store.meta('org') ?? org;
    if (owner !== org || findings.some((f) => f.org !== org))
      throw new Error(`the correlator of ${owner} was asked about findings of another organisation`);
    const now = Date.now();
    const result = this.ctx.storage.transactionSync((): Assigned => {
      this.store.setMeta('org', org);
      const known = this.store.known(findings);
      const decision = correlate(findings, known, { ...DEFAULT_SETTINGS, windowMs: this.windowMs });
      this.store.apply(decision, known, now);
      const incidents = [...new Set(decision.assignments.values())];
      const asked = new Set(findings.map((f) => f.id));
      return {
        assignments: [...decision.assignments].filter(([finding]) => asked.has(finding)),
        attached: this.store.unsettled(incidents),
        opened: [...decision.opened],
        merges: [...decision.merges],
      };
    });
    if (!this.armed) await this.arm();
    return result;
  }

  /** The supervisor and D1 have these attached findings: they need not be told again. */
  settle(findings: readonly string[]): void {
    this.ctx.storage.transactionSync(() => this.store.settle(findings));
  }

  override async alarm(): Promise<void> {
    this.armed = false;
    await this.arm();
    this.ctx.storage.transactionSync(() =>
      this.store.purge(Date.now() - this.windowMs - MEMORY_BEYOND_WINDOW_MS, BOUNDS),
    );
    if (!this.store.isEmpty()) return;
    await this.ctx.storage.deleteAlarm();
    this.armed = false;
  }

  private async arm(): Promise<void> {
    await armAlarm(this.ctx.storage, Date.now() + PURGE_EVERY_MS);
    this.armed = true;
  }
}
