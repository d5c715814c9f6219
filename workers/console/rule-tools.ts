import type { RuleTools } from '../../src/api/deps.ts';
import { OWN_RULES_MAX } from '../../src/contracts/detections.ts';
import type { ReadRule, RuleProblem, Tried } from '../../src/contracts/rules-api.ts';
import { bundledEngine } from '../../src/detect/bundled.ts';
import { compileRules } from '../../src/detect/compile-rules.ts';
import { logsources } from '../../src/detect/correlation/counted-logsource.ts';
import { eventTime } from '../../src/detect/correlation/event-time.ts';
import { CorrelationMemory } from '../../src/detect/correlation/memory.ts';
import type { Firing } from '../../src/detect/correlation/types.ts';
import type { Engine, LogSource, RuleError, RuleMeta } from '../../src/detect/types.ts';
import { OWN_TEXT_MAX_PARTS } from '../../src/detect/tuning/organisation.ts';
import { compileWhere } from '../../src/detect/tuning/where.ts';
import { sha256Hex } from '../../src/kit/crypto.ts';
import { Recent } from '../../src/kit/recent.ts';
import { normalizers } from '../../src/normalize/registry.ts';

/** What a correlation may count beside its own text. */
function shippedMetas(): readonly RuleMeta[] {
  const { rules, correlations } = bundledEngine();
  return [...rules, ...correlations.map((c) => c.meta)];
}

/** Stands for a text's place among files. */
const FILE = 'rule.yml';

const problem = ({ line, column, message, hint }: RuleError): RuleProblem => ({
  line,
  column,
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** Within what the pipeline will take. */
const compileOwn = (text: string) =>
  compileRules([{ path: FILE, text }], { known: shippedMetas(), maxParts: OWN_TEXT_MAX_PARTS });

/** The log source of a record format; undefined, which heeds none, for one that nobody reads. */
function logsourceOf(source: string | undefined): LogSource | undefined {
  if (source === undefined || !Object.hasOwn(normalizers, source)) return undefined;
  return normalizers[source]?.logsource;
}

/** Texts of rules that are listed again and again: an organisation's own, and as many others. */
const read = new Recent<ReadRule>(OWN_RULES_MAX);

function readAnew(text: string): ReadRule {
  const { engine, errors, warnings } = compileOwn(text);
  const from = logsources(engine);
  return {
    errors: errors.map(problem),
    warnings: warnings.map(problem),
    rules: [...engine.rules, ...engine.correlations.map((c) => c.meta)].map((r) => ({
      id: r.id,
      title: r.title,
      level: r.level,
      kind: r.kind,
      silent: r.silent === true,
      logsource: from(r.id),
      status: r.status,
      description: r.description,
      techniques: [...r.techniques],
      tactics: [...r.tactics],
      falsePositives: [...r.falsePositives],
      references: [...r.references],
    })),
  };
}

/** The Sigma engine for texts that people write. */
export const ruleTools: RuleTools = {
  read(text) {
    const digest = sha256Hex(text);
    const known = read.get(digest);
    if (known !== undefined) return known;
    const made = readAnew(text);
    read.set(digest, made);
    return made;
  },
  test(text, events, source) {
    const { engine, errors } = compileOwn(text);
    const logsource = logsourceOf(source);
    return {
      errors: errors.map(problem),
      matches: tried(engine, events, logsource),
    };
  },
  faultOf(where) {
    const compiled = compileWhere(where);
    return compiled.ok ? undefined : compiled.error;
  },
};

/** What events match one by one, and the correlations that they complete, in their order. */
function tried(
  engine: Engine,
  events: readonly Record<string, unknown>[],
  logsource: LogSource | undefined,
): Tried['matches'] {
  const memory = new CorrelationMemory(engine.correlations);
  const metas = new Map(engine.correlations.map((c) => [c.meta.id, c.meta]));
  const indexOf = new Map<string, number>();
  let time = 0;
  const ofFirings = (firings: readonly Firing[]): Tried['matches'] =>
    firings.flatMap((f) => {
      const meta = metas.get(f.correlation);
      if (meta === undefined || meta.silent === true) return [];
      return [{ ...named(meta), event: indexOf.get(f.event) ?? 0, fields: [] }];
    });
  const found = events.flatMap((event, i) => {
    const matched = engine.match(logsource, event);
    time = eventTime(event) ?? time + 1;
    const uid = `event ${i}`;
    indexOf.set(uid, i);
    const fired = ofFirings(memory.observe(matched, event, { uid, time }));
    const heard = matched.filter((r) => r.silent !== true);
    return [...heard.map((r) => ({ ...named(r), event: i, fields: [...engine.explain(r.id, event)] })), ...fired];
  });
  return [...found, ...ofFirings(memory.finish())];
}

const named = (r: RuleMeta): { rule: string; title: string; level: RuleMeta['level'] } => ({
  rule: r.id,
  title: r.title,
  level: r.level,
});
