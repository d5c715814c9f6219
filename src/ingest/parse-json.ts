import { err, ok, type Result } from '../kit/result.ts';
import { jsonErrorAt, placeAt } from './scan.ts';

/**
 * Where a value begins with sixteen digits, as no integer below 2^53 has more, or has an exponent of three: numbers that a double may
 * not hold. Texts seldom look so, and most documents are known by it to have none.
 */
const ODD_VALUE = /(?:^|[:,[])\s*-?(?:[0-9]{16}|[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]{3})/g;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const INTEGER = /^-?[0-9]+$/;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

const isSpace = (c: number): boolean => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
/** Digits, signs, a point, an exponent: what a number is made of. */
const isOfNumber = (c: number): boolean =>
  (c >= 48 && c <= 57) || c === 0x2b || c === 0x2d || c === 0x2e || (c | 0x20) === 0x65;

/** An integer that a double cannot hold, or a number past its range. */
function isOdd(token: string): boolean {
  const value = Number(token);
  return !Number.isSafeInteger(value) && (!Number.isFinite(value) || INTEGER.test(token));
}

/** Where the string that begins at `at` ends, after its quote. */
function afterString(text: string, at: number): number {
  for (let from = at + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return text.length;
    let first = quote;
    while (first > at + 1 && text.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((quote - first) % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

/**
 * The text with its odd numbers in quotes: as numbers, two ids of them might become one, and infinity is no JSON. One pass. A reviver
 * could do the same, and takes seconds and a hundred times the text's room where there are a million values.
 */
function keepDigits(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  // The next of each, looked for again once it is passed.
  let odd = -1;
  let quote = -1;
  for (let i = 0; i < text.length;) {
    if (odd < i) {
      ODD_VALUE.lastIndex = i;
      odd = ODD_VALUE.exec(text)?.index ?? text.length;
    }
    if (odd === text.length) break;
    if (quote < i) quote = text.indexOf('"', i);
    if (quote === -1) quote = text.length;
    if (quote < odd) {
      i = afterString(text, quote);
      continue;
    }
    let start = isOfNumber(text.charCodeAt(odd)) ? odd : odd + 1;
    while (isSpace(text.charCodeAt(start))) start++;
    let end = start;
    while (end < text.length && isOfNumber(text.charCodeAt(end))) end++;
    let next = end;
    while (next < text.length && isSpace(text.charCodeAt(next))) next++;
    const token = text.slice(start, end);
    // A number in the place of a key is no JSON, and must stay none.
    if (NUMBER.test(token) && isOdd(token) && text.charCodeAt(next) !== COLON) {
      parts.push(text.slice(kept, start), '"', token, '"');
      kept = end;
    }
    i = Math.max(end, odd + 1);
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(kept);
}

const SURROGATE = /\\u[dD][89a-fA-F]/;
/** An escape: of a pair of surrogates, of half of one, or any other, which keeps count of backslashes. */
const ESCAPE = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|[^])/g;
const HALF_LENGTH = '\\ud800'.length;

/**
 * The text with the replacement character for each half of a pair, as decoders of UTF-8 have it: nobody can hash one, and by
 * writing one into a log a stranger would keep his record, or those beside it, from being read.
 */
const withoutHalves = (text: string): string =>
  SURROGATE.test(text)
    ? text.replaceAll(ESCAPE, (escape) => (escape.length === HALF_LENGTH ? String.raw`\ufffd` : escape))
    : text;

/**
 * JSON text to its value. Integers beyond 2^53 and numbers past a double's range come as texts; of a key that stands twice the last counts, as
 * everywhere; half a pair of surrogates is the replacement character, unless `asIs`. A failure names line and column and never quotes
 * the input.
 */
export function parseJson(text: string, asIs = false): Result<unknown, string> {
  try {
    return ok(JSON.parse(keepDigits(asIs ? text : withoutHalves(text))) as unknown);
  } catch {
    const offset = jsonErrorAt(text);
    const { line, column } = placeAt(text, Math.max(0, offset));
    const ends = offset >= text.length ? ' (it ends too early)' : '';
    return err(`not JSON at line ${line}, column ${column}${ends}`);
  }
}
