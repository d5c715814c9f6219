import type { CorrelationAst, CorrelationType } from '../ast.ts';
import { Fault, quote, type Path } from './fault.ts';
import { parseTimespan } from './timespan.ts';

/** What an aggregation says of the correlation that it means. */
export type Aggregation = Pick<CorrelationAst, 'type' | 'timespanMs' | 'bounds' | 'fields'> & {
  readonly groupBy: readonly string[];
};

const SHAPE =
  /^\s*(count|sum|avg|min|max)\s*\(\s*(?:distinct\s+)?([^\s()]*)\s*\)\s*(?:by\s+([^<>=]+?)\s*)?(<=|>=|==|=|<|>)\s*(\d+(?:\.\d+)?)\s*$/i;
const TYPES: Readonly<Record<string, CorrelationType>> = {
  count: 'value_count',
  sum: 'value_sum',
  avg: 'value_avg',
  min: 'value_min',
  max: 'value_max',
};
const OPERATORS = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte', '=': 'eq', '==': 'eq' } as const;
/** Sigma 1.0 leaves it to the search. */
const DEFAULT_TIMESPAN_MS = 86_400_000;

/**
 * Reads what stands behind the `|` of a condition of Sigma 1.0, `count(field) by group > 5`, as the correlation that it means
 * (https://github.com/SigmaHQ/sigma-specification/blob/main/Sigma_1_0_2.md, "Aggregation expression"). Throws `Fault`.
 */
export function readAggregation(text: string, timeframe: unknown, path: Path, timePath: Path): Aggregation {
  if (/^\s*near\b/i.test(text))
    throw new Fault(
      path,
      '`near` is no longer part of Sigma',
      'give each search a rule and a name, and write a correlation of type temporal with `rules`, `group-by` and `timespan`',
    );
  const found = SHAPE.exec(text);
  if (found === null)
    throw new Fault(
      path,
      `condition: cannot read the aggregation ${quote(text.trim())}`,
      'for example `selection | count(user) by host > 5`, or write a correlation',
    );
  const [, name = '', inside = '', by = '', operator = '', bound = ''] = found;
  const field = inside === '*' ? '' : inside;
  const type = field === '' && name.toLowerCase() === 'count' ? 'event_count' : TYPES[name.toLowerCase()]!;
  if (field === '' && type !== 'event_count')
    throw new Fault(path, `condition: ${name}() needs a field`, `for example ${name}(bytes) > 1000`);
  return {
    type,
    timespanMs: timeframe === undefined ? DEFAULT_TIMESPAN_MS : parseTimespan(timeframe, timePath),
    bounds: [{ op: OPERATORS[operator as keyof typeof OPERATORS], value: Number(bound) }],
    fields: field === '' ? [] : [field],
    groupBy: by.split(/[\s,]+/).filter((b) => b !== ''),
  };
}
