import { createEngine, type MeasuredEngine } from './engine.ts';
import { unpackCorrelation, unpackRule } from './packed.ts';
import { CORRELATIONS, RULES } from './rules/generated.ts';

let engine: MeasuredEngine | undefined;

/**
 * The engine of the rules that ship, from what `scripts/generate-rules.ts` packed. A rule is read when the first record of its log
 * source comes. Their prose is not here but in rules/texts.generated.ts: those fields are empty.
 */
export function bundledEngine(): MeasuredEngine {
  engine ??= createEngine(RULES.map(unpackRule), CORRELATIONS.map(unpackCorrelation));
  return engine;
}
