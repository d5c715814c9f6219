import type { RuleMeta } from './types.ts';

/**
 * A parsed rule: plain JSON, so that rules are parsed once at build time and a Worker starts without YAML.
 * Language: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html
 */
export interface RuleAst {
  readonly meta: RuleMeta;
  readonly searches: Readonly<Record<string, Search>>;
  readonly condition: Condition;
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
}

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte';
export type Affix = 'whole' | 'contains' | 'startswith' | 'endswith';

export type Test =
  | { readonly kind: 'text'; readonly glob: Glob; readonly cased: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly present: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly network: string }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly value: number }
  | { readonly kind: 'field'; readonly path: string; readonly affix: Affix; readonly cased: boolean };

/** Literal text, `many` for any run of characters (possibly none), `one` for one UTF-16 unit. */
export type Glob = readonly GlobPart[];
export type GlobPart = { readonly text: string } | { readonly wild: 'many' | 'one' };
