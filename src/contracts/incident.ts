import { z } from 'zod';
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
});
export type IncidentProjection = z.infer<typeof IncidentProjection>;

/** RPC `supervisor.Findings.add`: findings of one incident, in one call for many incidents. */
export const FindingBatch = z.object({
  v: V1,
  org: OrgId,
  incidents: z.array(z.object({ incident: Id, findings: z.array(Finding).min(1) })).min(1),
});
export type FindingBatch = z.infer<typeof FindingBatch>;
