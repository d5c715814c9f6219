import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { parseJson } from './parse-json.ts';
import { shapeOf, type ShapeBounds } from './scan.ts';
import type { SourceLimits } from './source.ts';

export { parseJson } from './parse-json.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** A JSON object: not null, not a list. */
export type Obj = Record<string, unknown>;
export const isObject = (value: unknown): value is Obj =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string property of its own, else undefined: keys come from strangers, so inherited ones never count. */
export function textOf(value: Obj, key: string): string | undefined {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}

const malformed = (detail: string) => err(failure('malformed', detail));

/** UTF-8 to text, strictly; a byte order mark is dropped. */
export function readText(bytes: Uint8Array): Result<string, Failure> {
  try {
    return ok(decoder.decode(bytes));
  } catch {
    return malformed('the body is not valid UTF-8');
  }
}

/**
 * Text that honest records need for each value at least, on average, in bytes: CloudTrail takes 27. Denser JSON is refused,
 * since `[{},{},…` takes forty times its own length once it is parsed.
 */
const BYTES_PER_VALUE = 16;
export const boundsOf = (limits: SourceLimits): ShapeBounds => ({
  depth: limits.depth,
  values: Math.ceil(limits.decompressedBytes / BYTES_PER_VALUE),
});

/** JSON text of bounded shape, and how many values it holds. */
export interface BoundedText {
  readonly text: string;
  readonly values: number;
}

/** Text of JSON bytes within bounds. With `lines` each line is a document. `malformed` if it nests too deep, `too_large` if it holds too many values. */
export function readBoundedText(bytes: Uint8Array, bounds: ShapeBounds, lines = false): Result<BoundedText, Failure> {
  const values = shapeOf(bytes, bounds, lines);
  if (values === 'too deep') return malformed(`the JSON nests deeper than ${bounds.depth} levels`);
  if (values === 'too many')
    return err(failure('too_large', 'the JSON holds too many values for its size; send smaller batches'));
  const text = readText(bytes);
  return text.ok ? ok({ text: text.value, values }) : text;
}

/**
 * The lines of a text that are not blank, with their numbers from 0. One at a time: as a list, the lines of a text that is
 * all line feeds take fifty times its room.
 */
export function* linesOf(text: string): Generator<readonly [number, string]> {
  let start = 0;
  for (let n = 0; start <= text.length; n++) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(start, end);
    if (end > start && line.trim() !== '') yield [n, line];
    start = end + 1;
  }
}

/** One JSON document out of bytes, as it is: strict UTF-8, bounded depth and number of values. */
export function readDocument(bytes: Uint8Array, limits: SourceLimits): Result<unknown, Failure> {
  const read = readBoundedText(bytes, boundsOf(limits));
  if (!read.ok) return read;
  const value = parseJson(read.value.text, true);
  return value.ok ? value : malformed(`the body is ${value.error}`);
}
