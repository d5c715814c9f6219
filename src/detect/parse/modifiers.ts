import type { Affix, Comparison, TimePart } from '../ast.ts';
import { Fault, quote, type Path } from './fault.ts';

/** What changes a value before it is compared, in the order given. */
export type Transformation = 'utf16' | 'utf16le' | 'utf16be' | 'base64' | 'base64offset' | 'windash';

/** How the values of a field are to be read. */
export interface Modifiers {
  readonly kind: 'text' | 'regex' | 'exists' | 'cidr' | 'compare' | 'field' | 'time';
  readonly affix: Affix;
  readonly all: boolean;
  readonly cased: boolean;
  readonly negated: boolean;
  readonly expand: boolean;
  readonly op: Comparison | 'eq';
  readonly part: TimePart;
  readonly flags: string;
  readonly transformations: readonly Transformation[];
}

const KINDS: Readonly<Record<string, Modifiers['kind']>> = {
  re: 'regex',
  exists: 'exists',
  cidr: 'cidr',
  fieldref: 'field',
};
const AFFIXES: readonly string[] = ['contains', 'startswith', 'endswith'] satisfies Affix[];
const COMPARISONS: readonly string[] = ['gt', 'gte', 'lt', 'lte'] satisfies Comparison[];
const PARTS: readonly string[] = ['minute', 'hour', 'day', 'week', 'month', 'year'] satisfies TimePart[];
const TRANSFORMATIONS: Readonly<Record<string, Transformation>> = {
  base64: 'base64',
  base64offset: 'base64offset',
  utf16: 'utf16',
  utf16le: 'utf16le',
  utf16be: 'utf16be',
  wide: 'utf16le',
  windash: 'windash',
};
/** The long spellings are pySigma's. */
const FLAGS: Readonly<Record<string, string>> = {
  i: 'i',
  m: 'm',
  s: 's',
  ignorecase: 'i',
  multiline: 'm',
  dotall: 's',
};
const KNOWN = [
  ...AFFIXES,
  ...Object.keys(KINDS),
  ...COMPARISONS,
  ...PARTS,
  ...Object.keys(TRANSFORMATIONS),
  'all',
  'cased',
  'neq',
  'expand',
  ...Object.keys(FLAGS),
];
const MAX_MODIFIERS = 12;

/**
 * Reads what follows the field name, `contains|all` and the like:
 * https://sigmahq.io/sigma-specification/specification/sigma-appendix-modifiers.html
 * Throws `Fault` on what it does not know or what means nothing together.
 */
