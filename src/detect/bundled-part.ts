import type { CorrelationAst, RuleAst } from './ast.ts';
import { createEngine } from './engine.ts';
import { unpackCorrelation, unpackRule } from './packed.ts';
import { CORRELATIONS, RULES } from './rules/generated.ts';
import type { Engine } from './types.ts';

/** Unpacks those alone that say this id themselves. */
function named<P, T extends RuleAst | CorrelationAst>(
  all: readonly P[],
  ids: readonly string[],
  textOf: (packed: P) => string,
  unpack: (packed: P) => T,
): T[] {
  return all
    .filter((p) => ids.some((id) => textOf(p).includes(JSON.stringify(id))))
    .map(unpack)
    .filter((ast) => ids.includes(ast.meta.id));
}

/** An engine of one rule that ships; of a correlation with all that it counts. Undefined if none has this id. */
export function bundledPart(id: string): Engine | undefined {
  const correlations = new Map<string, CorrelationAst>();
  const rules = new Map<string, RuleAst>();
  for (let wanted = [id]; wanted.length > 0;) {
    for (const rule of named(RULES, wanted, ([meta]) => meta, unpackRule)) rules.set(rule.meta.id, rule);
    const found = named(CORRELATIONS, wanted, (text) => text, unpackCorrelation).filter(
      (c) => !correlations.has(c.meta.id),
    );
    for (const c of found) correlations.set(c.meta.id, c);
    wanted = found.flatMap((c) => c.rules);
  }
  if (!rules.has(id) && !correlations.has(id)) return undefined;
  return createEngine([...rules.values()], [...correlations.values()]);
}
