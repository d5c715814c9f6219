import type { Item, Test } from '../ast.ts';
import { literal } from '../parse/glob.ts';
import type { Field, Fields } from './field.ts';
import type { LeafTest } from './leaf.ts';
import { compileTest } from './value.ts';

/** Judges the event at hand. */
export type Judge = () => boolean;

/** From this many plain values on, one look-up beats comparing each. */
const SET_FROM = 4;

/** Compiles an item over the event that `fields` read. */
export function compileItem(item: Item, fields: Fields): Judge {
  const field = fields(item.field);
  const holds = item.all
    ? every(item.tests.map((t) => compileOne(t, field, fields)))
    : compileSome(item, field, fields);
  return item.negated ? () => !holds() : holds;
}

function compileSome(item: Item, field: Field, fields: Fields): Judge {
  const { listed, rest } = splitListed(item.tests);
  const leafTests: LeafTest[] = listed === undefined ? [] : [listed];
  const judges: Judge[] = [];
  for (const test of rest) {
    if (test.kind === 'null' || test.kind === 'exists' || test.kind === 'any')
      judges.push(compileOne(test, field, fields));
    else leafTests.push(compileTest(test, fields));
  }
  if (leafTests.length > 0) {
    const test = someLeaf(leafTests);
    judges.unshift(() => field.some(test));
  }
  return some(judges);
}

/** Many plain values become one look-up. */
function splitListed(tests: readonly Test[]): { listed?: LeafTest; rest: readonly Test[] } {
  const plain = new Set<string>();
  const rest: Test[] = [];
  for (const test of tests) {
    const text = test.kind === 'text' && !test.cased ? literal(test.glob) : undefined;
    if (text === undefined) rest.push(test);
    else plain.add(text.toLowerCase());
  }
  if (plain.size < SET_FROM) return { rest: tests };
  const listed: LeafTest = (leaf) => {
    const text = leaf.lower();
    return text !== null && plain.has(text);
  };
  return { listed, rest };
}

function someLeaf(tests: readonly LeafTest[]): LeafTest {
  if (tests.length === 1) return tests[0]!;
  return (leaf) => {
    for (const test of tests) if (test(leaf)) return true;
    return false;
  };
}

/** An empty list has no value: it counts as missing, like a key that is not there. */
function compileOne(test: Test, field: Field, fields: Fields): Judge {
  switch (test.kind) {
    case 'null':
      return () => !field.present() || field.some((leaf) => leaf.value === null);
    case 'exists':
      return () => field.present() === test.present;
    case 'any':
      return some(test.of.map((t) => compileOne(t, field, fields)));
    default: {
      const holds = compileTest(test, fields);
      return () => field.some(holds);
    }
  }
}

export function every(judges: readonly Judge[]): Judge {
  if (judges.length === 1) return judges[0]!;
  return () => {
    for (const judge of judges) if (!judge()) return false;
    return true;
  };
}

export function some(judges: readonly Judge[]): Judge {
  if (judges.length === 1) return judges[0]!;
  return () => {
    for (const judge of judges) if (judge()) return true;
    return false;
  };
}
