import * as z from 'zod';
import { Level } from './common.ts';
import { RuleState, RuleText, SuppressionWhere } from './detections.ts';

/** Bodies and views of the rules API. */

export const LogSourceView = z.object({
  product: z.string().optional(),
  service: z.string().optional(),
  category: z.string().optional(),
});

/** What a rule must find and what it must not, as it ships beside the rule. */
export const RuleCase = z.object({ match: z.boolean(), name: z.string() });
export type RuleCase = z.infer<typeof RuleCase>;

/** One rule or correlation that a text defines. */
export const DefinedRule = z.object({
  id: z.string(),
  title: z.string(),
  level: Level,
  kind: z.enum(['rule', 'correlation']),
  /** Counted by a correlation of the same text, no finding by itself */
  silent: z.boolean(),
  logsource: LogSourceView,
  /** What it says of itself */
  status: z.string().optional(),
  description: z.string().optional(),
  techniques: z.array(z.string()).optional(),
  tactics: z.array(z.string()).optional(),
  falsePositives: z.array(z.string()).optional(),
  references: z.array(z.string()).optional(),
});
export type DefinedRule = z.infer<typeof DefinedRule>;

/** What is wrong with a text, and where; `line` and `column` from 1. */
export const RuleProblem = z.object({
  line: z.int(),
  column: z.int(),
  message: z.string(),
  hint: z.string().optional(),
});
export type RuleProblem = z.infer<typeof RuleProblem>;

export const ReadRule = z.object({
  errors: z.array(RuleProblem),
  warnings: z.array(RuleProblem),
  rules: z.array(DefinedRule),
});
export type ReadRule = z.infer<typeof ReadRule>;

export const RuleInput = z.object({
  text: RuleText,
  /** `draft` unless said */
  state: RuleState.optional(),
  note: z.string().max(500).optional(),
});
export const RuleChange = z.object({
  text: RuleText,
  note: z.string().max(500).optional(),
  ifVersion: z.int().positive().optional(),
});
export const RuleTextInput = z.object({ text: RuleText });

/** Events that one test takes. */
export const TEST_EVENTS_MAX = 500;
export const TryRule = z.object({
  text: RuleText,
  /** Raw records, as their sender writes them */
  events: z.array(z.record(z.string(), z.unknown())).min(1).max(TEST_EVENTS_MAX),
  /** Such as `aws.cloudtrail`; without it log sources are not heeded */
  source: z.string().max(64).optional(),
});
export const Tried = z.object({
  errors: z.array(RuleProblem),
  matches: z.array(
    z.object({
      /** From 0 */
      event: z.int(),
      rule: z.string(),
      title: z.string(),
      level: Level,
      fields: z.array(z.object({ field: z.string(), value: z.string() })),
    }),
  ),
});
export type Tried = z.infer<typeof Tried>;

/** How a rule stands in an organisation. */
export const RuleStanding = z.object({
  origin: z.enum(['shipped', 'own']),
  state: RuleState,
  /** Of an own rule */
  version: z.int().nullable(),
  /** Of a rule that ships and is tuned: why, until when, and who did it when */
  tuning: z
    .object({
      level: Level.nullable(),
      reason: z.string(),
      until: z.int().nullable(),
      by: z.string().optional(),
      at: z.int().optional(),
    })
    .nullable(),
  /** Over the last 30 days */
  matches: z.object({
    findings: z.int(),
    shadow: z.int(),
    suppressed: z.int(),
    lastAt: z.int().nullable(),
    /** Findings of the 60 days before those: a rule that made some and makes none now has perhaps lost its sender */
    before: z.int(),
  }),
  /** It used to fire and has not for 30 days */
  wentQuiet: z.boolean(),
});
export type RuleStanding = z.infer<typeof RuleStanding>;

export const SuppressionInput = z.object({
  rule: z.string().min(1).max(200),
  where: SuppressionWhere,
  reason: z.string().trim().min(1).max(500),
  expiresAt: z.int().positive(),
});

export const KeptBack = z.object({
  id: z.string(),
  rule: z.string(),
  kind: z.enum(['shadow', 'suppressed']),
  by: z.string().nullable(),
  time: z.int(),
  title: z.string(),
  source: z.string(),
  eventId: z.string(),
  delivery: z.string(),
  principal: z.string().nullable(),
});
export type KeptBack = z.infer<typeof KeptBack>;
