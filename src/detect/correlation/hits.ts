import { sha256Hex } from '../../kit/crypto.ts';
import type { CorrelationAst } from '../ast.ts';
import { compilePath } from '../compile/path.ts';
import type { RuleMeta, Views } from '../types.ts';
import { firingId } from './window.ts';
import type { Firing, Hit } from './types.ts';

/** Longer values are counted by their hash. */
const VALUE_MAX_CHARS = 256;
const EVENT_MAX_CHARS = 200;
/** The last time that a JavaScript date can name; senders choose event times. */
const TIME_MAX_MS = 8.64e15;

type Reader = (record: Record<string, unknown>, views: Views | undefined) => string | null;

interface Counter {
  readonly ast: CorrelationAst;
  /** Readers of the group's members in events of one rule */
  readonly group: (rule: string) => readonly Reader[];
  readonly values: readonly Reader[];
}

const counters = new WeakMap<readonly CorrelationAst[], ReadonlyMap<string, readonly Counter[]>>();

/**
 * What one event counts for: a hit for each correlation that names a rule which matched it. A member of the group that the event does not
 * have is null; an event that has none of them does not count, since all such events together are no group.
 */
export function hitsOf(
  correlations: readonly CorrelationAst[],
  matches: readonly Pick<RuleMeta, 'id'>[],
  record: Record<string, unknown>,
  event: { readonly uid: string; readonly time: number; readonly foreign?: boolean },
  views?: Views,
): Hit[] {
  const { time } = event;
  if (correlations.length === 0 || !(time >= 0 && time <= TIME_MAX_MS)) return [];
  const byRule = countersOf(correlations);
  const hits: Hit[] = [];
  for (const { id: rule } of matches)
    for (const counter of byRule.get(rule) ?? []) {
      const group = counter.group(rule).map((read) => read(record, views));
      if (group.length > 0 && group.every((g) => g === null)) continue;
      const value = valueOf(counter.values.map((read) => read(record, views)));
      hits.push({
        correlation: counter.ast.meta.id,
        rule,
        group,
        event: event.uid.length <= EVENT_MAX_CHARS ? event.uid.toWellFormed() : hashed(event.uid),
        time: Math.trunc(time),
        ...(value === undefined ? {} : { value }),
        ...(event.foreign === true ? { foreign: true as const } : {}),
      });
    }
  return hits;
}

/**
 * What a firing counts for, in a chain of correlations. The record is that of the event which completed it; names that the
 * lower correlation grouped by mean its group's values.
 */
export function hitsOfFiring(
  correlations: readonly CorrelationAst[],
  firing: Firing,
  record: Record<string, unknown>,
  views?: Views,
): Hit[] {
  const lower = correlations.find((c) => c.meta.id === firing.correlation);
  if (lower === undefined) return [];
  const grouped: Record<string, string> = {};
  for (const [i, { name }] of lower.groupBy.entries()) {
    const value = firing.group[i];
    if (typeof value === 'string') grouped[name] = value;
  }
  return hitsOf(
    correlations,
    [lower.meta],
    { ...record, ...grouped },
    { uid: firingId(firing), time: firing.last, foreign: firing.foreign === true },
    views,
  );
}

function countersOf(correlations: readonly CorrelationAst[]): ReadonlyMap<string, readonly Counter[]> {
  let byRule = counters.get(correlations);
  if (byRule !== undefined) return byRule;
  const made = new Map<string, Counter[]>();
  for (const ast of correlations) {
    const readers = new Map<string, readonly Reader[]>(
      ast.rules.map((rule) => [
        rule,
        ast.groupBy.map(({ name, fields }) => readerOf(Object.hasOwn(fields, rule) ? fields[rule]! : name)),
      ]),
    );
    const counter: Counter = {
      ast,
      group: (rule) => readers.get(rule) ?? [],
      values: ast.type.startsWith('value_') ? ast.fields.map(readerOf) : [],
    };
    for (const rule of new Set(ast.rules)) made.set(rule, [...(made.get(rule) ?? []), counter]);
  }
  byRule = made;
  counters.set(correlations, byRule);
  return byRule;
}

/** Reads the first text, number or boolean at a path, in a view where the path begins with one's name. */
function readerOf(path: string): Reader {
  const dot = path.indexOf('.');
  const view = dot < 0 ? '' : path.slice(0, dot);
  const inView = view === 'ocsf' || view === 'vedette' ? { view, walk: compilePath(path.slice(dot + 1)) } : undefined;
  const inRecord = compilePath(path);
  return (record, views) => {
    let found: string | null = null;
    const visit = (value: unknown): boolean => {
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false;
      if (value === '') return false;
      found = bounded(String(value));
      return true;
    };
    if (inView !== undefined) inView.walk(views?.[inView.view as keyof Views]?.(), visit);
    else inRecord(record, visit);
    return found;
  };
}

/** Several fields make one value; an event that lacks one of them has none. */
function valueOf(parts: readonly (string | null)[]): string | undefined {
  if (parts.length === 0 || parts.includes(null)) return undefined;
  return parts.length === 1 ? parts[0]! : bounded(JSON.stringify(parts));
}

const hashed = (text: string): string => `sha256:${sha256Hex(text)}`;
const bounded = (text: string): string => (text.length <= VALUE_MAX_CHARS ? text.toWellFormed() : hashed(text));
