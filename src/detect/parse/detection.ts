import type { Item, RuleAst, Search } from '../ast.ts';
import { readAggregation, type Aggregation } from './aggregation.ts';
import { parseCondition } from './condition.ts';
import { Fault, isFields, quote, type Context, type Fields, type Path } from './fault.ts';
import { parseItem } from './item.ts';

export interface Detection extends Pick<RuleAst, 'searches' | 'conditions'> {
  /** What Sigma 1.0 wrote behind a `|`: it makes the rule the base of a correlation. */
  readonly aggregation?: Aggregation;
}

/** Parses a rule's `detection` map. Throws `Fault`. */
export function parseDetection(detection: unknown, path: Path, context: Context): Detection {
  if (!isFields(detection))
    throw new Fault(
      path,
      'detection must be a map of searches and a condition',
      'for example `selection:` and `condition: selection`',
    );
  const { condition, timeframe, ...bodies } = detection;
  const searches = parseSearches(bodies, path, context);
  const at = [...path, 'condition'];
  if (condition === undefined || condition === null)
    throw new Fault(path, 'detection has no condition', 'for example `condition: selection`');
  const list = Array.isArray(condition) ? (condition as readonly unknown[]) : [condition];
  if (list.length === 0) throw new Fault(at, 'the list of conditions is empty', 'for example `condition: selection`');
  let aggregation: Aggregation | undefined;
  const conditions = list.map((one, i) => {
    const place = Array.isArray(condition) ? [...at, i] : at;
    if (typeof one !== 'string')
      throw new Fault(place, 'the condition must be a text', 'for example `condition: selection`');
    const [before = '', ...behind] = one.split('|');
    if (behind.length > 0) {
      if (list.length > 1)
        throw new Fault(place, 'an aggregation stands in a list of conditions', 'write a correlation for it');
      aggregation = readAggregation(behind.join('|'), timeframe, place, [...path, 'timeframe']);
    }
    return parseCondition(before, Object.keys(searches), place, context);
  });
  if (aggregation !== undefined) return { searches, conditions, aggregation };
  if (timeframe !== undefined)
    context.warn(
      [...path, 'timeframe'],
      'timeframe says nothing without an aggregation',
      'leave it out, or write a correlation',
    );
  return { searches, conditions };
}

/** Parses named searches, of a rule or of a filter. Throws `Fault`. */
export function parseSearches(bodies: Fields, path: Path, context: Context): Record<string, Search> {
  const searches: Record<string, Search> = {};
  for (const [name, body] of Object.entries(bodies)) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name) || name === '__proto__')
      throw new Fault([...path, name], `${quote(name)} is not a name for a search`, 'use letters, digits and _');
    searches[name] = { alternatives: parseAlternatives(body, [...path, name], context) };
  }
  return searches;
}

function parseAlternatives(body: unknown, path: Path, context: Context): (readonly Item[])[] {
  if (isFields(body)) return [parseMap(body, path, context)];
  // A single keyword may stand without a list.
  if (!Array.isArray(body)) return [[parseItem('', body, path, context)]];
  if (body.length === 0) throw new Fault(path, 'a search must not be empty', 'name a field, or leave the search out');
  return (body as readonly unknown[]).flatMap((entry, i) => parseAlternatives(entry, [...path, i], context));
}

function parseMap(map: Fields, path: Path, context: Context): readonly Item[] {
  const entries = Object.entries(map);
  if (entries.length === 0)
    throw new Fault(path, 'a search must not be empty', 'name a field, or leave the search out');
  return entries.map(([key, value]) => parseItem(key, value, [...path, key], context));
}
