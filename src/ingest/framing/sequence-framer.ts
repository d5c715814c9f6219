import type { Failure } from '../../kit/errors.ts';
import type { FrameCheck, SourceLimits } from '../source.ts';
import { valuesOf, type Framer, type FrameSink } from './framer.ts';
import { isSpace, malformed, NOT_UTF8, Pieces, readValue, tooDeep, tooDense, tooMany } from './pieces.ts';
import { endOfString, type StringState } from './string-end.ts';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** JSON objects one after another, with or without white space between them. */
export class SequenceFramer implements Framer {
  private readonly limits: SourceLimits;
  private readonly sink: FrameSink;
  private readonly check: FrameCheck | undefined;
  private readonly pending = new Pieces();
  private values: number;
  private depth = 0;
  private readonly string: StringState = { inString: false, escaped: false };
  private objects = 0;
  private good = 0;
  /** The object under way nests deeper than anybody reads. */
  private isTooDeep = false;
  private firstWrong: Failure | undefined;

  constructor(limits: SourceLimits, sink: FrameSink, check?: FrameCheck) {
    this.limits = limits;
    this.sink = sink;
    this.check = check;
    this.values = valuesOf(limits);
  }

  push(bytes: Uint8Array): Failure | undefined {
    let mark = 0;
    for (let i = 0; i < bytes.length; i++) {
      if (this.string.inString) {
        i = endOfString(bytes, i, this.string);
        continue;
      }
      const b = bytes[i]!;
      if (this.depth === 0) {
        if (isSpace(b)) continue;
        // A byte order mark is left out, as text decoders do.
        if (this.objects === 0 && i < 3 && b === BYTE_ORDER_MARK[i]) continue;
        if (b !== 0x7b)
          return malformed(`something stands between records that is no JSON object, after ${this.place()}`);
        mark = i;
        this.depth = 1;
        this.values--;
      } else if (b === 0x22) this.string.inString = true;
      else if (b === 0x2c) this.values--;
      else if (b === 0x7b || b === 0x5b) {
        this.values--;
        if (++this.depth > this.limits.depth) this.isTooDeep = true;
      } else if ((b === 0x7d || b === 0x5d) && --this.depth === 0) {
        const failed = this.take(this.pending.with(bytes.subarray(mark, i + 1)));
        if (failed) return failed;
        this.pending.clear();
      }
    }
    if (this.values < 0) return tooDense;
    if (this.isTooDeep) this.pending.clear();
    else if (this.depth > 0) this.pending.keep(bytes.subarray(mark));
    return undefined;
  }

  end(): Failure | undefined {
    if (this.depth > 0) return malformed(`the body is not JSON: it ends too early, after ${this.place()}`);
    if (this.objects === 0) return malformed('the body is empty');
    return this.good === 0 ? (this.firstWrong ?? tooDeep(this.limits.depth)) : undefined;
  }

  private take(bytes: Uint8Array): Failure | undefined {
    const n = this.objects++;
    if (n >= this.limits.records) return tooMany(this.limits.records);
    if (this.values < 0) return tooDense;
    if (this.isTooDeep) {
      this.isTooDeep = false;
      this.sink.reject(`records[${n}]`, tooDeep(this.limits.depth).detail);
      return undefined;
    }
    const value = readValue(bytes);
    if (!value.ok && value.error === NOT_UTF8) {
      // Where it begins and ends is known: one stray byte of a program's log must not cost its neighbours.
      this.firstWrong ??= malformed(`records[${n}] is ${NOT_UTF8}`);
      this.sink.reject(`records[${n}]`, NOT_UTF8);
      return undefined;
    }
    if (!value.ok) return malformed(`records[${n}] is ${value.error}`);
    const wrong = this.check?.(value.value);
    if (wrong === undefined) this.good++;
    else this.firstWrong ??= wrong;
    this.sink.frame(value.value, () => `records[${n}]`);
    return undefined;
  }

  private place(): string {
    return `records[${Math.max(0, this.objects - 1)}]`;
  }
}
