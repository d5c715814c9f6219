/**
 * The RPC surface of the fleet: one interface a named entrypoint, so that a binding says all that its holder can do.
 * Arguments and answers are plain data; implementations parse their arguments again.
 */
import type { Failure } from '../kit/errors.ts';
import type { Result } from '../kit/result.ts';
import type { Principal, SourceGrant } from './access.ts';
import type { AwsCredentials } from './aws.ts';
import type { AcquireRequest, ActionSpec, CustodyStatus, Preview } from './custody.ts';
import type { AcceptReply, DeliveryInput } from './delivery.ts';
import type { FindingBatch } from './incident.ts';
import type { AuditBundle, EntryInput, TreeHead } from './ledger.ts';
import type { Approval, Plan, PreviewedDraft } from './plan.ts';

export type Rpc<T> = Promise<Result<T, Failure>>;

/** pipeline.Intake → ingest */
export interface IntakeApi {
  accept(delivery: DeliveryInput): Promise<AcceptReply>;
}
/** pipeline.DeadLetters → console */
export interface DeadLettersApi {
  replay(req: { v: 1; org: string; id: string; actor: string }): Rpc<{ replayed: true }>;
}

/** gate.SourceKeys → ingest */
export interface SourceKeysApi {
  lookup(req: { v: 1; source: string }): Promise<SourceGrant | null>;
}
/** gate.Identity → console */
export interface IdentityApi {
  authenticate(req: { v: 1; apiKey: string }): Promise<Principal | null>;
}
/** gate.Admin → console: each call names its caller and the gate checks the role again. */
export interface AdminApi {
  setup(req: { v: 1; token: string; body: unknown }): Rpc<{ org: string; user: string; apiKey: string }>;
  createSource(req: {
    v: 1;
    caller: Principal;
    body: unknown;
  }): Rpc<{ id: string; kind: string; path: string; secret: string }>;
  listSources(req: { v: 1; caller: Principal }): Rpc<{
    sources: { id: string; kind: string; name: string; accounts: string[]; enabled: boolean; createdAt: number }[];
  }>;
  /** A new secret; the one before stays good until `previousUntil`. */
  rotateSource(req: {
    v: 1;
    caller: Principal;
    id: string;
  }): Rpc<{ id: string; secret: string; previousUntil: number }>;
  createUser(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ id: string }>;
  createApiKey(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ id: string; apiKey: string }>;
  revokeApiKey(req: { v: 1; caller: Principal; id: string }): Rpc<{ id: string }>;
  enrolApproverKey(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ keyId: string }>;
  putAccount(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ account: string }>;
  listPolicies(req: { v: 1; caller: Principal }): Rpc<{ version: string; policies: Record<string, string> }>;
  /** Body {policies: id → Cedar text}: a whole new version, in force at once; refused with the place if Cedar finds fault. */
  putPolicies(req: { v: 1; caller: Principal; body: unknown }): Rpc<{ version: string }>;
}
/** gate.Approvals → console */
export interface ApprovalsApi {
  pending(req: { v: 1; caller: Principal }): Rpc<{ plans: Plan[] }>;
  plan(req: { v: 1; caller: Principal; plan: string }): Rpc<{ plan: Plan; approvals: Approval[] }>;
  /** Verifies the person's signature over the gate's own copy of the plan; refuses the requester, an expired or unknown plan, a second use. */
  submit(req: {
    v: 1;
    caller: Principal;
    body: unknown;
  }): Rpc<{ approval: Approval; complete: boolean; incident: string }>;
}
/** gate.Decisions → supervisor */
export interface DecisionsApi {
  /** Evaluates each previewed draft and groups them into plans by outcome; keeps its own copy of each. Idempotent by (incident, revision). */
  decide(req: {
    v: 1;
    org: string;
    incident: string;
    revision: number;
    requestedBy: string;
    risk: number;
    drafts: PreviewedDraft[];
    at: number;
  }): Rpc<{ plans: Plan[] }>;
  /** Leave to act, from the gate's own copy, the approvals that it verified itself, a fresh evaluation and its own budgets. Idempotent by plan. */
  permit(req: {
    v: 1;
    org: string;
    incident: string;
    plan: string;
    digest: string;
    at: number;
  }): Rpc<{ permit: string; expiresAt: number; approvals: string[] }>;
  /** Voids a plan that drifted or was superseded; its approvals are spent. */
  void(req: { v: 1; org: string; plan: string; reason: string }): Rpc<{ voided: true }>;
}
/** gate.StepCredentials → responder */
export interface StepCredentialsApi {
  /** Public keys that permits verify under: keyId → raw hex. */
  permitKeys(): Promise<Record<string, string>>;
  /** One step's narrowed credentials against a permit; `revert` and `probe` are allowed after the permit's expiry, forward steps are not. */
  forStep(req: {
    v: 1;
    permit: string;
    opId: string;
    spec: ActionSpec;
    direction: 'forward' | 'revert' | 'probe';
    step: string;
    fence: number;
  }): Rpc<AwsCredentials>;
  /** Read-only, for a preview before any permit exists; allowed for the organisation's own accounts. */
  forPreview(req: { v: 1; org: string; incident: string; spec: ActionSpec }): Rpc<AwsCredentials>;
}
/** gate.ReadCredentials → inspector */
export interface ReadCredentialsApi {
  forRead(req: { v: 1; org: string; incident: string; account: string; agent: 'inspector' }): Rpc<AwsCredentials>;
}

