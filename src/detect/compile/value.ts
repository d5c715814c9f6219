import { unreachable } from '../../kit/result.ts';
import type { Affix, Comparison, Test, TimePart } from '../ast.ts';
import type { Fields } from './field.ts';
import { compileGlob, type TextTest } from './glob.ts';
import { textOf, type Leaf, type LeafTest } from './leaf.ts';
import { inNetwork, parseNetwork } from './network.ts';
import { compileRegex } from './regex.ts';

const onText =
  (test: TextTest): LeafTest =>
  (leaf) => {
    const text = textOf(leaf.value);
    return text !== undefined && test(text);
  };

const onLower =
  (test: TextTest): LeafTest =>
  (leaf) => {
    const text = leaf.lower();
    return text !== null && test(text);
  };

const CASE_BIT = 32;
const LAST_ASCII = 127;
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/**
 * Folding a value costs more than all else about it, so it is put off where the value's first character or its length tells already.
 * That is sure of ASCII: its lower case has as many characters, and no text with others in it folds to ASCII of another length
 * (U+212A folds to k, U+0130 to two characters of which one is beyond ASCII).
 */
function compileText({ glob, cased }: Extract<Test, { kind: 'text' }>): LeafTest {
  const holds = compileGlob(glob, cased);
  if (cased) return onText(holds);
  const slow = onLower(holds);
  const [head] = glob;
  if (head === undefined || !('text' in head) || head.text === '' || !isAscii(head.text)) return slow;
  const whole = glob.length === 1 ? head.text : undefined;
  const first = head.text.charCodeAt(0) | CASE_BIT;
  return (leaf) => {
    const { value } = leaf;
    if (typeof value !== 'string') return slow(leaf);
    if (whole !== undefined) {
      if (value.length !== whole.length) return false;
      if (value === whole) return true;
    }
    const c = value.charCodeAt(0);
    return (c > LAST_ASCII || (c | CASE_BIT) === first) && slow(leaf);
  };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const COMPARE: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};
const AFFIX: Readonly<Record<Affix, (whole: string, part: string) => boolean>> = {
  whole: (whole, part) => whole === part,
  contains: (whole, part) => whole.includes(part),
  startswith: (whole, part) => whole.startsWith(part),
  endswith: (whole, part) => whole.endsWith(part),
};

function compileFieldReference(test: Extract<Test, { kind: 'field' }>, fields: Fields): LeafTest {
  const other = fields(test.path);
  const holds = AFFIX[test.affix];
  const fold = test.cased ? (l: Leaf): string | null => textOf(l.value) ?? null : (l: Leaf): string | null => l.lower();
  return (leaf) => {
    const whole = fold(leaf);
    if (whole === null) return false;
    return other.some((o) => {
      const part = fold(o);
      return part !== null && holds(whole, part);
    });
  };
}

const PART: Readonly<Record<TimePart, (at: Date) => number>> = {
  minute: (at) => at.getUTCMinutes(),
  hour: (at) => at.getUTCHours(),
  day: (at) => at.getUTCDate(),
  week: isoWeek,
  month: (at) => at.getUTCMonth() + 1,
  year: (at) => at.getUTCFullYear(),
};
const DAY_MS = 86_400_000;

/** ISO 8601: the week that holds a year's first Thursday is its first. */
function isoWeek(at: Date): number {
  const thursday = new Date(at);
  thursday.setUTCDate(at.getUTCDate() + 4 - (at.getUTCDay() || 7));
  return Math.ceil((Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY_MS) + 1) / 7);
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?))?$/i;
const ZONED = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/i;

/** ms since 1970 of a text, NaN if it is no time. What names no zone is UTC, wherever this runs. */
function momentOf(text: string): number {
  const iso = ISO.exec(text);
  if (iso !== null) return Date.parse(iso[2] === undefined ? iso[1]! : `${iso[1]}T${iso[2].replace(',', '.')}Z`);
  return Date.parse(ZONED.test(text) ? text : `${text} UTC`);
}

function compileTimePart(test: Extract<Test, { kind: 'time' }>): LeafTest {
  const part = PART[test.part];
  const holds = test.op === 'eq' ? (a: number, b: number) => a === b : COMPARE[test.op];
  return ({ value }) => {
    // A short number is no time: 2026 would be read as one.
    const at = typeof value === 'string' ? momentOf(value) : typeof value === 'number' && value > 1e11 ? value : NaN;
    return !Number.isNaN(at) && holds(part(new Date(at)), test.value);
  };
}

/** Compiles a test of one value; tests of a field's presence are not of this kind. */
export function compileTest(test: Exclude<Test, { kind: 'null' | 'exists' | 'any' }>, fields: Fields): LeafTest {
  switch (test.kind) {
    case 'text':
      return compileText(test);
    case 'regex':
      return compileRegex(test.source, test.flags);
    case 'cidr': {
      const network = parseNetwork(test.network);
      return network === undefined ? () => false : onText((text) => inNetwork(text, network));
    }
    case 'compare': {
      const holds = COMPARE[test.op];
      return onText((text) => NUMBER.test(text) && holds(Number(text), test.value));
    }
    case 'field':
      return compileFieldReference(test, fields);
    case 'time':
      return compileTimePart(test);
    default:
      return unreachable(test);
  }
}
