import type { Conditions } from './document.ts';
import { arnFits, wildcard } from './match.ts';

/** Condition keys in lower case → their values; a key that the request does not have is not there. */
export type Context = Readonly<Record<string, readonly string[]>>;

type Test = (wanted: string, actual: string) => boolean;

const dateOf = (s: string): number => (/^-?[0-9]+(\.[0-9]+)?$/.test(s) ? Number(s) * 1000 : Date.parse(s));
const compare =
  (of: (s: string) => number, holds: (actual: number, wanted: number) => boolean): Test =>
  (wanted, actual) => {
    const [a, w] = [of(actual), of(wanted)];
    return !Number.isNaN(a) && !Number.isNaN(w) && holds(a, w);
  };
const same = (a: number, b: number): boolean => a === b;
const less = (a: number, b: number): boolean => a < b;
const lessOrSame = (a: number, b: number): boolean => a <= b;
const more = (a: number, b: number): boolean => a > b;
const moreOrSame = (a: number, b: number): boolean => a >= b;

const text: Test = (wanted, actual) => wanted === actual;
const folded: Test = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

/** Operator → its test, and whether it is the negation of one: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, { readonly test: Test; readonly not?: true }>> = {
  StringEquals: { test: text },
  StringNotEquals: { test: text, not: true },
  StringEqualsIgnoreCase: { test: folded },
  StringNotEqualsIgnoreCase: { test: folded, not: true },
  StringLike: { test: wildcard },
  StringNotLike: { test: wildcard, not: true },
  ArnEquals: { test: arnFits },
  ArnLike: { test: arnFits },
  ArnNotEquals: { test: arnFits, not: true },
  ArnNotLike: { test: arnFits, not: true },
  Bool: { test: folded },
  NumericEquals: { test: compare(Number, same) },
  NumericNotEquals: { test: compare(Number, same), not: true },
  NumericLessThan: { test: compare(Number, less) },
  NumericLessThanEquals: { test: compare(Number, lessOrSame) },
  NumericGreaterThan: { test: compare(Number, more) },
  NumericGreaterThanEquals: { test: compare(Number, moreOrSame) },
  DateEquals: { test: compare(dateOf, same) },
  DateNotEquals: { test: compare(dateOf, same), not: true },
  DateLessThan: { test: compare(dateOf, less) },
  DateLessThanEquals: { test: compare(dateOf, lessOrSame) },
  DateGreaterThan: { test: compare(dateOf, more) },
  DateGreaterThanEquals: { test: compare(dateOf, moreOrSame) },
  IpAddress: { test: inNetwork },
  NotIpAddress: { test: inNetwork, not: true },
};

interface Operator {
  readonly base: string;
  readonly ifExists: boolean;
  readonly set: 'all' | 'any' | undefined;
}

function operatorOf(name: string): Operator {
  const set = name.startsWith('ForAllValues:') ? 'all' : name.startsWith('ForAnyValue:') ? 'any' : undefined;
  const rest = name.replace(/^For(AllValues|AnyValue):/, '');
  const ifExists = rest.endsWith('IfExists');
  return { base: ifExists ? rest.slice(0, -'IfExists'.length) : rest, ifExists, set };
}

export function isOperator(name: string): boolean {
  const { base } = operatorOf(name);
  return base === 'Null' || Object.hasOwn(OPERATORS, base);
}

/** Whether every condition holds. `expand` puts policy variables' values in. Keys are in lower case. */
export function conditionsHold(conditions: Conditions, context: Context, expand: (s: string) => string): boolean {
  return Object.entries(conditions).every(([name, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operatorOf(name), wanted.map(expand), context[key])),
  );
}

function holds(op: Operator, wanted: readonly string[], actual: readonly string[] | undefined): boolean {
  if (op.base === 'Null') return wanted.some((w) => (w === 'true') === (actual === undefined));
  const { test, not } = OPERATORS[op.base]!;
  const one = (value: string): boolean => {
    const found = wanted.some((w) => test(w, value));
    return not ? !found : found;
  };
  if (op.set === 'all') return (actual ?? []).every(one);
  if (op.set === 'any') return (actual ?? []).some(one);
  // A key that is missing: the negated operators hold, the others do not, IfExists always holds.
  if (actual === undefined) return op.ifExists || not === true;
  return not ? actual.every(one) : actual.some(one);
}

function inNetwork(network: string, address: string): boolean {
  const [base = '', bits = '32'] = network.split('/');
  const a = ipv4(address);
  const b = ipv4(base);
  if (a === undefined || b === undefined) return address === base;
  const shift = 2 ** (32 - Number(bits));
  return Math.floor(a / shift) === Math.floor(b / shift);
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((p) => !Number.isInteger(p) || p < 0 || p > 255)) return undefined;
  return parts.reduce((n, p) => n * 256 + p, 0);
}
