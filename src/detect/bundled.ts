import type { CorrelationAst, RuleAst } from './ast.ts';
import { createEngine } from './engine.ts';
import { CORRELATIONS, RULES } from './rules/generated.ts';
import type { Engine } from './types.ts';

let engine: Engine | undefined;

/** The engine of the rules that ship, compiled at first use from what `scripts/generate-rules.ts` parsed. */
export function bundledEngine(): Engine {
  engine ??= createEngine(
    RULES.map((json) => JSON.parse(json) as RuleAst),
    CORRELATIONS.map((json) => JSON.parse(json) as CorrelationAst),
  );
  return engine;
}
