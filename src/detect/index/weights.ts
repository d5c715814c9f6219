import type { RuleAst, Test } from '../ast.ts';
import type { Slot } from '../compile/slot.ts';
import { literal } from '../parse/glob.ts';
import type { Atom, SlotOf, Weigh } from './clauses.ts';

/** A view is dear to make and the values of a whole record are dear to search: both only where nothing else is sharp. */
const VIEW_PENALTY = 10;
const ANYWHERE_PENALTY = 0.5;

/**
 * How many of all events a clause lets through, guessed from the rule set itself: a field in which the rules name many different
 * texts (such as an event's name) tells rules apart better than one in which they name two.
 */
export function weigher(rules: readonly { readonly ast: RuleAst; readonly slotOf: SlotOf }[]): Weigh {
  const texts = new Map<Slot, Set<string>>();
  const note = (slot: Slot, test: Test): void => {
    if (test.kind === 'any') for (const inner of test.of) note(slot, inner);
    if (test.kind !== 'text') return;
    const text = literal(test.glob)?.toLowerCase();
    if (text === undefined) return;
    const known = texts.get(slot);
    if (known === undefined) texts.set(slot, new Set([text]));
    else known.add(text);
  };
  for (const { ast, slotOf } of rules)
    for (const search of Object.values(ast.searches))
      for (const item of search.alternatives.flat()) {
        const slot = slotOf(item.field);
        if (slot) for (const test of item.tests) note(slot, test);
      }
  const share = (atom: Atom): number => {
    const one = 1 / (1 + (atom.slot === undefined ? 0 : (texts.get(atom.slot)?.size ?? 0)));
    switch (atom.kind) {
      case 'whole':
        return one;
      case 'prefix':
        return Math.max(one, 0.3 / atom.text.length);
      case 'part':
        return 0.3 / atom.text.length;
      default:
        return 0.6;
    }
  };
  const weights = new WeakMap<readonly Atom[], number>();
  return (clause) => {
    let weight = weights.get(clause);
    if (weight === undefined) {
      weight = Math.min(
        1,
        clause.reduce((sum, atom) => sum + share(atom), 0),
      );
      if (clause.some((a) => a.slot === undefined)) weight += ANYWHERE_PENALTY;
      if (clause.some((a) => a.slot !== undefined && a.slot.place.root !== 'raw')) weight += VIEW_PENALTY;
      weights.set(clause, weight);
    }
    return weight;
  };
}
