import type { Condition, CorrelationAst, CorrelationType } from '../ast.ts';
import { unreachable } from '../../kit/result.ts';
import type { RuleMeta } from '../types.ts';
import { namesIn, parseCondition } from './condition.ts';
import { Fault, isFields, quote, type Context, type Fields, type Path } from './fault.ts';
import { parseMeta } from './meta.ts';
import { parseTimespan } from './timespan.ts';

const COUNTS = ['event_count', 'value_count', 'temporal', 'temporal_ordered'] satisfies CorrelationType[];
const STATISTICS = [
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
  'value_min',
  'value_max',
] satisfies CorrelationType[];
const TYPES: readonly string[] = [...COUNTS, ...STATISTICS];
const OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
const KEYS = ['type', 'rules', 'group-by', 'timespan', 'timeframe', 'aliases', 'condition', 'generate'];
const AT: Path = ['correlation'];
/** The middle, as pySigma has it where a rule names none. */
const DEFAULT_PERCENTILE = 50;
const MAX_RULES = 500;
/** Each is read from every event that counts, and kept with every group. */
const MAX_FIELDS = 20;
/** What a correlation costs every event that it counts: as much as this many values. */
const PARTS = 200;

/** A correlation whose rules are still the ids and names that its author wrote. */
export interface ReadCorrelation {
  readonly meta: RuleMeta;
  /** No level of its own: it takes the highest of its rules */
  readonly levelless: boolean;
  readonly type: CorrelationType;
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  readonly aliases: readonly (readonly [alias: string, fields: readonly (readonly [rule: string, field: string])[]])[];
  readonly timespanMs: number;
  readonly bounds: CorrelationAst['bounds'];
  readonly fields: readonly string[];
  readonly percentile?: number;
  readonly expression?: Condition;
  readonly generate: boolean;
}

/** Reads a document that is a correlation rule, its references unresolved. Throws `Fault`. */
export function readCorrelation(content: Fields, file: string, context: Context): ReadCorrelation {
  const meta = parseMeta(content, 'correlation', file);
  context.spend(AT, PARTS);
  const body = content['correlation'];
  if (!isFields(body))
    throw new Fault(AT, 'correlation must be a map', 'with type, rules, group-by, timespan and condition');
  if (Object.hasOwn(content, 'detection'))
    throw new Fault(['detection'], 'a correlation has no detection', 'write the rule as a document of its own');
  for (const key of Object.keys(body))
    if (!KEYS.includes(key))
      throw new Fault([...AT, key], `unknown key ${quote(key)} in a correlation`, `known: ${KEYS.join(', ')}`);
  const type = body['type'];
  if (typeof type !== 'string' || !TYPES.includes(type))
    throw new Fault([...AT, 'type'], `type must be one of ${TYPES.join(', ')}`, 'for example event_count');
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const named = list(body, 'rules');
  const text = typeof body['condition'] === 'string' ? body['condition'] : undefined;
  if (text !== undefined && !temporal)
    throw new Fault([...AT, 'condition'], `the condition of ${type} is a map`, 'for example `gte: 10`');
  const rules = named.length === 0 && text !== undefined ? namesIn(text) : named;
  if (rules.length === 0)
    throw new Fault([...AT, 'rules'], 'the correlation names no rules', 'list ids or names of rules');
  if (rules.length > MAX_RULES)
    throw new Fault([...AT, 'rules'], `more than ${MAX_RULES} rules`, 'split the correlation');
  const groupBy = list(body, 'group-by');
  if (groupBy.length > MAX_FIELDS)
    throw new Fault([...AT, 'group-by'], `a group of more than ${MAX_FIELDS} fields`, 'group by what tells them apart');
  const expression = text === undefined ? undefined : parseExpression(text, rules, context);
  const condition =
    text === undefined ? parseBounds(body['condition'], type as CorrelationType, context) : { bounds: [], fields: [] };
  if (body['timespan'] === undefined && body['timeframe'] !== undefined)
    throw new Fault([...AT, 'timeframe'], 'a correlation has a `timespan`', 'rename it');
  return {
    meta,
    levelless: content['level'] === undefined,
    type: type as CorrelationType,
    rules,
    groupBy,
    aliases: parseAliases(body['aliases'], rules),
    timespanMs: parseTimespan(body['timespan'], [...AT, 'timespan']),
    ...condition,
    ...(expression === undefined ? {} : { expression }),
    generate: flag(body['generate'], [...AT, 'generate']) || flag(content['generate'], ['generate']),
  };
}

function flag(value: unknown, path: Path): boolean {
  if (value !== undefined && value !== null && typeof value !== 'boolean')
    throw new Fault(path, 'generate must be true or false', 'true lets the rules make findings of their own');
  return value === true;
}

function list(body: Fields, key: string): string[] {
  const value = body[key] ?? [];
  const all = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return all.map((v, i) => {
    if (typeof v === 'string' && v.trim() !== '') return v.trim();
    if (typeof v === 'number') return String(v);
    throw new Fault(
      [...AT, key, ...(Array.isArray(value) ? [i] : [])],
      `${quote(key)} must be a list of texts`,
      'put each in quotes',
    );
  });
}

