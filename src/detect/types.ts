import type { Level } from '../contracts/common.ts';

/** What the pipeline needs of a rule that matched; kept by the full engine later. */
export interface RuleMeta {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly status: string;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  readonly description: string;
  readonly falsePositives: readonly string[];
  readonly logsource: { readonly product?: string; readonly service?: string; readonly category?: string };
}

export interface RuleError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

export interface Engine {
  readonly rules: readonly RuleMeta[];
  /** Every rule that matches a raw record of a log source. Never throws, whatever the record. */
  match(
    logsource: { readonly product: string; readonly service: string },
    record: Record<string, unknown>,
  ): readonly RuleMeta[];
}

/** One bad rule never stops the others. */
export type CompileRules = (files: readonly { readonly path: string; readonly text: string }[]) => {
  readonly engine: Engine;
  readonly errors: readonly RuleError[];
};
