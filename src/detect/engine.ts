import type { RuleAst } from './ast.ts';
import { compileRule, type RecordTest } from './compile/rule.ts';
import { requiredOf, type Required } from './index/required.ts';
import { RuleIndex } from './index/rule-index.ts';
import type { Engine, RuleMeta } from './types.ts';

interface Compiled {
  readonly order: number;
  readonly meta: RuleMeta;
  readonly required: Required;
  readonly test: RecordTest;
}

const NONE: readonly RuleMeta[] = [];

/** A rule applies to a log source if all that it names is the same; a rule that names a category waits for a source with one. */
function applies(rule: RuleMeta, product: string, service: string): boolean {
  const { logsource } = rule;
  const same = (wanted: string | undefined, is: string): boolean => wanted === undefined || wanted.toLowerCase() === is;
  return logsource.category === undefined && same(logsource.product, product) && same(logsource.service, service);
}

/** Compiles parsed rules once; an index for each log source is made when its first record comes. */
export function createEngine(rules: readonly RuleAst[]): Engine {
  const compiled = rules.map((rule, order): Compiled => ({
    order,
    meta: rule.meta,
    required: requiredOf(rule),
    test: compileRule(rule),
  }));
  // Log sources are those of our own normalizers, so this map stays small.
  const indexes = new Map<string, RuleIndex<Compiled>>();
  const indexFor = (product?: string, service?: string): RuleIndex<Compiled> => {
    const key = `${product ?? ''}\u0000${service ?? ''}`;
    let index = indexes.get(key);
    if (index === undefined) {
      index = new RuleIndex(
        product === undefined || service === undefined
          ? compiled
          : compiled.filter((r) => applies(r.meta, product.toLowerCase(), service.toLowerCase())),
      );
      indexes.set(key, index);
    }
    return index;
  };
  return {
    rules: compiled.map((r) => r.meta),
    match(logsource, record) {
      const candidates = indexFor(logsource?.product, logsource?.service).candidates(record);
      if (candidates.length === 0) return NONE;
      const hits = new Set(candidates.filter((r) => r.test(record)));
      return hits.size === 0 ? NONE : [...hits].sort((a, b) => a.order - b.order).map((r) => r.meta);
    },
  };
}
