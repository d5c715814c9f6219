import { failure, type Failure } from '../kit/errors.ts';
import { err, ok, type Result } from '../kit/result.ts';
import { jsonErrorAt, placeAt, tooDeepAt } from './scan.ts';

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

/** Text of JSON bytes that nest no deeper than `depth`. With `lines` each line is a document. */
export function readShallowText(bytes: Uint8Array, depth: number, lines = false): Result<string, Failure> {
  if (tooDeepAt(bytes, depth, lines) !== -1) return malformed(`the JSON nests deeper than ${depth} levels`);
  return readText(bytes);
}

/** JSON text to its value; a failure names line and column and never quotes the input. */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    const offset = jsonErrorAt(text);
    const { line, column } = placeAt(text, Math.max(0, offset));
    const ends = offset >= text.length ? ' (it ends too early)' : '';
    return err(`not JSON at line ${line}, column ${column}${ends}`);
  }
}

/** One JSON document out of bytes: strict UTF-8, bounded depth. */
export function readDocument(bytes: Uint8Array, depth: number): Result<unknown, Failure> {
  const text = readShallowText(bytes, depth);
  if (!text.ok) return text;
  const value = parseJson(text.value);
  return value.ok ? value : malformed(`the body is ${value.error}`);
}
