import * as z from 'zod';
import { Digest, Id, Level, Millis, OrgId } from './common.ts';

/*
 * What an organisation detects besides and instead of the rules that ship: its own rules, versions of them, what is tuned
 * and what is suppressed. The gate keeps it (a taken console must not blind an organisation unseen), the pipeline asks for it.
 */

export const RULE_TEXT_MAX_CHARS = 200_000;
/** Own rules of one organisation; all their texts together make one answer to the pipeline. */
export const OWN_RULES_MAX = 500;
export const OWN_RULES_MAX_CHARS = 2_000_000;
export const SUPPRESSIONS_MAX = 500;
/** Of a suppression's search as JSON: it is in the ledger whole, and all of them in each answer to the pipeline. */
export const SUPPRESSION_WHERE_MAX_CHARS = 8_000;
/** A suppression ends: what nobody renews in a year nobody remembers. */
export const SUPPRESSION_MAX_DAYS = 366;

/** `draft`: kept, not matched. `shadow`: matched and counted, no finding. */
export const RuleState = z.enum(['draft', 'shadow', 'enabled', 'disabled']);
export type RuleState = z.infer<typeof RuleState>;

/** A rule's id as its text or the bundled set names it. */
export const RuleId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'no control characters');
/** Ids under which senders, indicators, baselines and people make findings: a rule of that name could take the place of theirs. */
export const isReservedId = (id: string): boolean => /^(manual$|vedette\.|indicator:|[a-z]+\.[a-z]+:)/i.test(id);
/** What ships without a Sigma text, `detect/baseline`: organisations tune it like other rules. */
export const BASELINE_RULE_IDS: ReadonlySet<string> = new Set(
  ['operation', 'region', 'country', 'user-agent', 'hour', 'network', 'access-key'].map((f) => `vedette.baseline.${f}`),
);
/** Under which a source that fell silent is found (workers/pipeline/sources): tuned like those. */
export const SILENCE_RULE_ID = 'vedette.source-silent';
export const RuleText = z.string().min(1).max(RULE_TEXT_MAX_CHARS);
const Reason = z.string().trim().min(1).max(500);

/** Bodies of the rules API. */
export const CreateOwnRule = z.object({
  /** Sigma YAML: one rule, or a correlation with the rules that it counts */
  text: RuleText,
  state: RuleState.optional(),
  note: z.string().max(500).optional(),
  /** Of the one that it becomes known by: read from the text by the console, which parsed it */
  id: RuleId,
  title: z.string().min(1).max(300),
  level: Level,
});
export type CreateOwnRule = z.infer<typeof CreateOwnRule>;
export const UpdateOwnRule = CreateOwnRule.omit({ state: true }).extend({ ifVersion: z.int().positive().optional() });
export const RollBackRule = z.object({ version: z.int().positive(), ifVersion: z.int().positive().optional() });
/** For own rules and for those that ship; a rule that ships is `enabled`, `shadow` or `disabled`. */
export const SetRuleState = z.object({
  state: RuleState,
  reason: Reason.optional(),
  /** When a rule that ships is as it was again, ms; required to disable one */
  until: Millis.optional(),
  /** Another level than its own */
  level: Level.nullable().optional(),
});

/** One Sigma search: all of it must hold. Modifiers as in Sigma: `{"userIdentity.arn|endswith": ":role/backup"}`. */
export const SuppressionWhere = z
  .record(
    z.string().min(1).max(300),
    z.union([
      z.string().max(2_000),
      z.number(),
      z.boolean(),
      z.null(),
      z
        .array(z.union([z.string().max(2_000), z.number()]))
        .min(1)
        .max(200),
    ]),
  )
  .refine((w) => Object.keys(w).length > 0 && Object.keys(w).length <= 20, 'name 1 to 20 fields');
export const CreateSuppression = z.object({
  /** `*`: all rules; then at least one field must be named whole, without a wildcard. For one rule, one field must narrow it. */
  rule: RuleId,
  where: SuppressionWhere.refine(
    (w) => JSON.stringify(w).length <= SUPPRESSION_WHERE_MAX_CHARS,
    `a search has at most ${SUPPRESSION_WHERE_MAX_CHARS} characters; tune the rule instead`,
  ),
  reason: Reason,
  expiresAt: Millis,
});
export type CreateSuppression = z.infer<typeof CreateSuppression>;

export const OwnRuleView = z.object({
  id: z.string(),
  title: z.string(),
  level: Level,
  state: RuleState,
  version: z.int(),
  text: z.string(),
  createdBy: z.string(),
  createdAt: Millis,
  updatedBy: z.string(),
  updatedAt: Millis,
});
export type OwnRuleView = z.infer<typeof OwnRuleView>;

export const RuleVersionView = z.object({
  version: z.int(),
  title: z.string(),
  level: Level,
  text: z.string(),
  digest: Digest,
  note: z.string(),
  createdBy: z.string(),
  createdAt: Millis,
});
export type RuleVersionView = z.infer<typeof RuleVersionView>;

/** How a rule that ships, or an own one's level, differs from what it says itself. */
export const TuningView = z.object({
  rule: z.string(),
  state: z.enum(['enabled', 'shadow', 'disabled']),
  level: Level.nullable(),
  reason: z.string(),
  until: Millis.nullable(),
  updatedBy: z.string(),
  updatedAt: Millis,
});
export type TuningView = z.infer<typeof TuningView>;

export const SuppressionView = z.object({
  id: Id,
  rule: z.string(),
  where: SuppressionWhere,
  reason: z.string(),
  expiresAt: Millis,
  createdBy: z.string(),
  createdAt: Millis,
});
export type SuppressionView = z.infer<typeof SuppressionView>;

/** All that the pipeline needs of one organisation; `revision` grows by each change. */
export const DetectionContent = z.object({
  v: z.literal(1),
  org: OrgId,
  revision: z.int().nonnegative(),
  rules: z.array(
    z.object({
      id: z.string(),
      version: z.int(),
      state: z.enum(['shadow', 'enabled']),
      text: z.string(),
      /** When this version came into this state, ms: what happened before it is hunted through */
      since: Millis,
    }),
  ),
  tunings: z.array(TuningView.pick({ rule: true, state: true, level: true, until: true })),
  suppressions: z.array(SuppressionView.pick({ id: true, rule: true, where: true, expiresAt: true })),
});
export type DetectionContent = z.infer<typeof DetectionContent>;
