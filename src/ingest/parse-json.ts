import { err, ok, type Result } from '../kit/result.ts';
import { jsonErrorAt, placeAt } from './scan.ts';

/**
 * Numbers that a double may not hold have sixteen digits in a row, as no integer below 2^53 has more, or an exponent of three. Also
 * found inside of texts, which costs a slower parse only.
 */
const ODD_NUMBER = /[0-9]{16}|[eE]\+?[0-9]{3}/;
const INTEGER = /^-?[0-9]+$/;

/**
 * Integers that a double cannot hold, and numbers past its range, become texts as they stood: as numbers, two ids of them might
 * become one, and infinity is no JSON. The third argument is what ECMAScript's "JSON.parse source text access" gives for numbers.
 */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  if (source === undefined) return value;
  return !Number.isFinite(value) || INTEGER.test(source) ? source : value;
}

/**
 * JSON text to its value. Integers beyond 2^53 and numbers past a double's range come as texts; of a key that stands twice the last counts, as
 * everywhere. A failure names line and column and never quotes the input.
 */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok((ODD_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)) as unknown);
  } catch {
    const offset = jsonErrorAt(text);
    const { line, column } = placeAt(text, Math.max(0, offset));
    const ends = offset >= text.length ? ' (it ends too early)' : '';
    return err(`not JSON at line ${line}, column ${column}${ends}`);
  }
}
