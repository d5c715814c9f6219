import type { Engine, RuleMeta } from '../types.ts';

type LogSource = RuleMeta['logsource'];
const PARTS = ['product', 'service', 'category'] as const;

/**
 * Where a rule's events come from, by its id, for people who filter by it. A correlation has no log source of its own (Sigma's
 * correlation rules, section "Correlation"): it gets what all rules that it counts agree on.
 */
export function logsources(engine: Pick<Engine, 'rules' | 'correlations'>): (id: string) => LogSource {
  const rules = new Map(engine.rules.map((r) => [r.id, r.logsource]));
  const counts = new Map(engine.correlations.map((c) => [c.meta.id, c.rules]));
  const of = (id: string, above: ReadonlySet<string>): LogSource => {
    const counted = counts.get(id);
    if (counted === undefined || above.has(id)) return rules.get(id) ?? {};
    const all = counted.map((c) => of(c, new Set([...above, id])));
    const agreed = PARTS.flatMap((part) => {
      const value = all[0]?.[part];
      return value !== undefined && all.every((l) => l[part] === value) ? [[part, value] as const] : [];
    });
    return Object.fromEntries(agreed);
  };
  return (id) => of(id, new Set());
}
