import { err, ok, type Result } from '../kit/result.ts';
import { jsonErrorAt, placeAt } from './scan.ts';

/** Sixteen digits in a row, as no integer below 2^53 has more of; also found inside of texts, which costs a slower parse only. */
const LONG_DIGITS = /[0-9]{16}/;

/**
 * Integers that a double cannot hold become texts with all their digits: as numbers, two ids of them might become one. The third
 * argument is what ECMAScript's "JSON.parse source text access" gives for numbers.
 */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const digits = context?.source;
  return digits !== undefined && /^-?[0-9]+$/.test(digits) ? digits : value;
}

/**
 * JSON text to its value. Integers beyond 2^53 come as texts of their digits; of a key that stands twice the last counts, as
 * everywhere. A failure names line and column and never quotes the input.
 */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok((LONG_DIGITS.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)) as unknown);
  } catch {
    const offset = jsonErrorAt(text);
    const { line, column } = placeAt(text, Math.max(0, offset));
    const ends = offset >= text.length ? ' (it ends too early)' : '';
    return err(`not JSON at line ${line}, column ${column}${ends}`);
  }
}
