import type { RuleAst } from './ast.ts';
import { createEngine } from './engine.ts';
import { parseRule } from './parse/rule.ts';
import type { CompileRules, RuleError } from './types.ts';

export interface ParsedRules {
  readonly rules: readonly RuleAst[];
  readonly errors: readonly RuleError[];
}

/** Parses files of one Sigma rule each, in the order given; a bad one or a second use of an id becomes an error, the rest go on. */
export function parseRules(files: readonly { readonly path: string; readonly text: string }[]): ParsedRules {
  const rules: RuleAst[] = [];
  const errors: RuleError[] = [];
  const fileById = new Map<string, string>();
  for (const file of files) {
    const parsed = parseRule(file.path, file.text);
    if (!parsed.ok) {
      errors.push(parsed.error);
      continue;
    }
    const { id } = parsed.value.meta;
    const first = fileById.get(id);
    if (first === undefined) {
      fileById.set(id, file.path);
      rules.push(parsed.value);
    } else {
      const message = `the id ${id} is already used by ${first}`;
      errors.push({ file: file.path, line: 1, column: 1, message, hint: 'give the rule an id of its own' });
    }
  }
  return { rules, errors };
}

/** Sigma YAML → engine; for rules that come at run time. What ships is parsed at build time (see bundled.ts). */
export const compileRules: CompileRules = (files) => {
  const { rules, errors } = parseRules(files);
  return { engine: createEngine(rules), errors };
};
