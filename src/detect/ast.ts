import type { RuleMeta } from './types.ts';

/**
 * A parsed rule: plain JSON, so that rules are parsed once at build time and a Worker starts without YAML.
 * Language: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html
 */
export interface RuleAst {
  readonly meta: RuleMeta;
  readonly searches: Readonly<Record<string, Search>>;
  /** One that holds is enough */
  readonly conditions: readonly Condition[];
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'search'; readonly name: string };

/** Alternatives, each a list of items that must all hold. */
export interface Search {
  readonly alternatives: readonly (readonly Item[])[];
}

/** Tests of one field; without a field, of every value in the record (keywords). */
export interface Item {
  readonly field: string | null;
  readonly tests: readonly Test[];
  /** True if every test must hold, else one is enough. */
  readonly all: boolean;
  /** `neq`: the item holds where its tests do not, a missing field included */
  readonly negated?: true;
}

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte';
/** UTC; weeks as in ISO 8601 */
export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
export type Affix = 'whole' | 'contains' | 'startswith' | 'endswith';

export type Test =
  | { readonly kind: 'text'; readonly glob: Glob; readonly cased: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly present: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly network: string }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly value: number }
  | { readonly kind: 'time'; readonly part: TimePart; readonly op: Comparison | 'eq'; readonly value: number }
  | { readonly kind: 'field'; readonly path: string; readonly affix: Affix; readonly cased: boolean }
  /** The spellings of one value (base64offset, windash, …): one is enough. None: a placeholder without values. */
  | { readonly kind: 'any'; readonly of: readonly Test[] };

/** Literal text, `many` for any run of characters (possibly none), `one` for one UTF-16 unit. */
export type Glob = readonly GlobPart[];
export type GlobPart = { readonly text: string } | { readonly wild: 'many' | 'one' };

export type CorrelationType =
  | 'event_count'
  | 'value_count'
  | 'temporal'
  | 'temporal_ordered'
  | 'value_sum'
  | 'value_avg'
  | 'value_percentile'
  | 'value_median'
  | 'value_min'
  | 'value_max';

/**
 * A Sigma correlation rule, its references resolved:
 * https://sigmahq.io/sigma-specification/specification/sigma-correlation-rules-specification.html
 */
export interface CorrelationAst {
  readonly meta: RuleMeta;
  readonly type: CorrelationType;
  /** Ids of rules and correlations, in the order of the file */
  readonly rules: readonly string[];
  /** Each a name, and the field that it means in events of each rule: that name itself unless an alias says otherwise */
  readonly groupBy: readonly { readonly name: string; readonly fields: Readonly<Record<string, string>> }[];
  readonly timespanMs: number;
  /** Bounds on the count or statistic; all must hold. Empty for a temporal one that wants every rule once. */
  readonly bounds: readonly { readonly op: Comparison | 'eq' | 'neq'; readonly value: number }[];
  /** What value_* look at; several together make one value */
  readonly fields: readonly string[];
  /** 0 to 100, of value_percentile */
  readonly percentile?: number;
  /** Temporal ones with a condition of their own: searches are rule ids */
  readonly expression?: Condition;
}

/** What a set of files says, filters applied to the rules that they name. */
export interface RuleSet {
  readonly rules: readonly RuleAst[];
  readonly correlations: readonly CorrelationAst[];
}
