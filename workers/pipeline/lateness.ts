/** How late and how far ahead the events of one delivery came, ms. Absent where none was read. */
export interface LatenessOfDelivery {
  /** Median, from the event's own time to acceptance; 0 for one that was ahead */
  readonly lagMs: number;
  readonly lagMaxMs: number;
  readonly aheadMs: number;
  /** The latest event's own time, acceptance at most */
  readonly lastEventAt: number;
}

/** The median is of so many events, taken evenly over the delivery: exact up to there, and cheap beyond. */
const SAMPLES_MAX = 128;

/**
 * Gathers lateness event by event in fixed room: every event counts for the extremes, and every 2^n-th for the median, where n
 * grows as the delivery does.
 */
export class Lateness {
  private readonly acceptedAt: number;
  private samples: number[] = [];
  private every = 1;
  private n = 0;
  private earliest = Infinity;
  private latest = -Infinity;

  constructor(acceptedAt: number) {
    this.acceptedAt = acceptedAt;
  }

  /** `time`: the event's own, ms; whatever is no time is left out. */
  add(time: number): void {
    if (!Number.isFinite(time) || time < 0) return;
    if (time < this.earliest) this.earliest = time;
    if (time > this.latest) this.latest = time;
    if (this.n++ % this.every !== 0) return;
    this.samples.push(time);
    if (this.samples.length < SAMPLES_MAX) return;
    this.samples = this.samples.filter((_, i) => i % 2 === 0);
    this.every *= 2;
  }

  result(): LatenessOfDelivery | undefined {
    if (this.n === 0) return undefined;
    const ms = (time: number): number => Math.max(0, Math.trunc(this.acceptedAt - time));
    const sorted = this.samples.toSorted((a, b) => a - b);
    return {
      lagMs: ms(sorted[Math.floor((sorted.length - 1) / 2)]!),
      lagMaxMs: ms(this.earliest),
      aheadMs: Math.max(0, Math.trunc(this.latest - this.acceptedAt)),
      lastEventAt: Math.trunc(Math.min(this.latest, this.acceptedAt)),
    };
  }
}
