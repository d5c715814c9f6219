import { createEngine } from './engine.ts';
import { parseRules, type ParseOptions } from './parse/rule-set.ts';
import type { CompileRules } from './types.ts';

export { parseRules, type ParsedRules, type ParseOptions } from './parse/rule-set.ts';

/**
 * Sigma YAML → engine; for rules that come at run time. What ships is parsed at build time (see bundled.ts).
 * Correlations come along for who keeps their windows.
 */
export const compileRules: CompileRules = (files, options?: ParseOptions) => {
  const { rules, errors, warnings, parts } = parseRules(files, options);
  return { engine: createEngine(rules.rules, rules.correlations), errors, warnings, parts };
};
