import type { RuleText } from '../../src/api/deps.ts';
import { bundledEngine } from '../../src/detect/bundled.ts';
import { logsources } from '../../src/detect/correlation/counted-logsource.ts';
import { RULE_TEXTS } from '../../src/detect/rules/texts.generated.ts';

let made: readonly RuleText[] | undefined;

/** The bundled rules with their texts; put together once an isolate, on first use. */
export function ruleTexts(): readonly RuleText[] {
  if (made) return made;
  const texts = new Map(
    RULE_TEXTS.map(([id, yaml, cases, description, falsePositives, references]) => [
      id,
      { yaml, cases: cases.map(([match, name]) => ({ match, name })), description, falsePositives, references },
    ]),
  );
  const engine = bundledEngine();
  const from = logsources(engine);
  made = [...engine.rules, ...engine.correlations.map((c) => c.meta)]
    .filter((r) => r.silent !== true)
    .map((r) => ({
      id: r.id,
      title: r.title,
      level: r.level,
      status: r.status,
      description: texts.get(r.id)?.description ?? '',
      techniques: [...r.techniques],
      tactics: [...r.tactics],
      falsePositives: [...(texts.get(r.id)?.falsePositives ?? [])],
      logsource: from(r.id),
      references: [...(texts.get(r.id)?.references ?? [])],
      kind: r.kind,
      yaml: texts.get(r.id)?.yaml ?? '',
      cases: texts.get(r.id)?.cases ?? [],
    }));
  return made;
}
