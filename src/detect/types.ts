import type { Level } from '../contracts/common.ts';
import type { CorrelationAst } from './ast.ts';

/** What a rule says of itself. */
export interface RuleMeta {
  /** A UUID, or made from file and title where the rule has none */
  readonly id: string;
  /** The name by which correlations refer to it */
  readonly name?: string;
  readonly title: string;
  readonly level: Level;
  readonly status: string;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  readonly description: string;
  readonly falsePositives: readonly string[];
  readonly references: readonly string[];
  readonly logsource: { readonly product?: string; readonly service?: string; readonly category?: string };
  readonly kind: 'rule' | 'correlation';
  /** A match is only counted by correlations of the same file and is no finding by itself */
  readonly silent?: true;
}

export interface LogSource {
  readonly product: string;
  readonly service: string;
  readonly category?: string;
}

/** A field that a rule looked at and found; for people, so values are cut. */
export interface EvidenceField {
  readonly field: string;
  readonly value: string;
}

export interface RuleError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

/** What an event is besides its raw record: fields that begin with the view's name and a dot read from here. */
export interface Views {
  /** The normalized event */
  ocsf?(): Readonly<Record<string, unknown>>;
  /** What we know of it: `source_country`, … */
  vedette?(): Readonly<Record<string, unknown>>;
}

export interface Engine {
  readonly rules: readonly RuleMeta[];
  /** They remember, so they are no match of one event: see correlation/ */
  readonly correlations: readonly CorrelationAst[];
  /**
   * Every rule that matches a raw record, silent ones included, in the set's order. Without a log source each rule is tried.
   * `views` gives what `ocsf.` and `vedette.` fields mean, made when first asked for. Never throws, whatever the record.
   */
  match(logsource: LogSource | undefined, record: Record<string, unknown>, views?: Views): readonly RuleMeta[];
  /**
   * Which fields and values made a rule match this record, in the rule's order: at most 12, each value cut to 200 characters.
   * What a rule says by `not` is not shown. Empty if the rule is unknown or does not match. Slower than `match`: for matches only.
   */
  explain(ruleId: string, record: Record<string, unknown>, views?: Views): readonly EvidenceField[];
}

/** One bad rule never stops the others. `placeholders` are the values of `%name%` under `expand`, `known` rules of
 * elsewhere that correlations may count. */
export type CompileRules = (
  files: readonly { readonly path: string; readonly text: string }[],
  options?: {
    readonly placeholders?: Readonly<Record<string, readonly string[]>>;
    readonly known?: readonly RuleMeta[];
    readonly maxParts?: number;
  },
) => {
  readonly engine: Engine;
  readonly errors: readonly RuleError[];
  readonly warnings: readonly RuleError[];
  /** What the texts unfolded to: values, fields, searches of conditions. `maxParts` bounds it a file. */
  readonly parts: number;
};