function parseExpression(text: string, rules: readonly string[], context: Context): Condition {
  const path = [...AT, 'condition'];
  const expression = parseCondition(text, rules, path, context);
  const spoken = new Set(searchesIn(expression));
  const silent = rules.find((r) => !spoken.has(r));
  if (silent !== undefined)
    throw new Fault(
      path,
      `condition: ${quote(silent)} is listed but not spoken of`,
      'take it into the condition, or off the list',
    );
  if (holds(expression))
    throw new Fault(path, 'condition: it holds when nothing happens', 'name a rule that must match, with `and`');
  return expression;
}

export const searchesIn = (c: Condition): string[] =>
  c.kind === 'search' ? [c.name] : c.kind === 'not' ? searchesIn(c.of) : c.of.flatMap(searchesIn);

/** Whether it holds while no rule has matched. */
function holds(c: Condition): boolean {
  switch (c.kind) {
    case 'search':
      return false;
    case 'not':
      return !holds(c.of);
    case 'and':
      return c.of.every(holds);
    case 'or':
      return c.of.some(holds);
    default:
      return unreachable(c);
  }
}

function parseAliases(value: unknown, rules: readonly string[]): ReadCorrelation['aliases'] {
  if (value === undefined || value === null) return [];
  const path = [...AT, 'aliases'];
  const shape = 'for example `user: {rule_name: field.name}`';
  if (!isFields(value)) throw new Fault(path, 'aliases must be a map', shape);
  return Object.entries(value).map(([alias, fields]) => {
    if (!isFields(fields)) throw new Fault([...path, alias], 'an alias is a map of rules and fields', shape);
    return [
      alias,
      Object.entries(fields).map(([rule, field]): [string, string] => {
        const at = [...path, alias, rule];
        if (typeof field !== 'string' || field === '') throw new Fault(at, 'an alias names a field', shape);
        if (!rules.includes(rule))
          throw new Fault(
            at,
            `the alias speaks of ${quote(rule)}, which is no rule of the correlation`,
            `rules here: ${rules.join(', ')}`,
          );
        return [rule, field];
      }),
    ];
  });
}

type Limits = Pick<ReadCorrelation, 'bounds' | 'fields' | 'percentile'>;

function parseBounds(condition: unknown, type: CorrelationType, context: Context): Limits {
  const at = [...AT, 'condition'];
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if ((condition === undefined || condition === null) && temporal) return { bounds: [], fields: [] };
  if (!isFields(condition)) throw new Fault(at, `${type} needs a condition`, 'for example `condition:` with `gte: 10`');
  for (const key of Object.keys(condition))
    if (!['field', 'percentile', ...OPERATORS].includes(key))
      throw new Fault(
        [...at, key],
        `unknown key ${quote(key)} in a condition`,
        `known: field, ${OPERATORS.join(', ')}`,
      );
  const bounds = OPERATORS.flatMap((op) => {
    const value = condition[op];
    if (value === undefined) return [];
    const n = typeof value === 'string' && /^[+-]?\d/.test(value) ? Number(value) : value;
    if (typeof n !== 'number' || !Number.isFinite(n))
      throw new Fault([...at, op], `\`${op}\` takes a number`, 'write it without quotes');
    return [{ op, value: n }];
  });
  if (bounds.length === 0) throw new Fault(at, 'the condition has no bound', 'for example `gte: 10`');
  return { bounds, ...parseFields(condition, type, at, context) };
}

function parseFields(condition: Fields, type: CorrelationType, at: Path, context: Context): Omit<Limits, 'bounds'> {
  const value = condition['field'] ?? [];
  const fields = (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map((f) => {
    if (typeof f === 'string' && f !== '') return f;
    throw new Fault(
      [...at, 'field'],
      'field must be the name of a field, or a list of them',
      'for example `field: user`',
    );
  });
  if (fields.length > MAX_FIELDS) throw new Fault([...at, 'field'], `more than ${MAX_FIELDS} fields`, 'name fewer');
  const counts = type.startsWith('value_');
  if (counts && fields.length === 0) throw new Fault(at, `${type} needs a field`, 'for example `field: user`');
  if (!counts && fields.length > 0) {
    context.warn([...at, 'field'], `${type} looks at no field`, 'use value_count to count its values');
    return { fields: [] };
  }
  if (fields.length > 1 && type !== 'value_count')
    throw new Fault([...at, 'field'], `${type} looks at one field`, 'only value_count takes several');
  if (type !== 'value_percentile') return { fields };
  const percentile = condition['percentile'];
  if (percentile === undefined) {
    context.warn(at, `no percentile is named, so it is the ${DEFAULT_PERCENTILE}th`, 'for example `percentile: 95`');
    return { fields, percentile: DEFAULT_PERCENTILE };
  }
  if (typeof percentile !== 'number' || percentile < 0 || percentile > 100)
    throw new Fault([...at, 'percentile'], 'percentile is a number from 0 to 100', 'for example `percentile: 95`');
  return { fields, percentile };
}
