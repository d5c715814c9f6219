import type { RuleTools } from '../../src/api/deps.ts';
import type { RuleProblem } from '../../src/contracts/rules-api.ts';
import { compileRules } from '../../src/detect/compile-rules.ts';
import type { LogSource, RuleError } from '../../src/detect/types.ts';
import { compileWhere } from '../../src/detect/tuning/where.ts';
import { normalizers } from '../../src/normalize/registry.ts';

/** Stands for a text's place among files. */
const FILE = 'rule.yml';

const problem = ({ line, column, message, hint }: RuleError): RuleProblem => ({
  line,
  column,
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** The log source of a record format; undefined, which heeds none, for one that nobody reads. */
function logsourceOf(source: string | undefined): LogSource | undefined {
  if (source === undefined || !Object.hasOwn(normalizers, source)) return undefined;
  return normalizers[source]?.logsource;
}

/** The Sigma engine for texts that people write. */
export const ruleTools: RuleTools = {
  read(text) {
    const { engine, errors, warnings } = compileRules([{ path: FILE, text }]);
    return {
      errors: errors.map(problem),
      warnings: warnings.map(problem),
      rules: engine.rules.map((r) => ({
        id: r.id,
        title: r.title,
        level: r.level,
        kind: r.kind,
        silent: r.silent === true,
        logsource: r.logsource,
        status: r.status,
        description: r.description,
        techniques: [...r.techniques],
        tactics: [...r.tactics],
        falsePositives: [...r.falsePositives],
        references: [...r.references],
      })),
    };
  },
  test(text, events, source) {
    const { engine, errors } = compileRules([{ path: FILE, text }]);
    const logsource = logsourceOf(source);
    return {
      errors: errors.map(problem),
      matches: events.flatMap((event, i) =>
        engine.match(logsource, event).map((r) => ({
          event: i,
          rule: r.id,
          title: r.title,
          level: r.level,
          fields: [...engine.explain(r.id, event)],
        })),
      ),
    };
  },
  faultOf(where) {
    const compiled = compileWhere(where);
    return compiled.ok ? undefined : compiled.error;
  },
};