/** policy.Policy → gate */
export interface PolicyApi {
  evaluate(req: PolicyRequest): Rpc<PolicyAnswer[]>;
  validate(req: {
    v: 1;
    policies: Record<string, string>;
  }): Rpc<{ errors: { policy: string; message: string; offset?: number; hint?: string }[] }>;
}
export interface PolicyRequest {
  v: 1;
  /** Policy id → Cedar text. */
  policies: Record<string, string>;
  inputs: PolicyInput[];
}
/** The Cedar request for one action; see docs/policies.md for the entity model. */
export interface PolicyInput {
  opId: string;
  principal: string;
  action: string;
  resource: { id: string; account: string; region: string; environment: string; tags: Record<string, string> };
  context: {
    risk: number;
    confidence: number;
    reversibility: string;
    reversible: boolean;
    disruptive: boolean;
    production: boolean;
    exists: boolean;
    dependents: number;
    leaseSeconds: number;
    foreignEvidence: boolean;
  };
}
export interface PolicyAnswer {
  opId: string;
  outcome: 'permit' | 'ask' | 'forbid';
  reasons: string[];
  errors: string[];
}

/** supervisor.Findings → pipeline. Answers once each incident holds its findings durably and D1 knows that it exists. */
export interface FindingsApi {
  add(
    batch: FindingBatch,
  ): Rpc<{ incidents: { incident: string; openedAt: number; seq: number; mergedInto?: string }[] }>;
}
/** supervisor.Incidents → console */
export interface IncidentsApi {
  log(req: { v: 1; org: string; incident: string }): Rpc<{
    events: { seq: number; id: string; type: string; at: number; body: unknown; hash: string }[];
    reducer: string;
    state: unknown;
  }>;
  /** The gate verified an approval: the incident asks the gate for a permit. Says nothing that the gate does not check. */
  approvalArrived(req: { v: 1; org: string; incident: string; plan: string; actor: string }): Rpc<{ phase: string }>;
  release(req: { v: 1; org: string; incident: string; actor: string; reason: string }): Rpc<{ phase: string }>;
  close(req: { v: 1; org: string; incident: string; actor: string; reason: string }): Rpc<{ phase: string }>;
}

/** responder.Custody → supervisor */
export interface CustodyApi {
  preview(req: {
    v: 1;
    org: string;
    incident: string;
    specs: { opId: string; spec: ActionSpec }[];
  }): Rpc<{ previews: { opId: string; result: Result<Preview, Failure> }[] }>;
  acquire(req: AcquireRequest): Rpc<CustodyStatus>;
  status(req: { v: 1; org: string; opId: string; spec: ActionSpec }): Rpc<CustodyStatus>;
  release(req: { v: 1; org: string; opId: string; spec: ActionSpec; reason: string }): Rpc<CustodyStatus>;
}

/** ledger.Append → gate, supervisor. Idempotent by entry id; answers once durable. */
export interface LedgerAppendApi {
  append(req: { v: 1; entries: EntryInput[] }): Rpc<{ size: number }>;
}
/** ledger.Export → console */
export interface LedgerExportApi {
  bundle(req: { v: 1; org: string; chain: string }): Rpc<AuditBundle>;
  head(req: { v: 1; org: string }): Rpc<TreeHead>;
  publicKeys(): Promise<Record<string, string>>;
}
