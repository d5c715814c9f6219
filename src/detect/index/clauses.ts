import { unreachable } from '../../kit/result.ts';
import type { Condition, Glob, Item, RuleAst, Search, Test } from '../ast.ts';
import { literalsOfRegex } from '../compile/regex-literals.ts';
import type { Slot } from '../compile/slot.ts';
import { literal } from '../parse/glob.ts';
import { LITERAL_MIN_CHARS } from './literals.ts';

/** Something that is quickly looked up: a text that a field is, begins with or holds, or that the field is there at all. */
export interface Atom {
  /** Undefined: any value of the record */
  readonly slot: Slot | undefined;
  readonly kind: 'whole' | 'prefix' | 'part' | 'there';
  /** Lower-cased */
  readonly text: string;
}

/** One of these must hold, or the rule cannot match. */
export type Clause = readonly Atom[];
export type Weigh = (clause: Clause) => number;
/** Undefined: every value of the record; null: cannot be looked up */
export type SlotOf = (field: string | null) => Slot | undefined | null;

/** Clauses of one rule that are kept. */
const MAX_CLAUSES = 8;
const NOTHING: readonly Clause[] = [];
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** What every event that matches the rule must have, each clause by itself. Sound, not complete: what it leaves out is not used. */
export function clausesOf(rule: RuleAst, slotOf: SlotOf, weigh: Weigh): readonly Clause[] {
  const ofSearch = (search: Search): readonly Clause[] =>
    either(
      search.alternatives.map((items) =>
        both(
          items.map((i) => clausesOfItem(i, slotOf)),
          weigh,
        ),
      ),
      weigh,
    );
  const walk = (condition: Condition): readonly Clause[] => {
    switch (condition.kind) {
      case 'search': {
        const search = rule.searches[condition.name];
        return search === undefined ? NOTHING : ofSearch(search);
      }
      case 'not':
        return NOTHING;
      case 'and':
        return both(condition.of.map(walk), weigh);
      case 'or':
        return either(condition.of.map(walk), weigh);
      default:
        return unreachable(condition);
    }
  };
  return either(rule.conditions.map(walk), weigh);
}

function both(all: readonly (readonly Clause[])[], weigh: Weigh): readonly Clause[] {
  const clauses = all.flat();
  if (clauses.length < 2) return clauses;
  return clauses.sort((a, b) => weigh(a) - weigh(b)).slice(0, MAX_CLAUSES);
}

/** One branch holds, nobody knows which: a clause of each, joined. Those about one and the same field come first. */
function either(branches: readonly (readonly Clause[])[], weigh: Weigh): readonly Clause[] {
  const [first, ...rest] = branches;
  if (first === undefined) return NOTHING;
  if (rest.length === 0) return first;
  if (branches.some((b) => b.length === 0)) return NOTHING;
  const best = (clauses: readonly Clause[]): Clause => clauses.reduce((a, b) => (weigh(b) < weigh(a) ? b : a));
  const joined: Clause[] = [unique(branches.flatMap(best))];
  for (const clause of first) {
    const slot = onlySlot(clause);
    if (slot === null) continue;
    const same = rest.map((b) => b.find((c) => onlySlot(c) === slot));
    if (same.every((c) => c !== undefined)) joined.push(unique([...clause, ...same.flat()]));
  }
  return both([joined], weigh);
}

/** So few are compared with each other, which takes no keys. */
const FEW_ATOMS = 12;

function unique(clause: Clause): Clause {
  if (clause.length > FEW_ATOMS)
    return [...new Map(clause.map((a) => [`${a.slot?.id ?? ''}|${a.kind}|${a.text}`, a])).values()];
  const out: Atom[] = [];
  for (const a of clause)
    if (!out.some((b) => b.text === a.text && b.kind === a.kind && b.slot === a.slot)) out.push(a);
  return out;
}

const onlySlot = (clause: Clause): Slot | undefined | null => {
  const slot = clause[0]?.slot;
  return clause.length > 0 && clause.every((a) => a.slot === slot) ? slot : null;
};

function clausesOfItem(item: Item, slotOf: SlotOf): readonly Clause[] {
  const slot = slotOf(item.field);
  if (item.negated || slot === null) return NOTHING;
  const atoms = item.tests.map((t) => atomsOf(t, slot));
  if (item.all) return atoms.filter((a) => a !== undefined);
  const known = atoms.flatMap((a) => a ?? []);
  return atoms.includes(undefined) ? NOTHING : [unique(known)];
}

/** Undefined if the test can hold without anything that could be looked up. */
function atomsOf(test: Test, slot: Slot | undefined): Clause | undefined {
  const there: Clause | undefined = slot === undefined ? undefined : [{ slot, kind: 'there', text: '' }];
  switch (test.kind) {
    case 'text':
      // The lower case of a letter can depend on its neighbours, so a cased text is only looked up where it cannot.
      if (test.cased && !test.glob.every((p) => 'wild' in p || isAscii(p.text))) return there;
      return atomOfGlob(test.glob, slot) ?? there;
    case 'regex': {
      const longest = longestOf(literalsOfRegex(test.source, test.flags));
      return longest === undefined ? there : [{ slot, kind: 'part', text: longest }];
    }
    case 'exists':
      return test.present ? there : undefined;
    case 'null':
      return undefined;
    case 'any': {
      const all = test.of.map((t) => atomsOf(t, slot));
      return all.includes(undefined) ? undefined : all.flatMap((a) => a ?? []);
    }
    case 'cidr':
    case 'compare':
    case 'time':
    case 'field':
      return there;
    default:
      return unreachable(test);
  }
}

function atomOfGlob(glob: Glob, slot: Slot | undefined): Clause | undefined {
  const whole = literal(glob)?.toLowerCase();
  if (whole !== undefined && slot !== undefined) return [{ slot, kind: 'whole', text: whole }];
  const texts = glob.flatMap((p) => ('text' in p ? [p.text.toLowerCase()] : []));
  const [head] = glob;
  const prefix = slot !== undefined && head !== undefined && 'text' in head ? texts[0]! : '';
  if (prefix.length >= LITERAL_MIN_CHARS) return [{ slot, kind: 'prefix', text: prefix }];
  const part = longestOf(texts);
  if (part !== undefined) return [{ slot, kind: 'part', text: part }];
  return prefix === '' ? undefined : [{ slot, kind: 'prefix', text: prefix }];
}

function longestOf(texts: readonly string[]): string | undefined {
  let longest: string | undefined;
  for (const text of texts)
    if (text.length >= LITERAL_MIN_CHARS && isAscii(text) && text.length > (longest?.length ?? 0)) longest = text;
  return longest;
}
