/** What is left of a window after one more request. */
export interface Left {
  readonly within: boolean;
  readonly remaining: number;
  /** ms until the window ends */
  readonly resetMs: number;
}

/**
 * A fixed window that begins with its first request. Fixed, so that what the headers promise is exactly what happens; a burst
 * over a window's edge is twice the limit at most.
 */
export class FixedWindow {
  private endsAt = 0;
  private used = 0;
  private readonly limit: number;
  private readonly lengthMs: number;

  constructor(limit: number, lengthMs: number) {
    this.limit = limit;
    this.lengthMs = lengthMs;
  }

  /** Counts one more request at `now` (ms). */
  take(now: number): Left {
    if (now >= this.endsAt) {
      this.endsAt = now + this.lengthMs;
      this.used = 0;
    }
    const within = this.used < this.limit;
    if (within) this.used++;
    return { within, remaining: this.limit - this.used, resetMs: this.endsAt - now };
  }
}
