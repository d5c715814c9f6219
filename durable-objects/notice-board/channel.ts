import type { NotifyJob, Report } from '../../src/contracts/agents.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/kit/clock.ts';
import { deterministicId } from '../../src/kit/ids.ts';
import type { Channels } from '../../src/notify/settings.ts';
import type { Fetch } from '../../src/notify/post.ts';
import type { NoticeStore } from './store.ts';

/** What a pass over one channel needs of the world. */
export interface PassDeps {
  readonly store: NoticeStore;
  readonly channels: Channels;
  readonly fetch: Fetch;
  readonly report: (report: Report) => Promise<void>;
  readonly writeLine: (line: string) => void;
  readonly now: () => number;
}

/** When the channel wants to be looked at again, ms; `undefined`: it is up to date. */
export type Due = number | undefined;

/** 1 s, 2 s, 4 s, … five minutes; then, after an hour and some, it is said that it could not be told. */
const PAUSE_CAP_MS = 5 * MINUTE_MS;
const TRIES_MAX = 20;
/** After a report that the queue did not take. */
export const REPORT_AGAIN_MS = 5 * SECOND_MS;

const number = (text: string | undefined): number => (text === undefined ? 0 : Number(text));

/** Pauses and tries of one channel: each has its own troubles. */
export class Pace {
  private readonly store: NoticeStore;
  private readonly channel: string;
  constructor(store: NoticeStore, channel: string) {
    this.store = store;
    this.channel = channel;
  }

  /** Until when the other side, or our own pace, wants rest, ms. */
  get until(): number {
    return number(this.store.meta(`until:${this.channel}`));
  }

  restUntil(at: number): void {
    this.store.setMeta(`until:${this.channel}`, String(at));
  }

  /** Notes a failed try. Answers when to try again, or `undefined` once it was tried for long enough. */
  failed(now: number, afterSeconds: number | undefined): Due {
    const tries = number(this.store.meta(`tries:${this.channel}`)) + 1;
    this.store.setMeta(`tries:${this.channel}`, String(tries));
    if (tries >= TRIES_MAX) return undefined;
    const pause = Math.min(PAUSE_CAP_MS, SECOND_MS * 2 ** Math.min(tries - 1, 20));
    const due = now + Math.max(pause, (afterSeconds ?? 0) * SECOND_MS);
    this.restUntil(due);
    return due;
  }

  worked(): void {
    this.store.setMeta(`tries:${this.channel}`, undefined);
  }
}

/**
 * Tells the incident of jobs that a channel is done with. At least once: the same report again is the same event. False if the
 * queue did not take one.
 */
export async function reportJobs(
  deps: PassDeps,
  channel: string,
  jobs: readonly NotifyJob[],
  error: string | undefined,
): Promise<boolean> {
  for (const job of jobs) {
    if (deps.store.isTold(channel, job.job)) continue;
    try {
      await deps.report({
        v: 1,
        kind: 'notified',
        id: deterministicId('ev', 'notified', job.job, channel),
        org: job.org,
        incident: job.incident,
        job: job.job,
        channel,
        delivered: error === undefined,
        detail: (error ?? '').slice(0, 300),
        at: deps.now(),
      });
    } catch {
      return false;
    }
    deps.store.setTold(channel, job.job);
  }
  return true;
}
