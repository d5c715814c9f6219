import { concatBytes } from '../../kit/bytes.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { parseJson } from '../parse-json.ts';
import { shapeOf } from '../scan.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

export const malformed = (detail: string): Failure => failure('malformed', detail);
export const tooDeep = (depth: number): Failure => malformed(`the JSON nests deeper than ${depth} levels`);
export const tooDense = failure('too_large', 'the JSON holds too many values for its size; send smaller batches');
export const tooMany = (records: number): Failure =>
  failure('too_large', `the body holds more than ${records} records; send smaller batches`);

export const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Bytes gathered over chunks. A chunk belongs to whoever pushed it, so what outlives the push is copied. */
export class Pieces {
  private parts: Uint8Array[] = [];
  length = 0;

  /** The bytes so far and these; they are not kept. */
  with(bytes: Uint8Array): Uint8Array {
    return this.parts.length === 0 ? bytes : concatBytes([...this.parts, bytes]);
  }

  /** The last bytes of all these and `bytes`, at most `count`: what was gathered before is not copied. */
  endingIn(bytes: Uint8Array, count: number): Uint8Array {
    const ends: Uint8Array[] = [bytes.subarray(Math.max(0, bytes.length - count))];
    let missing = count - ends[0]!.length;
    for (let i = this.parts.length - 1; i >= 0 && missing > 0; i--) {
      const part = this.parts[i]!;
      const end = part.subarray(Math.max(0, part.length - missing));
      ends.unshift(end);
      missing -= end.length;
    }
    return concatBytes(ends);
  }

  keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.parts.push(bytes.slice());
    this.length += bytes.length;
  }

  clear(): void {
    this.parts = [];
    this.length = 0;
  }
}

/**
 * Values that one document may hold: it is in memory whole, at a hundred bytes for each at worst, next to whatever else an isolate
 * does. Records of a list are documents of their own; an honest one of so many would have 13 MiB.
 */
const DOCUMENT_VALUES_MAX = 500_000;
const TOO_MANY_VALUES = `one document of more than ${DOCUMENT_VALUES_MAX} values; send its records in smaller ones`;
/** Two bytes for each value are the least. */
const mayHoldTooMany = (bytes: Uint8Array): boolean => bytes.length > 2 * DOCUMENT_VALUES_MAX;

export const NOT_UTF8 = 'not valid UTF-8';

/** Strict UTF-8 JSON; an error says what, never quotes. */
export function readValue(bytes: Uint8Array): Result<unknown, string> {
  if (mayHoldTooMany(bytes) && shapeOf(bytes, { depth: Infinity, values: DOCUMENT_VALUES_MAX }) === 'too many')
    return err(TOO_MANY_VALUES);
  const text = readUtf8(bytes);
  return text.ok ? parseJson(text.value) : text;
}

export function readUtf8(bytes: Uint8Array): Result<string, string> {
  try {
    return ok(decoder.decode(bytes));
  } catch {
    return err(NOT_UTF8);
  }
}
