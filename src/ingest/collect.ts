import type { BadRecord, RawRecord, Split } from './source.ts';

/**
 * Gathers what a split finds, up to a number of entries of whatever sort. The one past it is kept as the last bad record, so
 * that somebody learns of the rest; whoever walks a stranger's list stops once it is `full`.
 */
export class Collector implements Split {
  records: RawRecord[] = [];
  bad: BadRecord[] = [];
  skipped = 0;
  full = false;
  private readonly max: number;
  private count = 0;

  constructor(max: number) {
    this.max = max;
  }

  add(format: string, value: Record<string, unknown>, at: () => string): void {
    if (this.hasRoom(at)) this.records.push({ format, value });
  }

  /** A record whose place is kept beside it, for what is found wrong with it later. */
  addAt(format: string, value: Record<string, unknown>, at: string): void {
    if (this.hasRoom(() => at)) this.records.push({ format, value, at });
  }

  reject(at: string, reason: string): void {
    if (this.hasRoom(() => at)) this.bad.push({ at, reason });
  }

  /** Counts what is neither a record nor bad. */
  skip(at: () => string): void {
    if (this.hasRoom(at)) this.skipped++;
  }

  /** What was gathered since the last time. */
  take(): Split {
    const { records, bad, skipped } = this;
    this.records = [];
    this.bad = [];
    this.skipped = 0;
    return { records, bad, skipped };
  }

  private hasRoom(at: () => string): boolean {
    if (this.full) return false;
    if (this.count++ < this.max) return true;
    this.full = true;
    this.bad.push({
      at: at(),
      reason: `the delivery holds more than ${this.max} records; from here on it was not read`,
    });
    return false;
  }
}
