import { RE2JS } from 're2js';
import { unreachable } from '../../kit/result.ts';
import type { Affix, Comparison, Test, TimePart } from '../ast.ts';
import { compileGlob, type TextTest } from './glob.ts';
import { inNetwork, parseNetwork } from './network.ts';
import { compilePath } from './path.ts';
import { regexFlags } from './regex-flags.ts';

/** Judges one value of a field; the whole record is there for tests that look at another field. */
export type ValueTest = (value: unknown, record: unknown) => boolean;

/** The text form of a value as Sigma compares it; undefined for objects and null. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const onText =
  (test: TextTest): ValueTest =>
  (value) => {
    const text = textOf(value);
    return text !== undefined && test(text);
  };

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

function compileFieldReference(test: Extract<Test, { kind: 'field' }>): ValueTest {
  const other = compilePath(test.path);
  const holds = AFFIX[test.affix];
  const fold = test.cased ? (t: string): string => t : (t: string): string => t.toLowerCase();
  return (value, record) => {
    const text = textOf(value);
    if (text === undefined) return false;
    const whole = fold(text);
    return other(record, (v) => {
      const part = textOf(v);
      return part !== undefined && holds(whole, fold(part));
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

function compileTimePart(test: Extract<Test, { kind: 'time' }>): ValueTest {
  const part = PART[test.part];
  const holds = test.op === 'eq' ? (a: number, b: number) => a === b : COMPARE[test.op];
  return (value) => {
    // A short number is no time: 2026 would be read as one.
    const at = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' && value > 1e11 ? value : NaN;
    return !Number.isNaN(at) && holds(part(new Date(at)), test.value);
  };
}

/** Compiles a test of one value; tests of a field's presence are not of this kind. */
export function compileTest(test: Exclude<Test, { kind: 'null' | 'exists' | 'any' }>): ValueTest {
  switch (test.kind) {
    case 'text':
      return onText(compileGlob(test.glob, test.cased));
    case 'regex': {
      const regex = RE2JS.compile(test.source, regexFlags(test.flags));
      return onText((text) => regex.matcher(text).find());
    }
    case 'cidr': {
      const network = parseNetwork(test.network);
      return network === undefined ? () => false : onText((text) => inNetwork(text, network));
    }
    case 'compare': {
      const holds = COMPARE[test.op];
      return onText((text) => NUMBER.test(text) && holds(Number(text), test.value));
    }
    case 'field':
      return compileFieldReference(test);
    case 'time':
      return compileTimePart(test);
    default:
      return unreachable(test);
  }
}
