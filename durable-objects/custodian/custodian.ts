import { DurableObject } from 'cloudflare:workers';
import type { Report } from '../../src/contracts/agents.ts';
import type { StepJob } from '../../src/contracts/custody.ts';
import type { StepCredentialsApi } from '../../src/contracts/rpc.ts';
import type { CustodianApi } from '../../src/respond/custody/port.ts';
import { timesOf } from '../../src/respond/custody/times.ts';
import { CustodyDesk } from './desk.ts';

export interface CustodianEnv {
  readonly CUSTODIAN: { getByName(name: string): CustodianApi };
  readonly STEPS: Queue<StepJob>;
  readonly REPORTS: Queue<Report>;
  readonly STEP_CREDENTIALS: StepCredentialsApi;
  readonly AWS_ENDPOINT_URL: string;
  readonly CUSTODY_TIMES?: string;
}

type Args<K extends keyof CustodianApi> = Parameters<CustodianApi[K]>[0];

/**
 * Owns one mutated ARN of one organisation and account: who holds it, since when, until when, and what it was before. Lends
 * its storage, alarm and bindings to the {@link CustodyDesk}, which does the work.
 */
export class Custodian extends DurableObject<CustodianEnv> implements CustodianApi {
  readonly #desk: CustodyDesk;

  constructor(ctx: DurableObjectState, env: CustodianEnv) {
    super(ctx, env);
    const { storage } = ctx;
    this.#desk = new CustodyDesk({
      name: ctx.id.name ?? '',
      sql: storage.sql,
      transaction: (run) => storage.transactionSync(run),
      setAlarm: (at) => (at === undefined ? storage.deleteAlarm() : storage.setAlarm(at)),
      keep: (work) => ctx.waitUntil(work),
      steps: env.STEPS,
      reports: env.REPORTS,
      custodian: (name) => env.CUSTODIAN.getByName(name),
      permitKeys: () => env.STEP_CREDENTIALS.permitKeys(),
      times: timesOf(env),
      now: Date.now,
    });
    void ctx.blockConcurrencyWhile(() => this.#desk.start());
  }

  acquire(request: Args<'acquire'>): ReturnType<CustodianApi['acquire']> {
    return this.#desk.acquire(request);
  }

  status(request: Args<'status'>): ReturnType<CustodianApi['status']> {
    return this.#desk.status(request);
  }

  release(request: Args<'release'>): ReturnType<CustodianApi['release']> {
    return this.#desk.release(request);
  }

  open(request: Args<'open'>): ReturnType<CustodianApi['open']> {
    return this.#desk.open(request);
  }

  intend(request: Args<'intend'>): ReturnType<CustodianApi['intend']> {
    return this.#desk.intend(request);
  }

  observe(request: Args<'observe'>): ReturnType<CustodianApi['observe']> {
    return this.#desk.observe(request);
  }

  unread(request: Args<'unread'>): ReturnType<CustodianApi['unread']> {
    return this.#desk.unread(request);
  }

  prove(request: Args<'prove'>): ReturnType<CustodianApi['prove']> {
    return this.#desk.prove(request);
  }

  lock(request: Args<'lock'>): ReturnType<CustodianApi['lock']> {
    return this.#desk.lock(request);
  }

  unlock(request: Args<'unlock'>): ReturnType<CustodianApi['unlock']> {
    return this.#desk.unlock(request);
  }

  override alarm(): Promise<void> {
    return this.#desk.alarm();
  }
}
