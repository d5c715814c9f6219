import { unreachable } from '../kit/result.ts';
import type { Condition, Item, RuleAst } from './ast.ts';
import { CurrentEvent, placeOf, walkedField, type Fields, type Root } from './compile/field.ts';
import { compileItem, type Judge } from './compile/item.ts';
import { Leaf, textOf } from './compile/leaf.ts';
import { compilePath, everyPlace } from './compile/path.ts';
import { classItem, compileRule } from './compile/rule.ts';
import type { Engine, EvidenceField } from './types.ts';

const MAX_FIELDS = 12;
const MAX_VALUE_CHARS = 200;
/** Values of one item, so that a long array does not push out the other fields. */
const MAX_VALUES_AN_ITEM = 3;

type Collect = (into: EvidenceField[]) => void;
const NOTHING: Collect = () => {};

/** Which fields and values made a rule match; compiled for a rule when first asked. */
export function createExplainer(rules: readonly RuleAst[]): Engine['explain'] {
  const byId = new Map(rules.map((r) => [r.meta.id, r]));
  const made = new Map<string, Collect>();
  const event = new CurrentEvent();
  return (id, record, views) => {
    const rule = byId.get(id);
    if (rule === undefined) return [];
    let collect = made.get(id);
    if (collect === undefined) {
      collect = compileEvidence(rule, event);
      made.set(id, collect);
    }
    const found: EvidenceField[] = [];
    event.begin(record, views);
    collect(found);
    event.end();
    const seen = new Map(found.map((e) => [`${e.field}\u0000${e.value}`, e]));
    return [...seen.values()].slice(0, MAX_FIELDS);
  };
}

interface Part {
  readonly holds: Judge;
  readonly collect: Collect;
}

/** What is said by `not` is no evidence: only what is there can be shown. */
function compileEvidence(rule: RuleAst, event: CurrentEvent): Collect {
  const fields: Fields = (field) => walkedField(event, placeOf(field, rule.meta.logsource));
  const judged = (item: Item): Judge => compileItem(item, fields);
  const ofItem = (item: Item): Part => ({ holds: judged(item), collect: itemEvidence(item, rule, event, fields) });
  const all = (parts: readonly Part[]): Part => ({
    holds: () => parts.every((p) => p.holds()),
    collect: (into) => parts.forEach((p) => p.collect(into)),
  });
  const any = (parts: readonly Part[]): Part => ({
    holds: () => parts.some((p) => p.holds()),
    collect: (into) => parts.filter((p) => p.holds()).forEach((p) => p.collect(into)),
  });
  const searches = new Map(
    Object.entries(rule.searches).map(([name, s]) => [
      name,
      any(s.alternatives.map((items) => all(items.map(ofItem)))),
    ]),
  );
  const compile = (condition: Condition): Part => {
    switch (condition.kind) {
      case 'search':
        return searches.get(condition.name) ?? { holds: () => false, collect: NOTHING };
      case 'not': {
        const inner = compile(condition.of);
        return { holds: () => !inner.holds(), collect: NOTHING };
      }
      case 'and':
        return all(condition.of.map(compile));
      case 'or':
        return any(condition.of.map(compile));
      default:
        return unreachable(condition);
    }
  };
  const whole = any(rule.conditions.map(compile));
  const ofClass = classItem(rule);
  const holds = compileRule(rule, judged);
  return (into) => {
    if (!holds()) return;
    if (ofClass !== undefined) ofItem(ofClass).collect(into);
    whole.collect(into);
  };
}

/** The values that pass one of the item's tests. */
function itemEvidence(item: Item, rule: RuleAst, event: CurrentEvent, fields: Fields): Collect {
  if (item.negated) return NOTHING;
  const { root, path } = placeOf(item.field, rule.meta.logsource);
  // One value in place of the field: what the item then says of it alone.
  const leaf = new Leaf(undefined);
  const one = { some: (test: (l: Leaf) => boolean) => test(leaf), present: () => true };
  let own = true;
  const passes = compileItem({ ...item, all: false }, (f) => {
    const field = own ? one : fields(f);
    own = false;
    return field;
  });
  const walk = path === null ? undefined : compilePath(path);
  return (into) => {
    let left = MAX_VALUES_AN_ITEM;
    const take = (name: string, value: unknown): boolean => {
      leaf.set(value);
      if (passes()) {
        into.push({ field: nameOf(root, name), value: show(value) });
        left--;
      }
      return left === 0;
    };
    if (walk === undefined) everyPlace(event.at(root), (value, name) => take(name, value));
    else walk(event.at(root), (value) => take(path!, value));
  };
}

const nameOf = (root: Root, path: string): string => (root === 'raw' ? path : `${root}.${path}`);

function show(value: unknown): string {
  const text = textOf(value) ?? (value === null ? 'null' : Array.isArray(value) ? '[…]' : '{…}');
  return text.slice(0, MAX_VALUE_CHARS).toWellFormed();
}
