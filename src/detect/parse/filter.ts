import type { Condition, RuleAst, Search } from '../ast.ts';
import { unreachable } from '../../kit/result.ts';
import type { RuleMeta } from '../types.ts';
import { parseCondition } from './condition.ts';
import { parseSearches } from './detection.ts';
import { Fault, isFields, type Context, type Fields, type Path } from './fault.ts';
import { idOf } from './ids.ts';
import { parseId, parseLogsource } from './meta.ts';

const AT: Path = ['filter'];

/** A condition that is added to rules. */
export interface ReadFilter {
  readonly id: string;
  /** Ids and names, or every rule of the log source */
  readonly rules: readonly string[] | 'any';
  readonly logsource: RuleMeta['logsource'];
  readonly searches: Readonly<Record<string, Search>>;
  readonly condition: Condition;
}

/**
 * Reads a document that is a filter: https://sigmahq.io/sigma-specification/specification/sigma-filters-specification.html
 * Its searches bear the filter's id, so that they clash with nobody's. Throws `Fault`.
 */
export function readFilter(content: Fields, file: string, ordinal: number, context: Context): ReadFilter {
  const title = content['title'];
  if (typeof title !== 'string' || title.trim() === '')
    throw new Fault(['title'], 'title must be a text that is not empty', 'write `title: …`');
  const id = parseId(content) ?? idOf(file, String(ordinal), title);
  const logsource = parseLogsource(content['logsource']);
  const body = content['filter'];
  if (!isFields(body)) throw new Fault(AT, 'filter must be a map', 'with rules, searches and a condition');
  if (Object.hasOwn(content, 'detection'))
    throw new Fault(['detection'], 'a filter has no detection', 'put its searches into `filter`');
  const { rules, condition, ...bodies } = body;
  const own = parseSearches(bodies, AT, context);
  if (typeof condition !== 'string')
    throw new Fault(
      [...AT, 'condition'],
      'the condition of a filter is one text',
      'for example `condition: not selection`',
    );
  const name = (search: string): string => `filter:${id}:${search}`;
  return {
    id,
    logsource,
    rules: parseRules(rules),
    searches: Object.fromEntries(Object.entries(own).map(([search, s]) => [name(search), s])),
    condition: renamed(parseCondition(condition, Object.keys(own), [...AT, 'condition'], context), name),
  };
}

function parseRules(value: unknown): ReadFilter['rules'] {
  const path = [...AT, 'rules'];
  const hint = 'list ids or names of rules, or write `any` for every rule of the log source';
  if (typeof value === 'string' && ['any', 'all'].includes(value.toLowerCase())) return 'any';
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  if (list.length === 0) throw new Fault(path, 'the filter names no rules', hint);
  return list.map((v) => {
    if (typeof v !== 'string' || v.trim() === '') throw new Fault(path, '`rules` must be a list of texts', hint);
    return v.trim();
  });
}

/** The same condition with other names for its searches. */
export function renamed(c: Condition, name: (search: string) => string): Condition {
  switch (c.kind) {
    case 'search':
      return { kind: 'search', name: name(c.name) };
    case 'not':
      return { kind: 'not', of: renamed(c.of, name) };
    case 'and':
    case 'or':
      return { kind: c.kind, of: c.of.map((one) => renamed(one, name)) };
    default:
      return unreachable(c);
  }
}

/** Whether a rule's log source is one that the filter speaks of: all that the filter names is the same. */
export const fits = (rule: RuleMeta, { logsource }: ReadFilter): boolean =>
  (['product', 'service', 'category'] as const).every(
    (k) => logsource[k] === undefined || logsource[k] === rule.logsource[k],
  );

/** The rule with the filters' conditions joined to each of its own by `and`. */
export const filtered = (rule: RuleAst, filters: readonly ReadFilter[]): RuleAst => ({
  ...rule,
  searches: Object.fromEntries([rule, ...filters].flatMap((one) => Object.entries(one.searches))),
  conditions: rule.conditions.map((c) => ({ kind: 'and', of: [c, ...filters.map((f) => f.condition)] })),
});
