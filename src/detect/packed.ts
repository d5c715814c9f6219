import type { Condition, CorrelationAst, GlobPart, Item, RuleAst, Search, Test } from './ast.ts';
import type { RuleMeta } from './types.ts';

/** What a rule says to people; nothing in it decides a match, so the engine of the rules that ship has none of it. */
export type Prose = Pick<RuleMeta, 'description' | 'falsePositives' | 'references'>;
const NO_PROSE: Prose = { description: '', falsePositives: [], references: [] };

/** JSON of what the rule is called, without prose, and of what it looks for. */
export type PackedRule = readonly [meta: string, body: string];

/** A text alone is one that the value is; a list is a glob with 0 for many and 1 for one; all else is as parsed. */
type PackedTest = string | readonly (string | 0 | 1)[] | Test;
/** The number adds up `ALL` and `NEGATED`. */
type PackedItem = readonly [field: string | null, tests: readonly PackedTest[], flags?: number];
type PackedCondition = string | { readonly [kind in 'and' | 'or']?: readonly PackedCondition[] } | PackedNot;
interface PackedNot {
  readonly not: PackedCondition;
}
type Body = readonly [Readonly<Record<string, readonly (readonly PackedItem[])[]>>, readonly PackedCondition[]];

const ALL = 1;
const NEGATED = 2;

const withoutProse = ({ meta }: RuleAst | CorrelationAst): Omit<RuleMeta, keyof Prose> => {
  const { description: _, falsePositives: __, references: ___, ...lean } = meta;
  return lean;
};

/** A rule in a third of its JSON's size, without its prose. */
export function packRule(rule: RuleAst): PackedRule {
  const searches = Object.entries(rule.searches).map(
    ([name, s]) => [name, s.alternatives.map((items) => items.map(packItem))] as const,
  );
  const body: Body = [Object.fromEntries(searches), rule.conditions.map(packCondition)];
  return [JSON.stringify(withoutProse(rule)), JSON.stringify(body)];
}

/** A rule as it was packed, its prose empty. What it looks for is read when first asked for: most log sources never come. */
export function unpackRule([meta, body]: PackedRule): RuleAst {
  return new LazyRule({ ...NO_PROSE, ...(JSON.parse(meta) as Omit<RuleMeta, keyof Prose>) }, body);
}

/** A correlation's JSON without its prose. */
export const packCorrelation = (c: CorrelationAst): string => JSON.stringify({ ...c, meta: withoutProse(c) });

/** A correlation as it was packed, its prose empty. */
export function unpackCorrelation(text: string): CorrelationAst {
  const packed = JSON.parse(text) as CorrelationAst;
  return { ...packed, meta: { ...NO_PROSE, ...packed.meta } };
}

class LazyRule implements RuleAst {
  readonly meta: RuleMeta;
  private readonly text: string;
  private read: Omit<RuleAst, 'meta'> | undefined;

  constructor(meta: RuleMeta, text: string) {
    this.meta = meta;
    this.text = text;
  }

  get searches(): RuleAst['searches'] {
    return (this.read ??= unpackBody(this.text)).searches;
  }

  get conditions(): RuleAst['conditions'] {
    return (this.read ??= unpackBody(this.text)).conditions;
  }
}

function unpackBody(text: string): Omit<RuleAst, 'meta'> {
  const [searches, conditions] = JSON.parse(text) as Body;
  const entries = Object.entries(searches).map(([name, s]): [string, Search] => [
    name,
    { alternatives: s.map((items) => items.map(unpackItem)) },
  ]);
  return { searches: Object.fromEntries(entries), conditions: conditions.map(unpackCondition) };
}

function packItem({ field, tests, all, negated }: Item): PackedItem {
  const flags = (all ? ALL : 0) + (negated ? NEGATED : 0);
  const packed = tests.map(packTest);
  return flags === 0 ? [field, packed] : [field, packed, flags];
}

function unpackItem([field, tests, flags = 0]: PackedItem): Item {
  const item = { field, tests: tests.map(unpackTest), all: (flags & ALL) > 0 };
  return (flags & NEGATED) > 0 ? { ...item, negated: true } : item;
}

function packTest(test: Test): PackedTest {
  if (test.kind !== 'text' || test.cased) return test;
  const parts = test.glob.map((p) => ('text' in p ? p.text : p.wild === 'many' ? 0 : 1));
  return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : parts;
}

const unpackPart = (part: string | 0 | 1): GlobPart =>
  typeof part === 'string' ? { text: part } : { wild: part === 0 ? 'many' : 'one' };

function unpackTest(test: PackedTest): Test {
  if (typeof test === 'string') return { kind: 'text', glob: [{ text: test }], cased: false };
  return isGlob(test) ? { kind: 'text', glob: test.map(unpackPart), cased: false } : test;
}

const isGlob = (test: Exclude<PackedTest, string>): test is readonly (string | 0 | 1)[] => Array.isArray(test);

function packCondition(condition: Condition): PackedCondition {
  switch (condition.kind) {
    case 'search':
      return condition.name;
    case 'not':
      return { not: packCondition(condition.of) };
    default:
      return { [condition.kind]: condition.of.map(packCondition) };
  }
}

function unpackCondition(packed: PackedCondition): Condition {
  if (typeof packed === 'string') return { kind: 'search', name: packed };
  if ('not' in packed) return { kind: 'not', of: unpackCondition(packed.not) };
  const kind = packed.and === undefined ? 'or' : 'and';
  return { kind, of: (packed[kind] ?? []).map(unpackCondition) };
}
