import * as z from 'zod';
import { Digest, Id, Millis } from './common.ts';
import { Outcome } from './plan.ts';

/** Names of routes beside `/policies/{id}`: a policy of that name could not be asked for. */
const RESERVED_IDS = ['versions', 'validate', 'dry-run'];
export const POLICY_MAX_CHARS = 20_000;
/** Policies of one organisation; the policy Worker takes no more. */
export const POLICIES_MAX = 200;

export const PolicyId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'a policy id is lower-case words')
  .refine((id) => !RESERVED_IDS.includes(id), 'this id is the name of a route: choose another');
export const PolicyText = z.string().min(1).max(POLICY_MAX_CHARS);
export const PolicyTextById = z
  .record(PolicyId, PolicyText)
  .refine((p) => Object.keys(p).length <= POLICIES_MAX, `at most ${POLICIES_MAX} policies`);

/** The version that the caller saw: refused if another is in force by now. */
const IfVersion = z.string().min(1).max(100).optional();

/** Bodies of the policies API. */
export const PutPolicies = z.object({ policies: PolicyTextById, ifVersion: IfVersion });
export const CreatePolicy = z.object({ id: PolicyId, text: PolicyText, ifVersion: IfVersion });
export const UpdatePolicy = z.object({ text: PolicyText, ifVersion: IfVersion });
export const DeletePolicy = z.object({ ifVersion: IfVersion });
/** A whole set, or one text. */
export const ValidatePolicies = z.union([
  z.object({ policies: z.record(PolicyId, z.string().max(POLICY_MAX_CHARS)) }),
  z.object({ text: z.string().max(POLICY_MAX_CHARS) }),
]);

/** Incidents that one dry run looks at, at most. */
export const DRY_RUN_MAX_INCIDENTS = 200;
/** A set in place of the one in force, or changes to it: a text by id, null to take one away. */
export const DryRunPolicies = z
  .object({
    policies: PolicyTextById.optional(),
    changes: z.record(PolicyId, PolicyText.nullable()).optional(),
    /** The last so many */
    incidents: z.int().min(1).max(DRY_RUN_MAX_INCIDENTS).optional(),
    /** Only what was judged from then on */
    since: Millis.optional(),
  })
  .refine((b) => (b.policies === undefined) !== (b.changes === undefined), 'give either `policies` or `changes`');

/** What is wrong with a policy, and where: `offset` in UTF-8 bytes, `line` and `column` from 1. */
export const PolicyError = z.object({
  policy: z.string(),
  message: z.string(),
  offset: z.int().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  hint: z.string().optional(),
});
export type PolicyError = z.infer<typeof PolicyError>;

/** See PolicyObligations of contracts/rpc.ts. */
export const Obligations = z.strictObject({
  approvals: z.int().min(1).max(5).optional(),
  role: z.enum(['approver', 'admin']).optional(),
  strategy: z.enum(['immediate', 'scheduled', 'manual']).optional(),
  window: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
    .optional(),
  onDrift: z.enum(['ask', 'reapply']).optional(),
  escalateMinutes: z.int().min(1).max(1440).optional(),
});
export type Obligations = z.infer<typeof Obligations>;

/** A policy as people read it. */
export const PolicyView = z.object({
  id: z.string(),
  text: z.string(),
  /** Absent where Cedar does not parse it, or the policy engine did not answer */
  effect: z.enum(['permit', 'forbid']).optional(),
  /** What it asks besides where it decides */
  obligations: Obligations,
  /** `@description`, `@owner` */
  notes: z.record(z.string(), z.string()),
});
export type PolicyView = z.infer<typeof PolicyView>;

/** The version that is in force after a change. */
export const PolicyChanged = z.object({ version: z.string() });
export type PolicyChanged = z.infer<typeof PolicyChanged>;

/** The whole set in force. */
export const PoliciesView = z.object({
  version: z.string(),
  policies: z.record(z.string(), z.string()),
  updatedBy: z.string(),
  updatedAt: Millis,
  items: z.array(PolicyView),
});
export type PoliciesView = z.infer<typeof PoliciesView>;

/** One policy, and who changed it last, in which version. */
export const OnePolicy = PolicyView.extend({ version: z.string(), updatedBy: z.string(), updatedAt: Millis });
export type OnePolicy = z.infer<typeof OnePolicy>;

