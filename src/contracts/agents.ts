import * as z from 'zod';
import { AccountId, Digest, Id, Level, Millis, OrgId, Region, TechniqueId, V1 } from './common.ts';
import { Entity } from './entity.ts';
import { Finding } from './finding.ts';

/** Findings that an agent is shown at most; the incident keeps all. */
export const JOB_MAX_FINDINGS = 60;

/** Queue messages `analyst` and `inspector`: one job each, answered on `reports` with the same job id. */
export const InvestigationJob = z.object({
  v: V1,
  job: Id,
  org: OrgId,
  incident: Id,
  findings: z.array(Finding).max(JOB_MAX_FINDINGS),
  /** Findings left out of the job by size, so that a report can say what it did not see. */
  omitted: z.int().nonnegative(),
  /** For the analyst: whether its budget lets it use a language model. Absent: it may. */
  model: z.object({ allowed: z.boolean(), reason: z.string().max(200) }).optional(),
  at: Millis,
});
export type InvestigationJob = z.infer<typeof InvestigationJob>;

export const RiskReason = z.object({ points: z.int().min(-100).max(100), text: z.string().max(300) });

/** The closed schema that analyst and LLM both write. The LLM may raise a risk, never lower it. */
export const AnalystReport = z.object({
  title: z.string().max(120),
  summary: z.string().max(2000),
  severity: Level,
  risk: z.int().min(0).max(100),
  reasons: z.array(RiskReason).max(24),
  techniques: z.array(TechniqueId).max(32),
  timeline: z.array(z.object({ at: Millis, text: z.string().max(300), finding: Id.optional() })).max(JOB_MAX_FINDINGS),
  nextSteps: z.array(z.string().max(300)).max(12),
  /** `rules` or the model's name */
  author: z.string().max(80),
  /** What was not looked at, or why the model was not used. */
  limits: z.array(z.string().max(300)).max(12),
  /** What a language model cost, tokens and millionths of a US dollar; absent where none was asked */
  usage: z.object({ tokens: z.int().nonnegative(), microUsd: z.int().nonnegative() }).optional(),
});
export type AnalystReport = z.infer<typeof AnalystReport>;

export const GraphEdge = z.object({
  from: z.string().max(2100),
  to: z.string().max(2100),
  kind: z.string().max(64),
  finding: Id.optional(),
});
export const EvidenceRef = z.object({
  id: Id,
  kind: z.string().max(64),
  key: z.string().max(512),
  digest: Digest,
  bytes: z.int().nonnegative(),
  at: Millis,
});
export type EvidenceRef = z.infer<typeof EvidenceRef>;

export const InspectorReport = z.object({
  /** Nodes by entityKey, edges between them: the entity graph. */
  nodes: z.array(Entity).max(200),
  edges: z.array(GraphEdge).max(400),
  /** What AWS said of the entities, read-only, each stored as an evidence object. */
  evidence: z.array(EvidenceRef).max(64),
  facts: z.array(z.string().max(300)).max(64),
  /**
   * Further access keys and instances found in the attacker's hands, and where controls can be put (network ACLs, IP sets,
   * volumes, own addresses; `of` says whose): planner input.
   */
  discovered: z.array(Entity).max(64),
  limits: z.array(z.string().max(300)).max(16),
});
export type InspectorReport = z.infer<typeof InspectorReport>;

/** Queue message `reports`: how agents and custody answer the supervisor. */
export const Report = z.discriminatedUnion('kind', [
  z.object({
    v: V1,
    kind: z.literal('analyst'),
    id: Id,
    org: OrgId,
    incident: Id,
    job: Id,
    report: AnalystReport,
    at: Millis,
  }),
  z.object({
    v: V1,
    kind: z.literal('inspector'),
    id: Id,
    org: OrgId,
    incident: Id,
    job: Id,
    report: InspectorReport,
    at: Millis,
  }),
  z.object({
    v: V1,
    kind: z.literal('agent_failed'),
    id: Id,
    org: OrgId,
    incident: Id,
    job: Id,
    agent: z.enum(['analyst', 'inspector', 'outbound']),
    error: z.string().max(500),
    at: Millis,
  }),
  z.object({
    v: V1,
    kind: z.literal('notified'),
    id: Id,
    org: OrgId,
    incident: Id,
    job: Id,
    channel: z.string().max(40),
    delivered: z.boolean(),
    detail: z.string().max(300),
    at: Millis,
  }),
  /** Something moved in custody: ask for the status. Carries no state that could be forged into truth. */
  z.object({ v: V1, kind: z.literal('custody'), id: Id, org: OrgId, incident: Id, opId: Id, at: Millis }),
]);
export type Report = z.infer<typeof Report>;

