import { digestOf } from '../../kit/crypto.ts';
import type { CorrelationAst, Condition } from '../ast.ts';
import type { CorrelationSpec } from './types.ts';

/**
 * How a correlation is judged.
 *
 * Rising ones can only become truer as more events come (at least N events, a sum above, all of these rules, one after the
 * other): they fire at the event that completes them, in a window `[t − timespan, t]` that slides with the events.
 *
 * Settled ones can be true now and false a moment later (fewer than N, exactly N, an average, an absence): they are judged
 * once the window is over. Their windows are aligned to multiples of the timespan since 1970, as a search over binned
 * time has them; only an expression with a `not` looks around each event (a timespan back for what must be there, a timespan
 * back and ahead for what must not).
 */
export type Judgement =
  /** At least `least` events */
  | { readonly kind: 'count'; readonly least: number }
  /** At least `least` different values, or rules */
  | { readonly kind: 'distinct'; readonly least: number }
  | { readonly kind: 'expression'; readonly expression: Condition }
  | { readonly kind: 'ordered'; readonly chain: readonly number[] }
  | { readonly kind: 'sum' }
  /** The statistic of a whole window */
  | { readonly kind: 'settled'; readonly statistic: Statistic }
  | { readonly kind: 'absent'; readonly expression: Condition; readonly chain?: readonly number[] };

export type Statistic = 'count' | 'distinct' | 'sum' | 'avg' | 'percentile' | 'min' | 'max';

/** What tells two entries of a window apart, and which are kept when there are too many. */
export interface Keeping {
  readonly by: 'event' | 'value' | 'rule' | 'event-and-rule';
  /** `ends`: the earliest and the latest `most`; `sample`: `most` by priority; `ends-by-rule`: ends for each rule; `all` */
  readonly how: 'ends' | 'sample' | 'ends-by-rule' | 'all';
  readonly most: number;
  /** The hit's value is a number that counts (otherwise it is text, or nothing) */
  readonly numeric: boolean;
  /** A sample keeps large values rather than small ones, as a sum needs it; a fair draw otherwise */
  readonly weighted?: true;
}

export interface Plan {
  readonly spec: CorrelationSpec;
  readonly judgement: Judgement;
  readonly keeping: Keeping;
  /** Judged after the end of the window that an event is in by so many timespans; absent for rising ones */
  readonly settlesAfter?: 1 | 2;
}

/** Thresholds up to this are judged exactly, however many events come: as many of the earliest and of the latest are kept. */
const EXACT_MAX = 1_000;
/** Beyond, and for sums and statistics: exact up to so many events a timespan, above that an estimate (about ± 3 %). */
const SAMPLE_MAX = 2_000;
/** Of each rule, at both ends of a timespan: an order of events is exact up to twice as many events of a rule. */
const ORDERED_MAX_PER_RULE = 100;

/** Sigma's smallest unit of time is a second; less would make as many windows as there are ms. */
const TIMESPAN_MIN_MS = 1_000;

/** What a window must know of a correlation. */
export function specOf(ast: CorrelationAst): CorrelationSpec {
  const { type, rules, timespanMs, bounds, percentile, expression } = ast;
  const about = {
    id: ast.meta.id,
    type,
    rules,
    timespanMs: Math.max(TIMESPAN_MIN_MS, timespanMs),
    bounds,
    ...(percentile === undefined ? {} : { percentile }),
    ...(expression === undefined ? {} : { expression }),
  };
  return { ...about, version: digestOf({ ...about, fields: ast.fields, groupBy: ast.groupBy }).slice(0, 12) };
}

const plans = new WeakMap<CorrelationSpec, Plan>();

/** How a correlation is judged and what must be remembered for it. */
export function planOf(spec: CorrelationSpec): Plan {
  let plan = plans.get(spec);
  if (plan === undefined) {
    plan = makePlan(spec);
    plans.set(spec, plan);
  }
  return plan;
}

function makePlan(spec: CorrelationSpec): Plan {
  switch (spec.type) {
    case 'temporal':
    case 'temporal_ordered':
      return temporalPlan(spec);
    case 'event_count':
      return counting(spec, 'count', 'event');
    case 'value_count':
      return counting(spec, 'distinct', 'value');
    case 'value_sum': {
      const keeping: Keeping = { by: 'event', how: 'sample', most: SAMPLE_MAX, numeric: true, weighted: true };
      return leastOf(spec) === undefined
        ? settled(spec, 'sum', keeping)
        : { spec, judgement: { kind: 'sum' }, keeping };
    }
    case 'value_max':
    case 'value_min': {
      const numbers: Keeping = { by: 'event', how: 'ends', most: 1, numeric: true };
      // One event that is beyond the bound is enough; the others are never remembered (see `entryOf`).
      return reaches(spec)
        ? { spec, judgement: { kind: 'count', least: 1 }, keeping: numbers }
        : settled(spec, spec.type === 'value_max' ? 'max' : 'min', numbers);
    }
    case 'value_avg':
      return settled(spec, 'avg', { by: 'event', how: 'sample', most: SAMPLE_MAX, numeric: true });
    default:
      return settled(spec, 'percentile', { by: 'event', how: 'sample', most: SAMPLE_MAX, numeric: true });
  }
}

