import type { Affix, Comparison } from '../ast.ts';
import { Fault, quote, type Path } from './fault.ts';

/** How the values of a field are to be read. */
export interface Modifiers {
  readonly kind: 'text' | 'regex' | 'exists' | 'cidr' | 'compare' | 'field';
  readonly affix: Affix;
  readonly all: boolean;
  readonly cased: boolean;
  readonly op: Comparison;
  readonly flags: string;
}

const KINDS: Readonly<Record<string, Modifiers['kind']>> = {
  re: 'regex',
  exists: 'exists',
  cidr: 'cidr',
  fieldref: 'field',
  gt: 'compare',
  gte: 'compare',
  lt: 'compare',
  lte: 'compare',
};
const AFFIXES = ['contains', 'startswith', 'endswith'];
const FLAGS = ['i', 'm', 's'];
const KNOWN = [...AFFIXES, ...Object.keys(KINDS), ...FLAGS, 'all', 'cased'];

/** Reads what follows the field name, `contains|all` and the like. Throws `Fault` on what it does not know or cannot join. */
export function parseModifiers(names: readonly string[], path: Path): Modifiers {
  let kind: Modifiers['kind'] = 'text';
  let affix: Affix = 'whole';
  let op: Comparison = 'gt';
  let flags = '';
  const seen = new Set<string>();
  const clash = (name: string): Fault =>
    new Fault(path, `modifier ${quote(name)} cannot be joined with ${[...seen].filter((s) => s !== name).join(', ')}`);
  for (const name of names) {
    if (!KNOWN.includes(name)) throw unknown(name, path);
    if (seen.has(name)) throw new Fault(path, `modifier ${quote(name)} is given twice`);
    seen.add(name);
    if (AFFIXES.includes(name)) {
      if (affix !== 'whole') throw clash(name);
      affix = name as Affix;
    } else if (FLAGS.includes(name)) flags += name;
    else if (Object.hasOwn(KINDS, name)) {
      if (kind !== 'text') throw clash(name);
      kind = KINDS[name]!;
      if (kind === 'compare') op = name as Comparison;
    }
  }
  if (affix !== 'whole' && kind !== 'text' && kind !== 'field') throw clash(affix);
  if (seen.has('cased') && kind !== 'text' && kind !== 'field') throw clash('cased');
  if (flags !== '' && kind !== 'regex')
    throw new Fault(path, 'the modifiers i, m and s belong to `re`', 'write `field|re|i`');
  return { kind, affix, op, flags, all: seen.has('all'), cased: seen.has('cased') };
}

function unknown(name: string, path: Path): Fault {
  if (name === '') return new Fault(path, 'a modifier is missing after `|`');
  const near = KNOWN.find(
    (k) => k.length > 1 && (k.startsWith(name.toLowerCase()) || name.toLowerCase().startsWith(k)),
  );
  const hint = near === undefined ? `known: ${KNOWN.join(', ')}` : `did you mean \`${near}\`?`;
  return new Fault(path, `unknown or unsupported modifier ${quote(name)}`, hint);
}
