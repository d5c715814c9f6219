import { failure, type Failure } from '../../kit/errors.ts';
import { ok } from '../../kit/result.ts';
import type { Framing, SourceLimits } from '../source.ts';
import { valuesOf, type Framer, type FrameSink } from './framer.ts';
import { isSpace, malformed, Pieces, readValue, tooDeep, tooDense, tooMany } from './pieces.ts';
import { endOfString, type StringState } from './string-end.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** A list's name stands in the last bytes before its bracket; longer names are of no list that we know. */
const KEY_BYTES = 100;
const KEY = /"([A-Za-z0-9_-]{1,64})"\s*:\s*$/;
const latin1 = new TextDecoder('latin1');
const NOTHING = new Uint8Array();

/**
 * One JSON document, an element of its list at a time. Brackets and strings are followed byte by byte; whether each element, and
 * what stands around the list, is JSON is then the engine's own parser's say.
 */
export class DocumentFramer implements Framer {
  private readonly framing: Extract<Framing, { as: 'document' }>;
  private readonly limits: SourceLimits;
  private readonly sink: FrameSink;
  private readonly maxValues: number;
  /** What stands outside of the list, and the element under way. */
  private readonly outside = new Pieces();
  private readonly element = new Pieces();
  private where: 'start' | 'outside' | 'between' | 'element' | 'done' = 'start';
  private top = 0;
  private depth = 0;
  private values = 0;
  private readonly string: StringState = { inString: false, escaped: false };
  /** Depth inside of the list; 0 before one is found. */
  private listDepth = 0;
  private listName = 'records';
  private elements = 0;
  private good = 0;
  /** Of documents, where several follow one another, those that have ended. */
  private documents = 0;
  /** The element under way nests deeper than anybody reads. */
  private isTooDeep = false;
  private afterComma = false;
  private firstWrong: Failure | undefined;

  constructor(framing: Extract<Framing, { as: 'document' }>, limits: SourceLimits, sink: FrameSink) {
    this.framing = framing;
    this.limits = limits;
    this.sink = sink;
    this.maxValues = valuesOf(limits);
  }

  push(bytes: Uint8Array): Failure | undefined {
    let mark = 0;
    for (let i = 0; i < bytes.length; i++) {
      if (this.string.inString) {
        i = endOfString(bytes, i, this.string);
        continue;
      }
      const b = bytes[i]!;
      if (isSpace(b)) continue;
      if (this.where === 'done') {
        const wrong = this.next(b, bytes.subarray(mark, i));
        if (wrong) return wrong;
        mark = i;
      }
      if (this.where === 'start') {
        // A byte order mark is left out, as text decoders do.
        if (i < 3 && (b === 0xef || b === 0xbb || b === 0xbf)) {
          mark = i + 1;
          continue;
        }
        if (b !== OPEN_LIST && b !== OPEN_OBJECT)
          return malformed('the body is neither a JSON object nor a list of them');
        this.top = b;
        this.where = 'outside';
      }
      const atList = this.listDepth > 0 && this.depth === this.listDepth;
      if (this.where === 'between' && b !== COMMA && b !== CLOSE_LIST && b !== CLOSE_OBJECT) {
        this.where = 'element';
        mark = i;
      }
      if (b === QUOTE) this.string.inString = true;
      else if (b === COMMA) {
        this.values++;
        if (atList && this.where !== 'outside') {
          const failed = this.finish(bytes.subarray(mark, i), true);
          if (failed) return failed;
        }
      } else if (b === OPEN_LIST || b === OPEN_OBJECT) {
        if (++this.depth > this.limits.depth) {
          if (this.where !== 'element') return tooDeep(this.limits.depth);
          this.isTooDeep = true;
          this.element.clear();
        }
        this.values++;
        if (this.where === 'outside' && b === OPEN_LIST && this.listDepth === 0 && this.beginsList(bytes, mark, i)) {
          this.outside.keep(bytes.subarray(mark, i + 1));
          this.listDepth = this.depth;
          this.where = 'between';
        }
      } else if (b === CLOSE_LIST || b === CLOSE_OBJECT) {
        if (atList && this.where !== 'outside') {
          if (b === CLOSE_OBJECT) return this.broken();
          const failed = this.finish(bytes.subarray(mark, i), false);
          if (failed) return failed;
          mark = i;
          this.where = 'outside';
        }
        if (--this.depth === 0) this.where = 'done';
      }
    }
    if (this.values > this.maxValues) return tooDense;
    if (this.where === 'element') this.element.keep(this.isTooDeep ? NOTHING : bytes.subarray(mark));
    else if (this.where !== 'between') this.outside.keep(bytes.subarray(mark));
    return undefined;
  }

