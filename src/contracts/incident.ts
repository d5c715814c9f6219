import * as z from 'zod';
import { Id, Level, Millis, OrgId, TechniqueId, V1 } from './common.ts';
import { CustodyState, Proof } from './custody.ts';
import { Entity } from './entity.ts';
import { Finding } from './finding.ts';

export const Phase = z.enum([
  'triage',
  'investigate',
  'decide',
  'await_approval',
  'respond',
  'verify',
  'hold',
  'closed',
  'escalated',
  'merged',
]);
export type Phase = z.infer<typeof Phase>;

/** How an action reads to a person: custody's state, or what came before custody. */
export const ActionState = z.enum([
  'proposed',
  'awaiting_approval',
  'permitted',
  'denied',
  'forbidden',
  'expired',
  'requested',
  /** Waits for its maintenance window */
  'scheduled',
  /** A person's task, and what a reading of AWS said after they called it done */
  'manual',
  'done_by_hand',
  ...CustodyState.options,
  'verified',
]);
export type ActionState = z.infer<typeof ActionState>;

export const ActionView = z.object({
  opId: Id,
  plan: Id.optional(),
  action: z.string(),
  target: z.string(),
  state: ActionState,
  proof: Proof,
  leaseUntil: Millis.optional(),
  detail: z.string().optional(),
});
export type ActionView = z.infer<typeof ActionView>;

/** What a person found when closing. */
export const Resolution = z.enum(['resolved', 'false_positive', 'duplicate', 'accepted_risk']);
export type Resolution = z.infer<typeof Resolution>;

/** One line of an incident's discussion. */
export const Comment = z.object({ id: Id, actor: z.string(), text: z.string().max(4000), at: Millis });
export type Comment = z.infer<typeof Comment>;

/** One event of an incident and what it changed: the steps of a replay. */
export const ReplayStep = z.object({
  seq: z.int(),
  type: z.string(),
  at: Millis,
  /** In words, without untrusted text */
  text: z.string().max(300),
  actor: z.string().optional(),
  phase: Phase,
  risk: z.int(),
  findings: z.int(),
  actions: z.array(z.object({ opId: Id, action: z.string(), state: ActionState })),
  /** Effects that the reducer asked for, by kind */
  effects: z.array(z.string()),
});
export type ReplayStep = z.infer<typeof ReplayStep>;

/** Row that an incident projects to D1 `incident`: written where `seq` is newer. */
export const IncidentProjection = z.object({
  v: V1,
  id: Id,
  org: OrgId,
  seq: z.int().nonnegative(),
  title: z.string(),
  severity: Level,
  risk: z.int().min(0).max(100),
  phase: Phase,
  openedAt: Millis,
  updatedAt: Millis,
  closedAt: Millis.optional(),
  /** Acceptance of the delivery that opened it, ms: accepted → incident is openedAt − acceptedAt. */
  acceptedAt: Millis,
  nextDue: Millis.optional(),
  findingCount: z.int(),
  techniques: z.array(TechniqueId),
  entities: z.array(Entity),
  actions: z.array(ActionView),
  mergedInto: Id.optional(),
  /** Earliest event time of its findings, ms: detection took until `openedAt`. */
  firstEventAt: Millis.optional(),
  /** When its first action stood in AWS, and when the last was given back, ms. */
  containedAt: Millis.optional(),
  releasedAt: Millis.optional(),
  assignee: Id.optional(),
  acknowledgedAt: Millis.optional(),
  resolution: Resolution.optional(),
  comments: z.int().nonnegative().optional(),
  /** Incidents with which it shares an entity, the newest last: candidates for a merge. */
  related: z.array(Id).max(32).optional(),
});
export type IncidentProjection = z.infer<typeof IncidentProjection>;

/** RPC `supervisor.Findings.add`: findings of one incident, in one call for many incidents. */
export const FindingBatch = z.object({
  v: V1,
  org: OrgId,
  incidents: z.array(z.object({ incident: Id, findings: z.array(Finding).min(1) })).min(1),
  /** Incidents that were seen to be about a common entity; people are told, nothing is merged for it. */
  shared: z
    .array(z.object({ from: Id, into: Id }))
    .max(64)
    .optional(),
});
export type FindingBatch = z.infer<typeof FindingBatch>;

/** RPC `supervisor.Findings.spoke`: sources of an organisation that speak again, each with the finding of its silence. */
export const SourceReturns = z.object({
  v: V1,
  org: OrgId,
  returns: z
    .array(
      z.object({
        incident: Id,
        finding: Id,
        source: Id,
        /** When it last delivered as this was seen, ms */
        since: Millis,
        /** Sources of that finding that are still missed */
        silent: z.int().nonnegative(),
      }),
    )
    .min(1)
    .max(500),
});
export type SourceReturns = z.infer<typeof SourceReturns>;
