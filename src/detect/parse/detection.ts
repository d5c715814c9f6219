import type { Item, RuleAst, Search } from '../ast.ts';
import { parseCondition } from './condition.ts';
import { Fault, isFields, quote, type Path } from './fault.ts';
import { parseItem } from './item.ts';

/** Parses a rule's `detection` map. Throws `Fault`. */
export function parseDetection(detection: unknown, path: Path): Pick<RuleAst, 'searches' | 'conditions'> {
  if (!isFields(detection)) throw new Fault(path, 'detection must be a map of searches and a condition');
  const searches: Record<string, Search> = {};
  for (const [name, body] of Object.entries(detection)) {
    if (name === 'condition') continue;
    if (name === 'timeframe')
      throw new Fault([...path, name], 'timeframe is not supported', 'a rule here judges one record at a time');
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name) || name === '__proto__')
      throw new Fault([...path, name], `${quote(name)} is not a name for a search`, 'use letters, digits and _');
    searches[name] = parseSearch(body, [...path, name]);
  }
  const { condition } = detection;
  const at = [...path, 'condition'];
  if (condition === undefined)
    throw new Fault(path, 'detection has no condition', 'for example `condition: selection`');
  const list = Array.isArray(condition) ? (condition as readonly unknown[]) : [condition];
  if (list.length === 0) throw new Fault(at, 'the list of conditions is empty');
  const conditions = list.map((one, i) => {
    const place = Array.isArray(condition) ? [...at, i] : at;
    if (typeof one !== 'string') throw new Fault(place, 'the condition must be a text');
    return parseCondition(one, Object.keys(searches), place);
  });
  return { searches, conditions };
}

function parseSearch(body: unknown, path: Path): Search {
  if (isFields(body)) return { alternatives: [parseMap(body, path)] };
  // A single keyword may stand without a list.
  const list = Array.isArray(body) ? (body as readonly unknown[]) : [body];
  if (list.length === 0) throw new Fault(path, 'a search must not be empty');
  return {
    alternatives: list.map((entry, i) => {
      const at = Array.isArray(body) ? [...path, i] : path;
      if (isFields(entry)) return parseMap(entry, at);
      if (Array.isArray(entry) || entry === null)
        throw new Fault(at, 'a search holds maps of fields or keywords', 'flatten the list, or name a field');
      return [parseItem('', entry, at)];
    }),
  };
}

function parseMap(map: Readonly<Record<string, unknown>>, path: Path): readonly Item[] {
  const entries = Object.entries(map);
  if (entries.length === 0) throw new Fault(path, 'a search must not be empty');
  return entries.map(([key, value]) => parseItem(key, value, [...path, key]));
}
