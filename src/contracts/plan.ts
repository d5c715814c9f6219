import { z } from 'zod';
import { Digest, Id, Millis, OrgId, V1 } from './common.ts';
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
});
export type Draft = z.infer<typeof Draft>;

export const PreviewedDraft = Draft.extend({ preview: Preview });
export type PreviewedDraft = z.infer<typeof PreviewedDraft>;

export const Outcome = z.enum(['permit', 'ask', 'forbid']);
export type Outcome = z.infer<typeof Outcome>;

/** What the policy said. `reasons` name policies. */
export const Decision = z.object({
  outcome: Outcome,
  approvalsNeeded: z.int().min(0).max(5),
  reasons: z.array(z.string().max(300)).max(32),
  policyVersion: z.string().max(100),
  inputDigest: Digest,
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
 * A person's word on a plan: an Ed25519 signature over {@link approvalMessage}, or a passkey's assertion whose challenge is
 * the SHA-256 of that message. Exactly one of both.
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
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  signature: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .optional(),
  assertion: Assertion.optional(),
  reason: z.string().max(1000),
  at: Millis,
});
export type Approval = z.infer<typeof Approval>;

/** The bytes that an approver signs (Ed25519): bound to purpose, verdict, digest and reason. */
export const approvalMessage = (a: Pick<Approval, 'verdict' | 'planDigest' | 'reason' | 'plan'>): string =>
  `vedette:approval:v1\n${a.verdict}\n${a.plan}\n${a.planDigest}\n${a.reason}`;
