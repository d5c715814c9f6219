import type { Condition } from '../../ast.ts';
import type { CorrelationSpec, Hit } from '../types.ts';

/**
 * The naive reading of a rising correlation: all hits of one group at once, each distinct event once, each window `[t − timespan, t]` that ends at
 * an event looked at by itself. Returns the aligned timespans (start, ms) in which it held.
 */
export function heldTimespans(spec: CorrelationSpec, hits: readonly Hit[]): number[] {
  const distinct = [...new Map(hits.map((h) => [`${h.event}|${h.rule}`, h])).values()];
  const held = new Set<number>();
  for (const { time: t } of distinct) {
    const inside = distinct.filter((h) => h.time >= t - spec.timespanMs && h.time <= t);
    if (holds(spec, inside, t)) held.add(Math.floor(t / spec.timespanMs) * spec.timespanMs);
  }
  return [...held].sort((a, b) => a - b);
}

/** Runs of adjacent timespans. */
export function episodes(spec: CorrelationSpec, held: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const start of held) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === start - spec.timespanMs) run.push(start);
    else runs.push([start]);
  }
  return runs;
}

function holds(spec: CorrelationSpec, inside: readonly Hit[], t: number): boolean {
  const meets = (n: number) =>
    spec.bounds.every(({ op, value }) => (op === 'gte' ? n >= value : op === 'gt' ? n > value : false));
  const events = new Map(inside.map((h) => [h.event, h]));
  switch (spec.type) {
    case 'event_count':
      return meets(events.size);
    case 'value_count':
      return meets(new Set(inside.flatMap((h) => (h.value === undefined ? [] : [h.value]))).size);
    case 'value_sum':
      return meets([...events.values()].reduce((sum, h) => sum + Number(h.value ?? 0), 0));
    case 'temporal': {
      const rules = new Set(inside.map((h) => h.rule));
      if (spec.expression !== undefined) return evaluate(spec.expression, rules);
      return spec.bounds.length === 0 ? spec.rules.every((r) => rules.has(r)) : meets(rules.size);
    }
    case 'temporal_ordered':
      return inOrder(spec.rules, inside, Number.NEGATIVE_INFINITY, '', t);
    default:
      throw new Error(`the oracle does not know ${spec.type}`);
  }
}

/** The last link is an event of the instant `t` itself: an order is complete when its end comes. */
const inOrder = (rules: readonly string[], hits: readonly Hit[], after: number, last: string, t: number): boolean =>
  rules.length === 0
    ? after === t
    : hits.some(
        (h) =>
          h.rule === rules[0] &&
          h.time >= after &&
          h.event !== last &&
          inOrder(rules.slice(1), hits, h.time, h.event, t),
      );

function evaluate(c: Condition, rules: ReadonlySet<string>): boolean {
  if (c.kind === 'search') return rules.has(c.name);
  if (c.kind === 'not') return !evaluate(c.of, rules);
  return c.kind === 'and' ? c.of.every((p) => evaluate(p, rules)) : c.of.some((p) => evaluate(p, rules));
}
