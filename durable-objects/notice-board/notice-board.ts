import { DurableObject } from 'cloudflare:workers';
import type { NotifyJob, Report } from '../../src/contracts/agents.ts';
import { channelsOf, type NotifyEnv } from '../../src/notify/settings.ts';
import { NoticeDesk } from './desk.ts';

export interface NoticeBoardEnv extends NotifyEnv {
  readonly REPORTS: Queue<Report>;
}

/** What people were told of one incident of one organisation. Lends its storage and alarm to the {@link NoticeDesk}. */
export class NoticeBoard extends DurableObject<NoticeBoardEnv> {
  readonly #desk: NoticeDesk;

  constructor(ctx: DurableObjectState, env: NoticeBoardEnv) {
    super(ctx, env);
    const { storage } = ctx;
    this.#desk = new NoticeDesk({
      sql: storage.sql,
      setAlarm: (at) => storage.setAlarm(at),
      clear: async () => {
        await storage.deleteAlarm();
        await storage.deleteAll();
      },
      channelsOf: (org) => channelsOf(env, org),
      fetch: (url, init) => fetch(url, init),
      report: async (report) => {
        await env.REPORTS.send(report);
      },
      writeLine: (line) => console.log(line),
      now: Date.now,
    });
    void ctx.blockConcurrencyWhile(() => this.#desk.start());
  }

  take(job: NotifyJob): Promise<void> {
    return this.#desk.take(job);
  }

  override alarm(): Promise<void> {
    return this.#desk.alarm();
  }
}
