import type { Failure } from '../../kit/errors.ts';
import { ok } from '../../kit/result.ts';
import { isObject } from '../read-json.ts';
import { shapeOf } from '../scan.ts';
import type { FrameCheck, Framing, SourceLimits } from '../source.ts';
import { valuesOf, type Framer, type FrameSink } from './framer.ts';
import { isSpace, malformed, Pieces, readUtf8, readValue, tooDense, tooMany } from './pieces.ts';

const LINE_FEED = 0x0a;
const latin1 = new TextDecoder('latin1');
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

const TAB = 0x09;
const ESCAPE = 0x1b;
/** No control characters but a tab, and the escapes that colour a terminal: what else has them is no text of any encoding. */
const isText = (bytes: Uint8Array): boolean => bytes.every((b) => b >= 0x20 || b === TAB || b === ESCAPE);

/**
 * A frame a line, blank ones left out: JSON documents (NDJSON) or texts. A line that cannot be read is bad by itself; a body with
 * no readable line at all is refused, so that its sender learns of it.
 */
export class LinesFramer implements Framer {
  private readonly json: boolean;
  private readonly anyEncoding: boolean;
  private readonly check: FrameCheck | undefined;
  private firstWrong: Failure | undefined;
  private readonly limits: SourceLimits;
  private readonly sink: FrameSink;
  private readonly pending = new Pieces();
  private line = 0;
  private seen = 0;
  private good = 0;
  private values: number;
  private firstBad: string | undefined;

  constructor(framing: Extract<Framing, { as: 'lines' | 'text' }>, limits: SourceLimits, sink: FrameSink) {
    this.json = framing.as === 'lines';
    this.check = framing.as === 'lines' ? framing.check : undefined;
    this.anyEncoding = framing.as === 'text' && framing.anyEncoding === true;
    this.limits = limits;
    this.sink = sink;
    this.values = valuesOf(limits);
  }

  push(bytes: Uint8Array): Failure | undefined {
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed !== -1; feed = bytes.indexOf(LINE_FEED, start)) {
      // A body may be nothing but line feeds.
      if (feed === start && this.pending.length === 0) this.line++;
      else {
        const failed = this.take(this.pending.with(bytes.subarray(start, feed)));
        if (failed) return failed;
        this.pending.clear();
      }
      start = feed + 1;
    }
    this.pending.keep(bytes.subarray(start));
    return undefined;
  }

  end(): Failure | undefined {
    const failed = this.take(this.pending.with(new Uint8Array()));
    if (failed) return failed;
    if (this.good > 0) return undefined;
    if (this.firstWrong) return this.firstWrong;
    return malformed(
      this.firstBad === undefined ? 'the body is empty' : `no record is readable; the first, ${this.firstBad}`,
    );
  }

  private take(line: Uint8Array): Failure | undefined {
    const n = this.line++;
    const start = n === 0 && BYTE_ORDER_MARK.every((b, i) => line[i] === b) ? 3 : 0;
    const text = line.subarray(start);
    if (text.every(isSpace)) return undefined;
    if (++this.seen > this.limits.records) return tooMany(this.limits.records);
    return this.json ? this.takeJson(text, n) : this.takeText(text, n);
  }

  private takeText(line: Uint8Array, n: number): undefined {
    const bytes = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
    const utf8 = readUtf8(bytes);
    const text = utf8.ok || !this.anyEncoding || !isText(bytes) ? utf8 : ok(latin1.decode(bytes));
    if (!text.ok) return this.bad(n, text.error);
    this.good++;
    this.sink.frame(text.value, () => `lines[${n}]`);
    return undefined;
  }

  private takeJson(line: Uint8Array, n: number): Failure | undefined {
    const shape = shapeOf(line, { depth: this.limits.depth, values: this.values });
    if (shape === 'too many') return tooDense;
    if (shape === 'too deep') return this.bad(n, `the JSON nests deeper than ${this.limits.depth} levels`);
    this.values -= shape;
    const value = readValue(line);
    if (!value.ok) return this.bad(n, value.error.replace(' line 1,', ` line ${n + 1},`));
    if (!isObject(value.value)) return this.bad(n, 'a record is not a JSON object');
    const wrong = this.check?.(value.value);
    if (wrong === undefined) this.good++;
    else this.firstWrong ??= wrong;
    this.sink.frame(value.value, () => `lines[${n}]`);
    return undefined;
  }

  private bad(n: number, reason: string): undefined {
    this.firstBad ??= `lines[${n}]: ${reason}`;
    this.sink.reject(`lines[${n}]`, reason);
  }
}
