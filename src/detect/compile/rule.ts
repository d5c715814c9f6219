import type { Condition, Item, RuleAst, Search, Test } from '../ast.ts';
import { unreachable } from '../../kit/result.ts';
import { literal } from '../parse/glob.ts';
import { compilePath, everyValue, type Walk } from './path.ts';
import { compileTest, textOf, type ValueTest } from './value.ts';

export type RecordTest = (record: unknown) => boolean;

/** From this many plain values on, one look-up beats comparing each. */
const SET_FROM = 4;

/** Compiles a rule's condition to one closure. The record is any JSON value; the closure does not throw. */
export function compileRule(rule: RuleAst): RecordTest {
  const searches = new Map(Object.entries(rule.searches).map(([name, s]) => [name, compileSearch(s)]));
  const compile = (condition: Condition): RecordTest => {
    switch (condition.kind) {
      case 'search':
        return searches.get(condition.name) ?? (() => false);
      case 'not': {
        const inner = compile(condition.of);
        return (record) => !inner(record);
      }
      case 'and':
        return every(condition.of.map(compile));
      case 'or':
        return some(condition.of.map(compile));
      default:
        return unreachable(condition);
    }
  };
  return some(rule.conditions.map(compile));
}

const every = (tests: readonly RecordTest[]): RecordTest =>
  tests.length === 1 ? tests[0]! : (record) => tests.every((t) => t(record));
const some = (tests: readonly RecordTest[]): RecordTest =>
  tests.length === 1 ? tests[0]! : (record) => tests.some((t) => t(record));

const compileSearch = (search: Search): RecordTest =>
  some(search.alternatives.map((items) => every(items.map(compileItem))));

function compileItem(item: Item): RecordTest {
  if (!item.negated) return compilePlain(item);
  const holds = compilePlain(item);
  return (record) => !holds(record);
}

function compilePlain(item: Item): RecordTest {
  const walk = item.field === null ? everyValue : compilePath(item.field);
  if (item.all) return every(item.tests.map((t) => compileOne(walk, t)));
  const plain: string[] = [];
  const rest: Test[] = [];
  for (const test of item.tests) {
    const text = test.kind === 'text' && !test.cased ? literal(test.glob) : undefined;
    if (text === undefined) rest.push(test);
    else plain.push(text.toLowerCase());
  }
  if (plain.length < SET_FROM) return some(item.tests.map((t) => compileOne(walk, t)));
  const known = new Set(plain);
  const listed: ValueTest = (value) => {
    const text = textOf(value);
    return text !== undefined && known.has(text.toLowerCase());
  };
  return some([over(walk, listed), ...rest.map((t) => compileOne(walk, t))]);
}

const over =
  (walk: Walk, test: ValueTest): RecordTest =>
  (record) =>
    walk(record, (value) => test(value, record));

const isThere = (): boolean => true;

/** An empty list has no value: it counts as missing, like a key that is not there. */
function compileOne(walk: Walk, test: Test): RecordTest {
  if (test.kind === 'null') return (record) => !walk(record, isThere) || walk(record, (value) => value === null);
  if (test.kind === 'exists') return (record) => walk(record, isThere) === test.present;
  if (test.kind === 'any') return some(test.of.map((t) => compileOne(walk, t)));
  return over(walk, compileTest(test));
}