  end(): Failure | undefined {
    if (this.where === 'start') return malformed('the body is empty');
    if (this.where !== 'done') {
      const place = this.listDepth > 0 ? `, after ${this.listName}[${Math.max(0, this.elements - 1)}]` : '';
      return malformed(`the body is not JSON: it ends too early${place}`);
    }
    const failed = this.finishDocument(NOTHING);
    if (failed) return failed;
    const isEmpty = this.elements === 0 && this.firstWrong === undefined;
    return this.good > 0 || isEmpty ? undefined : (this.firstWrong ?? tooDeep(this.limits.depth));
  }

  /** Hands a frame on, and keeps in mind whether any is good. */
  private give(value: unknown, at: () => string): void {
    const wrong = this.framing.check?.(value);
    if (wrong === undefined) this.good++;
    else this.firstWrong ??= wrong;
    this.sink.frame(value, at);
  }

  /** Another document begins after the one that has ended, if it may. `rest` is what of that one was not kept. */
  private next(byte: number, rest: Uint8Array): Failure | undefined {
    if (this.framing.more !== true || (byte !== OPEN_LIST && byte !== OPEN_OBJECT))
      return malformed('the body is not JSON: something follows the document');
    const failed = this.finishDocument(rest);
    if (failed) return failed;
    this.outside.clear();
    this.listDepth = 0;
    this.listName = 'records';
    this.afterComma = false;
    this.where = 'start';
    return undefined;
  }

  private finishDocument(rest: Uint8Array): Failure | undefined {
    const n = this.documents++;
    const around = readValue(this.outside.with(rest));
    if (!around.ok) return malformed(`the body is ${around.error}`);
    // Lists with nothing in them are no records, and cost as much.
    if (this.listDepth > 0) return n < this.limits.records ? undefined : tooMany(this.limits.records);
    const [name] = this.framing.lists;
    if (this.framing.required === true && name !== undefined)
      return failure('malformed', `${name} is missing or not a list`, { field: `/${name}` });
    if (this.elements + n >= this.limits.records) return tooMany(this.limits.records);
    if (this.values > this.maxValues) return tooDense;
    this.give(around.value, () => (n === 0 ? 'body' : `documents[${n}]`));
    return undefined;
  }

  private beginsList(bytes: Uint8Array, mark: number, at: number): boolean {
    if (this.depth === 1) return this.top === OPEN_LIST;
    if (this.depth !== 2 || this.top !== OPEN_OBJECT) return false;
    const key = KEY.exec(latin1.decode(this.outside.endingIn(bytes.subarray(mark, at), KEY_BYTES)))?.[1];
    if (key === undefined || !this.framing.lists.includes(key)) return false;
    this.listName = key;
    return true;
  }

  /** An element ends at a comma or at the end of the list. */
  private finish(rest: Uint8Array, comma: boolean): Failure | undefined {
    if (this.where === 'between') {
      // `[]` is a list; `[,` and `[1,]` are none.
      if (comma || this.afterComma) return this.broken();
      return undefined;
    }
    const n = this.elements++;
    if (n >= this.limits.records) return tooMany(this.limits.records);
    if (this.values > this.maxValues) return tooDense;
    const isTooDeep = this.isTooDeep;
    const value = isTooDeep ? ok(undefined) : readValue(this.element.with(rest));
    this.element.clear();
    this.isTooDeep = false;
    this.where = 'between';
    this.afterComma = comma;
    // One record that nobody can read must not hide its neighbours: some senders let strangers choose how deep a record nests.
    if (isTooDeep) {
      this.sink.reject(`${this.listName}[${n}]`, tooDeep(this.limits.depth).detail);
      return undefined;
    }
    if (!value.ok) return malformed(`the body is not JSON in ${this.listName}[${n}]: ${value.error}`);
    const name = this.listName;
    this.give(value.value, () => `${name}[${n}]`);
    return undefined;
  }

  private broken(): Failure {
    return malformed(`the body is not JSON after ${this.listName}[${Math.max(0, this.elements - 1)}]`);
  }
}
