import type { CorrelationAst, RuleAst } from './ast.ts';
import { createEngine } from './engine.ts';
import { CORRELATIONS, RULES } from './rules/generated.ts';
import type { Engine } from './types.ts';

/** Parses those alone that say this id themselves. */
const named = <T extends RuleAst | CorrelationAst>(texts: readonly string[], ids: readonly string[]): T[] =>
  texts
    .filter((t) => ids.some((id) => t.includes(JSON.stringify(id))))
    .map((t) => JSON.parse(t) as T)
    .filter((ast) => ids.includes(ast.meta.id));

/** An engine of one rule that ships; of a correlation with all that it counts. Undefined if none has this id. */
export function bundledPart(id: string): Engine | undefined {
  const correlations = new Map<string, CorrelationAst>();
  const rules = new Map<string, RuleAst>();
  for (let wanted = [id]; wanted.length > 0;) {
    for (const rule of named<RuleAst>(RULES, wanted)) rules.set(rule.meta.id, rule);
    const found = named<CorrelationAst>(CORRELATIONS, wanted).filter((c) => !correlations.has(c.meta.id));
    for (const c of found) correlations.set(c.meta.id, c);
    wanted = found.flatMap((c) => c.rules);
  }
  if (!rules.has(id) && !correlations.has(id)) return undefined;
  return createEngine([...rules.values()], [...correlations.values()]);
}
