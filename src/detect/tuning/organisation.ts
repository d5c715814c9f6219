import { isReservedId, type DetectionContent } from '../../contracts/detections.ts';
import type { CorrelationAst } from '../ast.ts';
import { compileRules } from '../compile-rules.ts';
import type { Engine, EvidenceField, LogSource, RuleError, RuleMeta, Views } from '../types.ts';
import { createTuning, type Verdict } from './tuning.ts';

export interface Judged {
  readonly rule: RuleMeta;
  readonly verdict: Exclude<Verdict, { as: 'off' }>;
}

/** What an organisation detects: the rules that ship as it tuned them, and its own. */
export interface OrganisationRules {
  readonly revision: number;
  /** What its own texts unfold to: how much memory they take. Not said where there are none. */
  readonly parts?: number;
  readonly correlations: readonly CorrelationAst[];
  /** What of its own does not compile; the rest goes on */
  readonly broken: readonly { readonly id: string; readonly why: string }[];
  /** Every rule that matches and is not switched off, silent ones included: what correlations count. */
  match(logsource: LogSource, record: Record<string, unknown>, now: number, views?: Views): readonly RuleMeta[];
  /** What becomes of a match, or of a correlation that fired; undefined where the rule is silent or switched off. */
  judge(rule: RuleMeta, record: Record<string, unknown>, now: number, views?: Views): Judged | undefined;
  explain(rule: string, record: Record<string, unknown>, views?: Views): readonly EvidenceField[];
}

type Content = Pick<DetectionContent, 'revision' | 'rules' | 'tunings' | 'suppressions'>;
export const NO_CONTENT: Content = { revision: 0, rules: [], tunings: [], suppressions: [] };
/**
 * What an own text, and all of an organisation's together, may unfold to: a value takes up to 1.5 KB once compiled, an isolate has
 * 128 MB, and it matches for others too.
 */
export const OWN_TEXT_MAX_PARTS = 20_000;
const OWN_MAX_PARTS = 40_000;
/** Each may count every event of a batch: some 200 bytes an event and correlation, with tens of thousands of events at once. */
export const OWN_MAX_CORRELATIONS = 20;
/** Whether a rule is off does not hang on the record. */
const NOTHING: Record<string, unknown> = {};

const sayError = (e: RuleError): string => `line ${e.line}: ${e.message}${e.hint === undefined ? '' : ` (${e.hint})`}`;

/** Puts an organisation's content on top of the engine of the rules that ship. */
export function organisationRules(shipped: Engine, content: Content): OrganisationRules {
  const known = [...shipped.rules, ...shipped.correlations.map((c) => c.meta)];
  const taken = new Set(known.map((r) => r.id));
  const broken: { id: string; why: string }[] = [];
  const states = new Map<string, 'shadow' | 'enabled'>();
  let parts = 0;
  let correlations = 0;
  const files = content.rules.filter(({ id, state, text }) => {
    const alone = compileRules([{ path: id, text }], { known, maxParts: OWN_TEXT_MAX_PARTS });
    const [error] = alone.errors;
    const metas = [...alone.engine.rules, ...alone.engine.correlations.map((c) => c.meta)];
    const clash = metas.find((m) => taken.has(m.id) || states.has(m.id) || isReservedId(m.id));
    if (error !== undefined) broken.push({ id, why: sayError(error) });
    else if (clash !== undefined) broken.push({ id, why: `another rule has the id ${clash.id} already` });
    else if (parts + alone.parts > OWN_MAX_PARTS)
      broken.push({ id, why: `the rules before it unfold to ${OWN_MAX_PARTS} values and searches: no room is left` });
    else if (correlations + alone.engine.correlations.length > OWN_MAX_CORRELATIONS)
      broken.push({ id, why: `an organisation has at most ${OWN_MAX_CORRELATIONS} correlations of its own` });
    else {
      correlations += alone.engine.correlations.length;
      for (const m of metas) states.set(m.id, state);
      parts += alone.parts;
      return true;
    }
    return false;
  });
  // One engine for all: what several of them read is read once an event.
  const own =
    files.length === 0
      ? undefined
      : compileRules(
          files.map(({ id, text }) => ({ path: id, text })),
          { known },
        ).engine;
  const tuning = createTuning(content);
  broken.push(...tuning.broken.map(({ id, why }) => ({ id, why })));
  const switches = createTuning({ tunings: content.tunings, suppressions: [] });
  const off = (rule: RuleMeta, now: number): boolean => switches.judge(rule, NOTHING, now).as === 'off';
  return {
    revision: content.revision,
    parts,
    correlations: own === undefined ? shipped.correlations : [...shipped.correlations, ...own.correlations],
    broken,
    match(logsource, record, now, views) {
      const found = shipped.match(logsource, record, views);
      const mine = own?.match(logsource, record, views) ?? [];
      if (found.length === 0) return mine;
      const on = content.tunings.length === 0 ? found : found.filter((r) => !off(r, now));
      return mine.length === 0 ? on : [...on, ...mine];
    },
    judge(rule, record, now, views) {
      if (rule.silent) return undefined;
      const state = states.get(rule.id);
      const verdict = tuning.judge(rule, record, now, {
        ...(views === undefined ? {} : { views }),
        ...(state === undefined ? {} : { state }),
      });
      return verdict.as === 'off' ? undefined : { rule, verdict };
    },
    explain: (rule, record, views) => (states.has(rule) ? own : shipped)?.explain(rule, record, views) ?? [],
  };
}