export const PolicyVersionView = z.object({
  version: z.string(),
  number: z.int(),
  createdBy: z.string(),
  createdAt: Millis,
  policies: z.int(),
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
});
export type PolicyVersionView = z.infer<typeof PolicyVersionView>;
export const PolicyVersionPage = z.object({ items: z.array(PolicyVersionView), next: z.string().optional() });
export const PolicyVersionWhole = z.object({
  version: z.string(),
  number: z.int(),
  createdBy: z.string(),
  createdAt: Millis,
  policies: z.record(z.string(), z.string()),
});
export type PolicyVersionWhole = z.infer<typeof PolicyVersionWhole>;

/** What policies say of an action. */
export const Said = z.object({
  outcome: Outcome,
  reasons: z.array(z.string()),
  obligations: Obligations.optional(),
});
export type Said = z.infer<typeof Said>;

export const DryRunItem = z.object({
  incident: z.string(),
  revision: z.int(),
  plan: z.string(),
  opId: z.string(),
  at: Millis,
  action: z.string(),
  target: z.string(),
  /** As it was decided then, by whatever decided */
  recorded: z.object({ outcome: Outcome, engine: z.string(), policyVersion: z.string() }),
  /** By the policies in force now, on the same input */
  before: Said,
  /** By the proposed ones */
  after: Said,
});
export type DryRunItem = z.infer<typeof DryRunItem>;

export const DryRunReport = z.object({
  version: z.string(),
  /** What was wrong with the proposed set; nothing is compared then */
  errors: z.array(PolicyError),
  incidents: z.int(),
  /** Judgements compared, and those of them that come out otherwise */
  compared: z.int(),
  changed: z.int(),
  /** Forbidden by the gate's own rules, whatever policies say: not compared */
  byHardRules: z.int(),
  /** Outcome before → outcome after, how often */
  counts: z.array(z.object({ before: Outcome, after: Outcome, actions: z.int() })),
  items: z.array(DryRunItem),
  /** What was left out, in words */
  leftOut: z.array(z.string()),
});
export type DryRunReport = z.infer<typeof DryRunReport>;

/** A line of the decision log. */
export const JudgementView = z.object({
  incident: Id,
  revision: z.int(),
  opId: Id,
  plan: Id,
  at: Millis,
  outcome: Outcome,
  engine: z.enum(['gate', 'cedar', 'opa']),
  policyVersion: z.string(),
  inputDigest: Digest,
  /** PolicyInput; null where a hard rule of the gate came first */
  input: z.record(z.string(), z.unknown()).nullable(),
  reasons: z.array(z.string()),
});
export type JudgementView = z.infer<typeof JudgementView>;
export const JudgementPage = z.object({ items: z.array(JudgementView), next: z.string().optional() });
export type JudgementPage = z.infer<typeof JudgementPage>;

/** `PUT /decision-point`. */
export const DecisionPointInput = z.object({
  kind: z.literal('opa').default('opa'),
  /** `https://host/v1/data/<path>` */
  url: z.url().max(500),
  /** Bearer token; null: none. Left out: as before, if the origin stays the same. */
  token: z
    .string()
    .regex(/^[\x21-\x7e]{1,2000}$/, 'a token is printable ASCII without blanks')
    .nullable()
    .optional(),
  timeoutMs: z.int().min(50).max(5000).default(800),
  enabled: z.boolean().default(true),
});
export type DecisionPointInput = z.infer<typeof DecisionPointInput>;

/** The token is never read back. */
export const DecisionPointView = z.object({
  kind: z.literal('opa'),
  url: z.string(),
  hasToken: z.boolean(),
  timeoutMs: z.int(),
  enabled: z.boolean(),
  updatedBy: z.string(),
  updatedAt: Millis,
});
export type DecisionPointView = z.infer<typeof DecisionPointView>;

/** What came of asking the decision point about an action that is made up. */
export const DecisionPointTested = z.object({
  answered: z.boolean(),
  outcome: Outcome,
  reasons: z.array(z.string()),
  obligations: Obligations.optional(),
  policyVersion: z.string(),
  tookMs: z.int(),
});
export type DecisionPointTested = z.infer<typeof DecisionPointTested>;
