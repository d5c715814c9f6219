import { unreachable } from '../../kit/result.ts';
import type { Glob, Item, Test } from '../ast.ts';
import { parseNetwork } from '../compile/network.ts';
import { expandValue } from './expand.ts';
import { Fault, quote, type Context, type Path } from './fault.ts';
import { parseGlob, withAffix } from './glob.ts';
import { parseModifiers, type Modifiers } from './modifiers.ts';
import { readRegex } from './regex.ts';
import { spellings } from './transform.ts';

/** The longest public lists are of hashes; a longer one belongs to the indicator store. */
const MAX_VALUES = 20_000;
/** What the spellings of all values may be together: five dashes at four places make 625 of one. */
const MAX_TESTS = 60_000;
/** A field costs more memory than a value, and each way to join its segments to keys is prepared. */
const FIELD_PARTS = 4;
/** An expression is compiled to be sure of it, and has some kilobytes of its own. */
const REGEX_PARTS = 10;
const PARTS = { minute: [0, 59], hour: [0, 23], day: [1, 31], week: [1, 53], month: [1, 12], year: [1, 9999] } as const;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$|^0x[\da-f]{1,13}$/i;

/**
 * Parses `field|modifier…: value`; an empty field means keywords, sought inside every value of the record.
 * Throws `Fault`.
 */
export function parseItem(key: string, value: unknown, path: Path, context: Context): Item {
  const [field = '', ...names] = key.split('|');
  if (field !== field.trim())
    throw new Fault(path, `the field name ${quote(field)} has spaces around it`, 'leave them out');
  const keyword = field === '';
  const modifiers = parseModifiers(names, path);
  if (keyword && modifiers.kind !== 'text' && modifiers.kind !== 'regex')
    throw new Fault(path, `keywords cannot take ${names.join('|')}`, 'name a field before the `|`');
  const values = flatten(value, path, modifiers.all);
  if (values.length === 0)
    throw new Fault(path, `${quote(key)} has an empty list of values`, 'write null if the field must be missing');
  if (values.length > MAX_VALUES)
    throw new Fault(
      path,
      `${quote(key)} has more than ${MAX_VALUES} values`,
      'use several items, or the indicator store',
    );
  // A keyword is sought anywhere in a value, since it stands for a search in the whole log line.
  const read = keyword && modifiers.affix === 'whole' ? { ...modifiers, affix: 'contains' as const } : modifiers;
  let tests = 0;
  context.spend(path, FIELD_PARTS + field.split('.').length ** 2);
  const each = values.map(([v, at]) => {
    if (keyword && v === null) throw new Fault(at, 'null cannot be a keyword', 'name a field');
    const made = parseValue(v, read, at, context);
    if ((tests += made.length) > MAX_TESTS)
      throw new Fault(at, `the values have more than ${MAX_TESTS} spellings together`, 'use several items');
    context.spend(at, made.length * (read.kind === 'regex' ? REGEX_PARTS : 1));
    return made;
  });
  const all = modifiers.all ? each.map(together) : each.flatMap((t) => (t.length === 0 ? [together(t)] : t));
  return {
    field: keyword ? null : field,
    tests: all,
    all: modifiers.all,
    ...(modifiers.negated ? { negated: true } : {}),
  };
}

const together = (tests: readonly Test[]): Test => (tests.length === 1 ? tests[0]! : { kind: 'any', of: tests });

/** Lists in lists, as anchors make them, are one list; with `all` it would be unclear what must hold. */
function flatten(value: unknown, path: Path, all: boolean): [unknown, Path][] {
  if (!Array.isArray(value)) return [[value, path]];
  return (value as readonly unknown[]).flatMap((v, i): [unknown, Path][] => {
    const at = [...path, i];
    if (Array.isArray(v) && all) throw new Fault(at, '`all` takes no list in a list', 'write one list');
    return flatten(v, at, all);
  });
}

/** The tests that a value stands for; one that holds is enough. */
function parseValue(value: unknown, m: Modifiers, path: Path, context: Context): readonly Test[] {
  if (!m.expand || typeof value !== 'string') return parseTest(value, m, path);
  const expanded = expandValue(value, context, m.kind === 'regex' ? regexOf : (text) => text);
  if (expanded === undefined) throw new Fault(path, 'the placeholders make too many values', 'use fewer in one value');
  for (const name of expanded.missing)
    context.warn(path, `the placeholder ${quote(name)} has no values, so it matches nothing`, 'give it values');
  return expanded.values.flatMap((v) => parseTest(v, m, path));
}

/** A Sigma pattern as an expression that finds the same. */
const regexOf = (pattern: string): string =>
  parseGlob(pattern, 'whole')
    .map((part) =>
      'text' in part ? part.text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&') : part.wild === 'many' ? '.*' : '.',
    )
    .join('');

function parseTest(value: unknown, m: Modifiers, path: Path): readonly Test[] {
  switch (m.kind) {
    case 'text':
      if (value === null && m.affix === 'whole' && m.transformations.length === 0) return [{ kind: 'null' }];
      return spellings(scalar(value, path), m.transformations, path).map((glob: Glob): Test => ({
        kind: 'text',
        glob: withAffix(glob, m.affix),
        cased: m.cased,
      }));
    case 'regex':
      return [{ kind: 'regex', source: readRegex(scalar(value, path), m.flags, m.affix, path), flags: m.flags }];
    case 'exists':
      return [{ kind: 'exists', present: truth(value, path) }];
    case 'cidr':
      if (typeof value !== 'string' || parseNetwork(value) === undefined)
        throw new Fault(path, '`cidr` takes a network', 'for example 10.0.0.0/8 or 2001:db8::/32');
      return [{ kind: 'cidr', network: value }];
    case 'compare':
      if (m.op === 'eq') throw new Fault(path, 'a comparison is missing');
      return [{ kind: 'compare', op: m.op, value: number(value, m.op, path) }];
    case 'time':
      return [timePart(value, m, path)];
    case 'field':
      if (typeof value !== 'string' || value === '')
        throw new Fault(path, '`fieldref` takes the name of a field', 'for example `user|fieldref: target.user`');
      return [{ kind: 'field', path: value, affix: m.affix, cased: m.cased }];
    default:
      return unreachable(m.kind);
  }
}

function scalar(value: unknown, path: Path): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  throw new Fault(
    path,
    value === null ? 'null takes no modifier' : 'a field takes a text, number, boolean, null or a list of them',
    'name deeper fields with dots, such as requestParameters.userName',
  );
}

function truth(value: unknown, path: Path): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true' || word === 'yes') return true;
  if (word === 'false' || word === 'no') return false;
  throw new Fault(path, '`exists` takes true or false', 'for example `field|exists: true`');
}

function number(value: unknown, what: string, path: Path): number {
  const read = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  if (typeof read === 'number' && Number.isFinite(read)) return read;
  throw new Fault(path, `\`${what}\` takes a number`, `for example \`field|${what}: 5\``);
}

function timePart(value: unknown, m: Modifiers, path: Path): Test {
  const n = number(value, m.part, path);
  const [least, most] = PARTS[m.part];
  if (!Number.isInteger(n) || n < least || n > most)
    throw new Fault(path, `\`${m.part}\` is a whole number from ${least} to ${most}`, 'times are in UTC');
  return { kind: 'time', part: m.part, op: m.op, value: n };
}
