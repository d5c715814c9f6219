import type { BadRecord, RawRecord, Split } from './source.ts';

/** Gathers what a split finds, up to a number of records. */
export class Collector implements Split {
  readonly records: RawRecord[] = [];
  readonly bad: BadRecord[] = [];
  skipped = 0;
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  add(format: string, value: Record<string, unknown>, at: () => string): void {
    if (this.records.length < this.max) this.records.push({ format, value });
    else this.reject(at(), `the delivery holds more than ${this.max} records`);
  }

  reject(at: string, reason: string): void {
    this.bad.push({ at, reason });
  }
}
