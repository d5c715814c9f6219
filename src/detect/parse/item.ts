import { RE2JS } from 're2js';
import { unreachable } from '../../kit/result.ts';
import type { Item, Test } from '../ast.ts';
import { parseNetwork } from '../compile/network.ts';
import { regexFlags } from '../compile/regex-flags.ts';
import { Fault, quote, type Path } from './fault.ts';
import { parseGlob } from './glob.ts';
import { parseModifiers, type Modifiers } from './modifiers.ts';

/** A rule with more is a list of indicators, which belongs to the indicator store. */
const MAX_VALUES = 2_000;
const MAX_REGEX_CHARS = 1_000;

/**
 * Parses `field|modifier…: value`; an empty field means keywords, sought inside every value of the record.
 * Throws `Fault`.
 */
export function parseItem(key: string, value: unknown, path: Path): Item {
  const [field = '', ...names] = key.split('|');
  if (field !== field.trim()) throw new Fault(path, `the field name ${quote(field)} has spaces around it`);
  const keyword = field === '';
  const modifiers = parseModifiers(names, path);
  if (keyword && !['text', 'regex'].includes(modifiers.kind))
    throw new Fault(path, `keywords cannot take ${names.join('|')}`, 'name a field before the `|`');
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  if (values.length === 0) throw new Fault(path, `${quote(key)} has an empty list of values`);
  if (values.length > MAX_VALUES) throw new Fault(path, `${quote(key)} has more than ${MAX_VALUES} values`);
  // A keyword is sought anywhere in a value, since it stands for a search in the whole log line.
  const read = keyword && modifiers.affix === 'whole' ? { ...modifiers, affix: 'contains' as const } : modifiers;
  const tests = values.map((v, i) => parseTest(v, read, Array.isArray(value) ? [...path, i] : path));
  if (keyword && tests.some((t) => t.kind === 'null')) throw new Fault(path, 'null cannot be a keyword');
  return { field: keyword ? null : field, tests, all: modifiers.all };
}

function parseTest(value: unknown, m: Modifiers, path: Path): Test {
  switch (m.kind) {
    case 'text':
      if (value === null && m.affix === 'whole') return { kind: 'null' };
      return { kind: 'text', glob: parseGlob(scalar(value, path), m.affix), cased: m.cased };
    case 'regex':
      return regex(value, m.flags, path);
    case 'exists':
      if (typeof value !== 'boolean') throw new Fault(path, '`exists` takes true or false');
      return { kind: 'exists', present: value };
    case 'cidr':
      if (typeof value !== 'string' || parseNetwork(value) === undefined)
        throw new Fault(path, '`cidr` takes a network', 'for example 10.0.0.0/8 or 2001:db8::/32');
      return { kind: 'cidr', network: value };
    case 'compare':
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw new Fault(path, `\`${m.op}\` takes a number`, 'write it without quotes');
      return { kind: 'compare', op: m.op, value };
    case 'field':
      if (typeof value !== 'string' || value === '') throw new Fault(path, '`fieldref` takes the name of a field');
      return { kind: 'field', path: value, affix: m.affix, cased: m.cased };
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

function regex(value: unknown, flags: string, path: Path): Test {
  if (typeof value !== 'string') throw new Fault(path, '`re` takes a text', 'put the expression in single quotes');
  if (value.length > MAX_REGEX_CHARS) throw new Fault(path, `longer than ${MAX_REGEX_CHARS} characters`);
  try {
    RE2JS.compile(value, regexFlags(flags));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'cannot be compiled';
    throw new Fault(
      path,
      `not a regular expression of RE2: ${why.slice(0, 200)}`,
      'RE2 has no lookaround and no backreferences',
    );
  }
  return { kind: 'regex', source: value, flags };
}
