import type { OwnRuleView, TuningView } from '../../contracts/detections.ts';
import type { DefinedRule, RuleStanding } from '../../contracts/rules-api.ts';
import { ruleCounts, type RuleCounts } from '../../storage/main/read/rules.ts';
import type { Principal } from '../../contracts/access.ts';
import { unwrap } from '../app.ts';
import type { ApiDeps, RuleText } from '../deps.ts';

/** Days over which matches are counted. */
const DAYS = 30;
const NONE: RuleCounts = { findings: 0, shadow: 0, suppressed: 0, lastAt: null, before: 0 };
/** So often a rule must have fired before its silence says something. */
const USED_TO_FIRE = 5;
const quiet = (c: RuleCounts): boolean => c.before >= USED_TO_FIRE && c.findings + c.shadow + c.suppressed === 0;
const countsOf = (id: string, s: Standings): Pick<RuleStanding, 'matches' | 'wentQuiet'> => {
  const matches = s.counts.get(id) ?? NONE;
  return { matches, wentQuiet: quiet(matches) };
};

/** What an organisation's rules stand on, asked once a request. */
export interface Standings {
  readonly own: readonly OwnRuleView[];
  readonly tunings: ReadonlyMap<string, TuningView>;
  readonly counts: ReadonlyMap<string, RuleCounts>;
}

export async function standings(deps: ApiDeps, caller: Principal): Promise<Standings> {
  const [own, tunings, counts] = await Promise.all([
    deps.detections.ownRules({ v: 1, caller }),
    deps.detections.tunings({ v: 1, caller }),
    ruleCounts(deps.db, caller.org, deps.now(), DAYS),
  ]);
  return { own: unwrap(own).rules, tunings: new Map(unwrap(tunings).tunings.map((t) => [t.rule, t])), counts };
}

export type RuleWhole = RuleText & RuleStanding;

/** A rule that ships, as it stands in the organisation. */
export function shipped(rule: RuleText, s: Standings): RuleWhole {
  const tuning = s.tunings.get(rule.id);
  return {
    ...rule,
    origin: 'shipped',
    state: tuning?.state ?? 'enabled',
    version: null,
    tuning:
      tuning === undefined
        ? null
        : {
            level: tuning.level,
            reason: tuning.reason,
            until: tuning.until,
            by: tuning.updatedBy,
            at: tuning.updatedAt,
          },
    ...countsOf(rule.id, s),
  };
}

/** An own rule: what its text says of itself beside what the gate keeps. */
export function own(rule: OwnRuleView, defined: DefinedRule | undefined, s: Standings): RuleWhole {
  return {
    id: rule.id,
    title: rule.title,
    level: rule.level,
    status: defined?.status ?? 'experimental',
    description: defined?.description ?? '',
    techniques: defined?.techniques ?? [],
    tactics: defined?.tactics ?? [],
    falsePositives: defined?.falsePositives ?? [],
    references: defined?.references ?? [],
    kind: defined?.kind ?? 'rule',
    logsource: defined?.logsource ?? {},
    yaml: rule.text,
    cases: [],
    origin: 'own',
    state: rule.state,
    version: rule.version,
    tuning: null,
    ...countsOf(rule.id, s),
  };
}

/** A rule without its long texts, for lists. */
export function summary(rule: RuleWhole): Omit<RuleWhole, 'yaml' | 'cases'> {
  const { yaml: _yaml, cases: _cases, ...rest } = rule;
  return rest;
}