/** The plan that a notice is about: what people decide on, small enough for a message. */
export const NotifiedPlan = z.object({
  id: Id,
  digest: Digest,
  /** All its actions are: only then may it be approved in a chat. */
  reversible: z.boolean(),
  approvalsNeeded: z.int().min(0).max(5),
  /** Verdicts so far, where some are needed still */
  approvalsGiven: z.int().min(0).max(5).optional(),
  approverRole: z.enum(['approver', 'admin']),
  strategy: z.enum(['immediate', 'scheduled', 'manual', 'compensating']),
  /** Of a maintenance window */
  opensAt: Millis.optional(),
  expiresAt: Millis,
  actions: z
    .array(
      z.object({
        opId: Id,
        action: z.string().max(100),
        target: z.string().max(2048),
        /** What changes: `path: before → after` */
        changes: z.array(z.string().max(300)).max(4),
        /** For a task: what to run */
        commands: z.array(z.string().max(1000)).max(4),
      }),
    )
    .max(8),
});
export type NotifiedPlan = z.infer<typeof NotifiedPlan>;

/** Queue message `outbound`. */
export const NotifyJob = z.object({
  v: V1,
  job: Id,
  org: OrgId,
  incident: Id,
  event: z.enum([
    'opened',
    'acknowledged',
    'approval_needed',
    /** Approved, denied, expired or voided: its buttons are over. */
    'approval_decided',
    /** Nobody decided in the time that the policy gives */
    'approval_escalated',
    /** An admin approved alone */
    'glass_broken',
    /** Something that a person must do in AWS */
    'task',
    'contained',
    /** Somebody else changed what is held */
    'drifted',
    'released',
    'escalated',
    'merged',
    'closed',
  ]),
  /** Place of its event in the incident's log: what an earlier one says never overwrites what a later one said. Absent: `at` orders. */
  seq: z.int().nonnegative().optional(),
  title: z.string().max(200),
  severity: Level,
  risk: z.int().min(0).max(100),
  phase: z.string().max(40),
  lines: z.array(z.string().max(300)).max(16),
  plan: NotifiedPlan.optional(),
  /** The plan that `approval_decided`, `approval_escalated` and `glass_broken` are about, what became of it, and by whom (names or actors) */
  about: z
    .object({ plan: Id, state: z.string().max(40), by: z.array(z.string().max(120)).max(8).optional() })
    .optional(),
  /** Every control of the incident and how it stands now */
  controls: z
    .array(z.object({ action: z.string().max(100), target: z.string().max(2048), state: z.string().max(40) }))
    .max(16)
    .optional(),
  at: Millis,
});
export type NotifyJob = z.infer<typeof NotifyJob>;

/** One line of an indicator list (NDJSON), kept at R2 `indicators/<org>.ndjson`. */
export const Indicator = z.object({
  type: z.enum(['ip', 'cidr', 'domain', 'hash', 'user_agent', 'access_key', 'url']),
  value: z.string().min(1).max(2048),
  level: Level.default('medium'),
  source: z.string().max(120).default('local'),
  note: z.string().max(300).optional(),
  expiresAt: Millis.optional(),
});
export type Indicator = z.infer<typeof Indicator>;

/** Accounts and regions an agent may read: part of the gate's answer. */
export const ReadScope = z.object({ account: AccountId, regions: z.array(Region).max(32) });
