import type { HuntInput } from '../../../durable-objects/retro-hunt/api.ts';
import { bundledPart } from '../../../src/detect/bundled-part.ts';
import { compileRules } from '../../../src/detect/compile-rules.ts';
import { appliesTo } from '../../../src/detect/logsource.ts';
import type { OrganisationRules } from '../../../src/detect/tuning/organisation.ts';
import type { Engine, LogSource } from '../../../src/detect/types.ts';
import { Recent } from '../../../src/kit/recent.ts';

type Hunted = Pick<HuntInput, 'id' | 'kind' | 'subject' | 'texts'>;

/** What a hunt looks for, in the form that deliveries are processed with. */
export interface HuntRules extends OrganisationRules {
  /** False where no rule of the hunt can match records of this source */
  concerns(source: LogSource): boolean;
}

/** Compiled rules of hunts that this isolate works for: a few, for a text may be large. */
const engines = new Recent<Engine>(4);

/** The engine of a hunt's rules alone; empty for a hunt of indicators. */
export function engineOf({ id, kind, subject, texts }: Hunted): Engine {
  const known = engines.get(id);
  if (known !== undefined) return known;
  const files = texts.map((t) => ({ path: t.id, text: t.text }));
  const shipped = kind === 'rule' && texts.length === 0 ? bundledPart(subject) : undefined;
  const engine = shipped ?? compileRules(files).engine;
  engines.set(id, engine);
  return engine;
}

/**
 * A hunt's rules with what the organisation tuned and suppressed. Of a rule that ships only what the hunt is about makes findings, not
 * what a correlation counts. A text that is tried out shows what it matches, whatever a rule of the same id is set to.
 */
export function huntRules(hunt: Hunted, own: OrganisationRules): HuntRules {
  const engine = engineOf(hunt);
  const about = new Set(
    hunt.texts.length > 0
      ? [...engine.rules, ...engine.correlations.map((c) => c.meta)].map((r) => r.id)
      : [hunt.subject],
  );
  return {
    revision: own.revision,
    correlations: engine.correlations,
    broken: [],
    concerns: (source) => engine.rules.some((r) => appliesTo(r.logsource, source)),
    match: (source, record, _now, views) => engine.match(source, record, views),
    judge(rule, record, now, views) {
      if (!about.has(rule.id) || rule.silent) return undefined;
      const judged = own.judge(rule, record, now, views);
      const isShown = hunt.kind === 'text' && judged?.verdict.as !== 'suppressed';
      return isShown ? { rule, verdict: { as: 'finding', level: rule.level } } : judged;
    },
    explain: (rule, record, views) => engine.explain(rule, record, views),
  };
}
