import * as z from 'zod';
import { AgentId, Digest, Id, Millis, OrgId, V1 } from './common.ts';
import { Assertion } from './sign-in.ts';
import { ActionSpec, Preview } from './custody.ts';

/** An action as proposed: why, for how long. `opId` is deterministic: incident, revision, action, target. */
export const Draft = z.object({
  opId: Id,
  spec: ActionSpec,
  reason: z.string().max(500),
  findings: z.array(Id).max(64),
  /** 0 to 100: how sure we are that the target is the attacker's or in the attacker's hands. */
  confidence: z.int().min(0).max(100),
  leaseMs: z.int().positive(),
  /** True if all its findings come from sources that may not speak of the account: the gate then forbids it. */
  foreignEvidence: z.boolean().optional(),
  /** Whose finding or idea it rests on; the planner's own where it is left out. */
  agent: AgentId.optional(),
  /** Another control in the place of one that the policy forbids. */
  insteadOf: z
    .object({
      opId: Id,
      action: z.string().max(100),
      target: z.string().max(2048),
      reasons: z.array(z.string().max(300)).max(8),
    })
    .optional(),
});
export type Draft = z.infer<typeof Draft>;

export const PreviewedDraft = Draft.extend({ preview: Preview });
export type PreviewedDraft = z.infer<typeof PreviewedDraft>;

export const Outcome = z.enum(['permit', 'ask', 'forbid']);
export type Outcome = z.infer<typeof Outcome>;

/** How a plan is carried out. Absent: `immediate`. */
export const Strategy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('immediate') }),
  /** In a maintenance window: no permit before it opens, none after it closes. */
  z.object({
    kind: z.literal('scheduled'),
    window: z.string().max(100),
    name: z.string().max(100),
    timezone: z.string().max(64),
    opensAt: Millis,
    closesAt: Millis,
  }),
  /** A person does it; the exact steps are each preview's `commands`. Never permitted. */
  z.object({ kind: z.literal('manual') }),
  /** Each draft stands in for one that the policy forbids (`insteadOf`); else as immediate. */
  z.object({ kind: z.literal('compensating') }),
]);
export type Strategy = z.infer<typeof Strategy>;

/** What custody does when a contained target is changed by somebody else: ask a person, or contain it again. */
export const OnDrift = z.enum(['ask', 'reapply']);
export type OnDrift = z.infer<typeof OnDrift>;

export const ApproverRole = z.enum(['approver', 'admin']);
export type ApproverRole = z.infer<typeof ApproverRole>;

/** What the policy said. `reasons` name policies. */
export const Decision = z.object({
  outcome: Outcome,
  approvalsNeeded: z.int().min(0).max(5),
  reasons: z.array(z.string().max(300)).max(32),
  policyVersion: z.string().max(100),
  inputDigest: Digest,
  /** Who decided; `gate`: its own rules alone. Absent: `cedar`. */
  engine: z.enum(['gate', 'cedar', 'opa']).optional(),
  /** The role that each approver needs. Absent: `approver`. */
  approverRole: ApproverRole.optional(),
  /** Absent: `ask`. */
  onDrift: OnDrift.optional(),
  /** When nobody has decided by then, further people are told. */
  escalateAt: Millis.optional(),
});
export type Decision = z.infer<typeof Decision>;

/**
 * A plan: what is signed. `digest` = digestOf of {@link planMaterial}. The gate keeps its own copy and trusts no other.
 */
export const Plan = z.object({
  v: V1,
  id: Id,
  org: OrgId,
  incident: Id,
  revision: z.int().min(1),
  /** Who proposed it (an {@link ActorRef}); never one of its approvers. */
  requestedBy: z.string().max(120),
  risk: z.int().min(0).max(100),
  actions: z.array(PreviewedDraft).min(1).max(32),
  decision: Decision,
  /** Absent: immediate */
  strategy: Strategy.optional(),
  /** The review board has it first: an agent's budget is spent. */
  review: Id.optional(),
  createdAt: Millis,
  expiresAt: Millis,
  digest: Digest,
});
export type Plan = z.infer<typeof Plan>;

/** The part of a plan that its digest covers: all that an approver agrees to, nothing that merely describes. */
export function planMaterial(plan: Omit<Plan, 'digest'>): unknown {
  return {
    v: 1,
    plan: plan.id,
    org: plan.org,
    incident: plan.incident,
    revision: plan.revision,
    requestedBy: plan.requestedBy,
    policyVersion: plan.decision.policyVersion,
    expiresAt: plan.expiresAt,
    // Left out where they are the default, so that digests of plans made before these were known still hold.
    ...(plan.decision.outcome === 'ask' && (plan.decision.approvalsNeeded !== 1 || plan.decision.approverRole)
      ? { approvals: plan.decision.approvalsNeeded, approverRole: plan.decision.approverRole ?? 'approver' }
      : {}),
    ...(plan.decision.onDrift === undefined ? {} : { onDrift: plan.decision.onDrift }),
    ...(plan.strategy === undefined ? {} : { strategy: plan.strategy }),
    actions: plan.actions.map((a) => ({
      opId: a.opId,
      spec: a.spec,
      leaseMs: a.leaseMs,
      preImageDigest: a.preview.preImageDigest,
      expectedDigest: a.preview.expectedDigest,
    })),
  };
}

/**
 * What Slack signed of a button or command, as the gate verified it: `v0=` + HMAC-SHA-256 over `v0:<timestamp>:<raw body>`.
 * Good for plans of reversible actions only. https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export const SlackProof = z.object({
  team: z.string().max(20),
  slackUser: z.string().max(20),
  /** s */
  timestamp: z.int().nonnegative(),
  signature: z.string().regex(/^v0=[0-9a-f]{64}$/),
  bodyDigest: Digest,
});
export type SlackProof = z.infer<typeof SlackProof>;

/**
 * A person's word on a plan: an Ed25519 signature over {@link approvalMessage}, a passkey's assertion whose challenge is
 * the SHA-256 of that message, or a request that Slack signed. Exactly one of them.
 */
export const Approval = z.object({
  v: V1,
  id: Id,
  org: OrgId,
  incident: Id,
  plan: Id,
  planDigest: Digest,
  verdict: z.enum(['approve', 'deny']),
  user: Id,
  /** Of a signature or assertion */
  keyId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  signature: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .optional(),
  assertion: Assertion.optional(),
  slack: SlackProof.optional(),
  /** An admin, alone, over quorum and requester: told to everybody. */
  breakGlass: z.literal(true).optional(),
  reason: z.string().max(1000),
  at: Millis,
});
export type Approval = z.infer<typeof Approval>;

/** The bytes that an approver signs (Ed25519): bound to purpose, verdict, digest and reason. */
export const approvalMessage = (
  a: Pick<Approval, 'verdict' | 'planDigest' | 'reason' | 'plan' | 'breakGlass'>,
): string =>
  `vedette:approval:v1\n${a.breakGlass ? 'break-glass' : a.verdict}\n${a.plan}\n${a.planDigest}\n${a.reason}`;