function counting(spec: CorrelationSpec, kind: 'count' | 'distinct', by: 'event' | 'value' | 'rule'): Plan {
  const least = leastOf(spec);
  if (least === undefined) return settled(spec, kind, { by, how: 'sample', most: SAMPLE_MAX, numeric: false });
  const wanted = Math.max(1, least);
  const exact = wanted <= EXACT_MAX;
  const keeping: Keeping = {
    by,
    how: exact ? 'ends' : 'sample',
    most: exact ? wanted : SAMPLE_MAX,
    numeric: false,
  };
  return { spec, judgement: { kind, least: wanted }, keeping };
}

const settled = (spec: CorrelationSpec, statistic: Statistic, keeping: Keeping): Plan => ({
  spec,
  judgement: { kind: 'settled', statistic },
  keeping,
  settlesAfter: 1,
});

function temporalPlan(spec: CorrelationSpec): Plan {
  const { expression } = spec;
  const named = expression === undefined ? new Set(spec.rules) : namesIn(expression, true);
  const chain = spec.rules.flatMap((rule, i) => (named.has(rule) ? [i] : []));
  const ordered = spec.type === 'temporal_ordered';
  const times: Keeping = { by: 'event-and-rule', how: 'ends-by-rule', most: ORDERED_MAX_PER_RULE, numeric: false };
  if (expression !== undefined && namesIn(expression, false).size > 0)
    return {
      spec,
      judgement: { kind: 'absent', expression, ...(ordered ? { chain } : {}) },
      keeping: times,
      settlesAfter: 2,
    };
  if (ordered) return { spec, judgement: { kind: 'ordered', chain }, keeping: times };
  const rules: Keeping = { by: 'rule', how: 'all', most: spec.rules.length, numeric: false };
  if (expression !== undefined) return { spec, judgement: { kind: 'expression', expression }, keeping: rules };
  if (spec.bounds.length === 0)
    return { spec, judgement: { kind: 'distinct', least: new Set(spec.rules).size }, keeping: rules };
  return { ...counting(spec, 'distinct', 'rule'), keeping: rules };
}

/** The least count that meets all bounds; undefined if one of them can be broken by more events. */
function leastOf({ bounds }: CorrelationSpec): number | undefined {
  let least = Number.NEGATIVE_INFINITY;
  for (const { op, value } of bounds) {
    if (op === 'gt') least = Math.max(least, Math.floor(value) + 1);
    else if (op === 'gte') least = Math.max(least, Math.ceil(value));
    else return undefined;
  }
  return least;
}

/** Whether a single event can settle it: a maximum above, a minimum below. */
const reaches = ({ type, bounds }: CorrelationSpec): boolean =>
  bounds.length > 0 &&
  bounds.every(({ op }) => (type === 'value_max' ? op === 'gt' || op === 'gte' : op === 'lt' || op === 'lte'));

/** Rules that an expression names; `wanted`: under an even number of nots, else under an odd one. */
export function namesIn(expression: Condition, wanted: boolean, sign = true): Set<string> {
  switch (expression.kind) {
    case 'search':
      return new Set(sign === wanted ? [expression.name] : []);
    case 'not':
      return namesIn(expression.of, wanted, !sign);
    default:
      return new Set(expression.of.flatMap((c) => [...namesIn(c, wanted, sign)]));
  }
}

const COMPARE: Readonly<Record<CorrelationSpec['bounds'][number]['op'], (value: number, bound: number) => boolean>> = {
  gt: (value, bound) => value > bound,
  gte: (value, bound) => value >= bound,
  lt: (value, bound) => value < bound,
  lte: (value, bound) => value <= bound,
  eq: (value, bound) => value === bound,
  neq: (value, bound) => value !== bound,
};

/** Whether a value meets every bound. */
export const within = (bounds: CorrelationSpec['bounds'], value: number): boolean =>
  bounds.every(({ op, value: bound }) => COMPARE[op](value, bound));
