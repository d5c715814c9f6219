import { unreachable } from '../../kit/result.ts';
import type { Condition, Item, RuleAst, Search } from '../ast.ts';
import { literal } from '../parse/glob.ts';

/** Field → the lower-cased texts of which it must hold one, or the rule cannot match. */
export type Required = ReadonlyMap<string, ReadonlySet<string>>;

const NOTHING: Required = new Map();

/** What every record that matches the rule must have. Sound, not complete: what it leaves out is merely not used to skip. */
export function requiredOf(rule: RuleAst): Required {
  const walk = (condition: Condition): Required => {
    switch (condition.kind) {
      case 'search': {
        const search = rule.searches[condition.name];
        return search === undefined ? NOTHING : ofSearch(search);
      }
      case 'not':
        return NOTHING;
      case 'and':
        return both(condition.of.map(walk));
      case 'or':
        return either(condition.of.map(walk));
      default:
        return unreachable(condition);
    }
  };
  return either(rule.conditions.map(walk));
}

const ofSearch = (search: Search): Required => either(search.alternatives.map((items) => both(items.map(ofItem))));

function ofItem(item: Item): Required {
  if (item.field === null || item.negated) return NOTHING;
  const texts = item.tests.map((t) => (t.kind === 'text' ? literal(t.glob)?.toLowerCase() : undefined));
  const known = texts.filter((t) => t !== undefined);
  if (known.length === 0) return NOTHING;
  // With `all`, each known text is required, so any one of them will do; else all of them must be known.
  if (item.all) return new Map([[item.field, new Set(known.slice(0, 1))]]);
  return known.length === texts.length ? new Map([[item.field, new Set(known)]]) : NOTHING;
}

/** All hold: for a field that several name, the shortest list is the sharpest (an array may hold one value for each). */
function both(all: readonly Required[]): Required {
  const out = new Map<string, ReadonlySet<string>>();
  for (const one of all) {
    for (const [field, texts] of one) {
      const known = out.get(field);
      if (known === undefined || texts.size < known.size) out.set(field, texts);
    }
  }
  return out;
}

/** One holds, nobody knows which: only fields that every branch names count, with the texts of all branches. */
function either(all: readonly Required[]): Required {
  const [first, ...rest] = all;
  if (first === undefined) return NOTHING;
  const out = new Map<string, ReadonlySet<string>>();
  for (const [field, texts] of first) {
    const union = new Set(texts);
    const shared = rest.every((r) => {
      const more = r.get(field);
      for (const text of more ?? []) union.add(text);
      return more !== undefined;
    });
    if (shared) out.set(field, union);
  }
  return out;
}
