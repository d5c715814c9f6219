import { MINUTE_MS } from '../kit/clock.ts';
import { Recent } from '../kit/recent.ts';

/** The part of Cloudflare's rate limiting binding that is used. */
export interface RatePort {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

const WINDOWS_REMEMBERED = 1_000;

/** A source's own limit in requests a minute, counted in this isolate by fixed windows: near enough, and without I/O. */
export class SourceRates {
  private readonly windows = new Recent<{ minute: number; count: number }>(WINDOWS_REMEMBERED);

  /** Counts one request; false if it is one too many. `perMinute` 0 = only the default limit holds. */
  take(source: string, perMinute: number, now: number): boolean {
    if (perMinute <= 0) return true;
    const minute = Math.floor(now / MINUTE_MS);
    const window = this.windows.get(source);
    if (window?.minute === minute) return ++window.count <= perMinute;
    this.windows.set(source, { minute, count: 1 });
    return true;
  }
}

/** What a sender that is too fast is told to wait. */
export const secondsToNextMinute = (now: number): number => Math.max(1, 60 - Math.floor((now % MINUTE_MS) / 1_000));
