import type { RuleAst } from './ast.ts';
import { createEngine } from './engine.ts';
import { RULES } from './rules/generated.ts';
import type { Engine } from './types.ts';

let engine: Engine | undefined;

/** The engine of the rules that ship, compiled at first use from what `scripts/generate-rules.ts` parsed. */
export function bundledEngine(): Engine {
  engine ??= createEngine(RULES.map((json) => JSON.parse(json) as RuleAst));
  return engine;
}