export function parseModifiers(names: readonly string[], path: Path): Modifiers {
  if (names.length > MAX_MODIFIERS) throw new Fault(path, `more than ${MAX_MODIFIERS} modifiers`);
  let kind = 'text' as Modifiers['kind'];
  let affix: Affix = 'whole';
  let op: Modifiers['op'] = 'eq';
  let part: TimePart = 'minute';
  let flags = '';
  const transformations: Transformation[] = [];
  const seen = new Set<string>();
  const clash = (name: string, hint = 'use one of them, or two items'): Fault =>
    new Fault(
      path,
      `modifier ${quote(name)} cannot be joined with ${[...seen].filter((s) => s !== name).join(', ')}`,
      hint,
    );
  const become = (name: string, next: Modifiers['kind']): void => {
    const both = kind === 'compare' || kind === 'time';
    if (kind !== 'text' && !(both && kind !== next && (next === 'time' || next === 'compare'))) throw clash(name);
    kind = kind === 'time' || next === 'time' ? 'time' : next;
  };
  for (const name of names) {
    if (!KNOWN.includes(name)) throw unknown(name, path);
    if (seen.has(name)) throw new Fault(path, `modifier ${quote(name)} is given twice`, 'write it once');
    seen.add(name);
    if (AFFIXES.includes(name)) {
      if (affix !== 'whole') throw clash(name, 'use one of contains, startswith and endswith');
      affix = name as Affix;
    } else if (Object.hasOwn(FLAGS, name)) {
      if (!flags.includes(FLAGS[name]!)) flags += FLAGS[name]!;
    } else if (Object.hasOwn(KINDS, name)) become(name, KINDS[name]!);
    else if (COMPARISONS.includes(name)) {
      become(name, 'compare');
      if (op !== 'eq') throw clash(name);
      op = name as Comparison;
    } else if (PARTS.includes(name)) {
      become(name, 'time');
      if (PARTS.some((p) => p !== name && seen.has(p))) throw clash(name, 'one part of a time for each item');
      part = name as TimePart;
    } else if (Object.hasOwn(TRANSFORMATIONS, name)) {
      if (affix !== 'whole' && name !== 'windash')
        throw new Fault(
          path,
          `\`${affix}\` comes before \`${name}\``,
          `write \`${name}|${affix}\`: modifiers work from left to right`,
        );
      transformations.push(TRANSFORMATIONS[name]!);
    }
  }
  if (affix !== 'whole' && kind !== 'text' && kind !== 'field' && kind !== 'regex') throw clash(affix);
  if (seen.has('cased') && kind !== 'text' && kind !== 'field' && (kind !== 'regex' || flags.includes('i')))
    throw clash('cased');
  if (flags !== '' && kind !== 'regex')
    throw new Fault(path, 'the modifiers i, m and s belong to `re`', 'write `field|re|i`');
  if (kind === 'exists' && seen.has('neq')) throw clash('neq', 'turn the true or false round instead');
  if (kind === 'exists' && seen.has('expand')) throw clash('expand');
  if (kind === 'field' && seen.has('expand')) throw clash('expand');
  checkTransformations(transformations, kind, path);
  return {
    kind,
    affix,
    op,
    part,
    flags,
    transformations,
    all: seen.has('all'),
    cased: seen.has('cased'),
    negated: seen.has('neq'),
    expand: seen.has('expand'),
  };
}

function checkTransformations(all: readonly Transformation[], kind: Modifiers['kind'], path: Path): void {
  if (all.length === 0) return;
  if (kind !== 'text')
    throw new Fault(
      path,
      `\`${all[0]}\` works on texts alone`,
      'leave it out, or leave out what makes the value something else',
    );
  const encodings = all.filter((t) => t.startsWith('utf16'));
  const base = all.findIndex((t) => t.startsWith('base64'));
  if (encodings.length > 1)
    throw new Fault(path, 'one of wide, utf16le, utf16be and utf16 is enough', 'wide is utf16le');
  if (base >= 0 && all.slice(base + 1).some((t) => t.startsWith('utf16')))
    throw new Fault(path, 'the encoding must come before base64', 'for example `wide|base64offset|contains`');
  if (all.filter((t) => t.startsWith('base64')).length > 1)
    throw new Fault(path, 'base64 and base64offset cannot be joined', 'base64offset|contains finds it anywhere');
  if (all.indexOf('windash') > 0)
    throw new Fault(
      path,
      '`windash` must come before any encoding',
      'for example `windash|wide|base64offset|contains`',
    );
}

function unknown(name: string, path: Path): Fault {
  if (name === '') return new Fault(path, 'a modifier is missing after `|`', 'leave the `|` out');
  const low = name.toLowerCase();
  const near =
    KNOWN.find((k) => distance(k, low) <= 2) ??
    KNOWN.find((k) => k.length > 1 && (k.startsWith(low) || low.startsWith(k)));
  const hint = near === undefined ? `known: ${KNOWN.join(', ')}` : `did you mean \`${near}\`?`;
  return new Fault(path, `unknown or unsupported modifier ${quote(name)}`, hint);
}

/** Letters to change, add or drop; short words are never near. */
function distance(a: string, b: string): number {
  if (b.length < 4 || b.length > 20) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
